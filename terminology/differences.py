"""What one state of a concept says that another did not: one line a change, as people read it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import zip_longest

from terminology.concepts import ConceptDraft, ConceptStatus, Definition, Language, Term

__all__ = ["Change", "changes"]

# What a file or the analysis said beside the fields is nobody's edit.
_TERM_FIELDS = tuple(item.name for item in fields(Term) if item.name not in {"text", "language", "extra"})


@dataclass(frozen=True, slots=True)
class Change:
    """`field` is a field of the concept or of one of its `term`s; "" on one side: nothing was, or is, there.

    Values are stored codes (a status) or people's text.
    """

    field: str
    before: str
    after: str
    language: Language | None = None
    term: str = ""


def changes(
    before: tuple[ConceptDraft, ConceptStatus] | None, after: tuple[ConceptDraft, ConceptStatus]
) -> list[Change]:
    """From `before` (None: the concept is new) to `after`, in the order of the concept's page."""
    empty = (ConceptDraft(()), None)
    old, old_status = before or empty
    new, new_status = after
    found = list(_plain("concept_status", old_status or "", new_status))
    for language in Language:
        found += _term_changes(_terms(old, language), _terms(new, language), language)
        found += _definition_changes(_definitions(old, language), _definitions(new, language), language)
    found += _plain("domains", ", ".join(old.domains), ", ".join(new.domains))
    found += _plain("note", old.note, new.note)
    found += _plain("origin", old.origin, new.origin)
    return found


def _terms(draft: ConceptDraft, language: Language) -> list[Term]:
    return [term for term in draft.terms if term.language is language]


def _definitions(draft: ConceptDraft, language: Language) -> list[Definition]:
    return [item for item in draft.definitions if item.language is language]


def _plain(field: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(field, str(before), str(after))


def _term_changes(before: Sequence[Term], after: Sequence[Term], language: Language) -> Iterator[Change]:
    """A term that went and one that came at its place are one term, reworded."""
    old, new = {term.text: term for term in before}, {term.text: term for term in after}
    gone = [term for term in before if term.text not in new]
    come = [term for term in after if term.text not in old]
    pairs: list[tuple[Term | None, Term | None]] = [*zip_longest(gone, come)]
    pairs += [(old[term.text], term) for term in after if term.text in old]
    for was, now in pairs:
        texts = (was.text if was else "", now.text if now else "")
        if texts[0] != texts[1]:
            yield Change("term", *texts, language)
        if now is None:
            continue
        base = was or Term("", language)
        for name in _TERM_FIELDS:
            values = (str(getattr(base, name)), str(getattr(now, name)))
            if values[0] != values[1]:
                yield Change(name, *values, language, now.text)


def _definition_changes(
    before: Sequence[Definition], after: Sequence[Definition], language: Language
) -> Iterator[Change]:
    kept = set(before) & set(after)
    gone = [item for item in before if item not in kept]
    come = [item for item in after if item not in kept]
    for was, now in zip_longest(gone, come):
        old, new = was or Definition("", language), now or Definition("", language)
        if old.text != new.text:
            yield Change("definition", old.text, new.text, language)
        if old.source != new.source:
            yield Change("definition_source", old.source, new.source, language)
