"""The tree of subject fields as people browse and tend it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from terminology import bulk, domains, writing
from terminology.concepts import ConceptStatus, Flaw, Language, TermStatus, text_flaws
from terminology.domains import SubjectField, subject_fields
from terminology.errors import SubjectFieldChangedMeanwhile, SubjectFieldInvalid, SubjectFieldNotFound
from terminology.folding import fold, squeeze
from terminology.tables import ConceptDomainRow, ConceptRow, SubjectFieldRow, TermRow

__all__ = ["Branch", "add", "branches", "change", "concepts_in", "with_below"]

_NAME_LIMIT = 200  # characters


@dataclass(frozen=True, slots=True)
class Branch:
    """A field at its depth (0: at the root); `concepts` are the validated ones in it and below, each once."""

    field: SubjectField
    depth: int
    concepts: int


def branches(session: Session, language: Language) -> list[Branch]:
    """The whole tree, each field before those below it, by name in `language`."""
    fields = subject_fields(session)
    held = _held(session)
    found: list[Branch] = []

    def grow(parent: str | None, depth: int) -> None:
        children = [item for item in fields if item.parent == parent]
        for item in sorted(children, key=lambda item: fold(getattr(item, language))):
            below = with_below(item.code, fields)
            numbers = set[int]().union(*(held.get(code, ()) for code in below))
            found.append(Branch(item, depth, len(numbers)))
            grow(item.code, depth + 1)

    grow(None, 0)
    return found


def with_below(code: str, fields: Iterable[SubjectField]) -> set[str]:
    """The field itself, and all that lie below it."""
    fields = list(fields)
    found, before = {code}, 0
    while len(found) > before:
        before = len(found)
        found |= {item.code for item in fields if item.parent in found}
    return found


def concepts_in(
    session: Session, code: str, language: Language, *, offset: int, limit: int
) -> tuple[list[int], int]:
    """Validated concepts of a field and of those below it, by term in `language`; and how many there are.

    Raises SubjectFieldNotFound.
    """
    fields = subject_fields(session)
    if code not in {item.code for item in fields}:
        raise SubjectFieldNotFound(domain=code)
    inside = select(ConceptDomainRow.concept).where(
        bulk.among(ConceptDomainRow.domain, sorted(with_below(code, fields)))
    )
    chosen = ConceptRow.status == ConceptStatus.VALIDATED.value, ConceptRow.number.in_(inside)
    own = TermRow.language == language.value
    name = func.coalesce(
        func.min(TermRow.folded).filter(own, TermRow.status == TermStatus.PREFERRED.value),
        func.min(TermRow.folded).filter(own),
    )
    query = (
        select(ConceptRow.number)
        .join(TermRow, TermRow.concept == ConceptRow.number)
        .where(*chosen)
        .group_by(ConceptRow.number)
        .order_by(name.nulls_last(), ConceptRow.number)
    )
    total = session.scalar(select(func.count()).select_from(ConceptRow).where(*chosen)) or 0
    return list(session.scalars(query.offset(offset).limit(limit))), total


def add(
    session: Session, fr: str, en: str, parent: str | None, *, actor: Actor, now: datetime
) -> SubjectField:
    """A new field; its code is made from its English name and never changes. Raises SubjectFieldInvalid."""
    fr, en = squeeze(fr), squeeze(en)
    fields = subject_fields(session)
    _check(fr, en, parent, None, fields)
    code = domains.new_code(fold(en), {item.code for item in fields})
    field = SubjectField(code, fr, en, parent or None)
    domains.add_missing(session, [field])
    _record(session, "added", code, actor, now)
    return field


def change(
    session: Session, read: SubjectField, fr: str, en: str, parent: str | None, *, actor: Actor, now: datetime
) -> SubjectField:
    """`read` is what the editor saw. Raises SubjectFieldNotFound, SubjectFieldChangedMeanwhile,
    SubjectFieldInvalid.
    """
    fr, en = squeeze(fr), squeeze(en)
    fields = subject_fields(session)
    if read.code not in {item.code for item in fields}:
        raise SubjectFieldNotFound(domain=read.code)
    _check(fr, en, parent, read.code, fields)
    row = SubjectFieldRow
    same = (
        row.code == read.code,
        row.fr == read.fr,
        row.en == read.en,
        row.parent.is_not_distinct_from(read.parent),
    )
    changed = update(row).where(*same).values(fr=fr, en=en, parent=parent or None).returning(row.code)
    if session.scalar(changed) is None:
        raise SubjectFieldChangedMeanwhile(domain=read.code)
    _record(session, "changed", read.code, actor, now)
    return SubjectField(read.code, fr, en, parent or None)


def _check(fr: str, en: str, parent: str | None, code: str | None, fields: Sequence[SubjectField]) -> None:
    """A name finds one field only (`domains.resolve`), whatever its accents and capitals."""
    found: list[Flaw] = []
    others = [item for item in fields if item.code != code]
    taken = {fold(name) for item in others for name in (item.code, item.fr, item.en)}
    for field, name in (("fr", fr), ("en", en)):
        if not name:
            found.append(Flaw("subject_field_without_name", {"field": field}))
        elif fold(name) in taken:
            found.append(Flaw("subject_field_name_taken", {"field": field, "name": name}))
        found.extend(
            Flaw(flaw.code, {**flaw.params, "field": field}) for flaw in text_flaws(field, name, _NAME_LIMIT)
        )
    if parent and parent not in {item.code for item in fields}:
        found.append(Flaw("subject_field_parent_unknown", {"field": "parent"}))
    elif parent and code and parent in with_below(code, fields):
        found.append(Flaw("subject_field_below_itself", {"field": "parent"}))
    if found:
        raise SubjectFieldInvalid(found)


def _held(session: Session) -> dict[str, list[int]]:
    query = (
        select(ConceptDomainRow.domain, ConceptDomainRow.concept)
        .join(ConceptRow, ConceptRow.number == ConceptDomainRow.concept)
        .where(ConceptRow.status == ConceptStatus.VALIDATED.value)
    )
    found: dict[str, list[int]] = {}
    for domain, concept in session.execute(query):
        found.setdefault(domain, []).append(concept)
    return found


def _record(session: Session, action: str, code: str, actor: Actor, now: datetime) -> None:
    writing.notify(session)
    audit.record(session, now, actor, f"subject_field.{action}", f"domain:{code}")
