"""What two concepts say as one. Pure.

The survivor's content comes first and wins where both speak; the other's adds what is missing. Nothing is
lost: what finds no place is in the history of the old number.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    ConceptView,
    Definition,
    Language,
    Term,
    TermStatus,
)
from terminology.folding import squeeze

__all__ = ["Preferred", "as_one", "preferable", "present_choice", "status_of_both"]

Preferred = Mapping[Language, str]
"""The term to prefer, by language."""

_Item = TypeVar("_Item")
_BLANKS = ("part_of_speech", "gender", "number", "region", "source")
_TO_USE = (TermStatus.PREFERRED, TermStatus.ADMITTED)
_APOSTROPHES = str.maketrans("’ʼ‘", "'''")
# Who searches must still find what was validated; a draft is no reason to hide it.
_OPENNESS = (
    ConceptStatus.WITHDRAWN,
    ConceptStatus.DRAFT,
    ConceptStatus.PROPOSED,
    ConceptStatus.VALIDATED,
)


def as_one(survivor: ConceptView, other: ConceptView, preferred: Preferred) -> ConceptDraft:
    """The survivor's content after the merge. A language without a choice keeps the survivor's."""
    numbers = {survivor.number, other.number}
    kept, coming = survivor.draft(), other.draft()
    terms = _terms(kept.terms, coming.terms)
    choice = {**present_choice(survivor, other), **preferred}
    relations = (item for item in kept.relations + coming.relations if item.number not in numbers)
    return replace(
        kept,
        terms=tuple(_with_choice(term, choice.get(term.language), survivor) for term in terms),
        definitions=_united(kept.definitions, coming.definitions, _definition_key),
        domains=tuple(dict.fromkeys(kept.domains + coming.domains)),
        note=_joined(kept.note, coming.note),
        origin=kept.origin or coming.origin,
        extra=_extras(kept.extra, coming.extra, other.number),
        notes=_united(kept.notes, coming.notes, lambda item: (item.language, _same(item.text))),
        documents=_united(kept.documents, coming.documents, lambda item: item.url),
        relations=tuple(dict.fromkeys(relations)),
    )


def status_of_both(survivor: ConceptStatus, other: ConceptStatus) -> ConceptStatus:
    return max(survivor, other, key=_OPENNESS.index)


def preferable(survivor: ConceptView, other: ConceptView) -> dict[Language, list[str]]:
    """The terms one may choose among, by language, the survivor's preferred one first."""
    terms = _terms(survivor.terms, other.terms)
    return {
        language: [
            term.text
            for term in sorted(terms, key=lambda term: term.status is not TermStatus.PREFERRED)
            if term.language is language and term.status in _TO_USE
        ]
        for language in Language
    }


def present_choice(survivor: ConceptView, other: ConceptView) -> dict[Language, str]:
    """What is preferred if nobody says otherwise."""
    options = preferable(survivor, other)
    return {language: texts[0] for language, texts in options.items() if texts}


def _terms(kept: Sequence[Term], coming: Sequence[Term]) -> list[Term]:
    """Terms that differ by an accent stay two: "cote" is not "côte"."""
    found = {_term_key(term): term for term in kept}
    for term in coming:
        key = _term_key(term)
        found[key] = _completed(found[key], term) if key in found else term
    return list(found.values())


def _completed(kept: Term, coming: Term) -> Term:
    blanks = {name: getattr(coming, name) for name in _BLANKS if not getattr(kept, name)}
    return replace(
        kept,
        **blanks,
        reliability=max(kept.reliability, coming.reliability),
        contexts=tuple(dict.fromkeys(kept.contexts + coming.contexts)),
        note=_joined(kept.note, coming.note),
        extra=coming.extra | kept.extra,
    )


def _with_choice(term: Term, chosen: str | None, survivor: ConceptView) -> Term:
    """A second preferred term of the survivor's own (one of each country) stays, unless another is chosen."""
    if chosen is None:
        return term
    if _same(term.text) == _same(chosen):
        return replace(term, status=TermStatus.PREFERRED)
    own = {_term_key(item) for item in survivor.terms}
    choice_is_own = (term.language, _same(chosen)) in own
    if term.status is TermStatus.PREFERRED and not (choice_is_own and _term_key(term) in own):
        return replace(term, status=TermStatus.ADMITTED)
    return term


def _united(
    kept: Iterable[_Item], coming: Iterable[_Item], key: Callable[[_Item], Hashable]
) -> tuple[_Item, ...]:
    found: dict[Hashable, _Item] = {}
    for item in (*kept, *coming):
        found.setdefault(key(item), item)
    return tuple(found.values())


def _term_key(term: Term) -> tuple[Language, str]:
    return term.language, _same(term.text)


def _definition_key(item: Definition) -> Hashable:
    return item.language, _same(item.text)


def _same(text: str) -> str:
    return squeeze(text).translate(_APOSTROPHES).casefold()


def _joined(kept: str, coming: str) -> str:
    if not coming or _same(coming) in _same(kept):
        return kept
    return f"{kept}\n{coming}" if kept else coming


def _extras(kept: dict[str, Any], coming: dict[str, Any], number: int) -> dict[str, Any]:
    """What a file said of the other concept goes on export with the survivor, beside its own."""
    clashing = {name: value for name, value in coming.items() if kept.get(name, value) != value}
    together = coming | kept
    if clashing:
        merged: list[Any] = list(kept.get("merged", ()))
        together["merged"] = [*merged, {"number": number, **clashing}]
    return together
