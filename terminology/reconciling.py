"""Two people changed the same version of a concept: what both did, put together. Pure.

Parts that only one of them touched are taken as that one left them. Where both touched the same field and
do not agree, the later one's wording stands and is told as a `Clash`, so that they decide knowingly. A term
is known by its text and language, other parts by all they say: a part reworded by one is a part taken out
and another put in, and never overwrites the rewording of the other.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from terminology.concepts import ConceptDraft, Language, Term

__all__ = ["Clash", "reconciled"]

_TERM_FIELDS = tuple(item.name for item in fields(Term) if item.name not in {"text", "language"})
_LISTS = ("definitions", "domains", "notes", "documents", "relations")
_Part = TypeVar("_Part", bound=Hashable)
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed: `mine` stands in the result, `theirs` is in the bank."""

    field: str
    theirs: str
    mine: str
    language: Language | None = None
    term: str = ""


def reconciled(
    base: ConceptDraft, mine: ConceptDraft, theirs: ConceptDraft
) -> tuple[ConceptDraft, list[Clash]]:
    """`base` is what both had read; `theirs` is in the bank now; `mine` was refused for that."""
    clashes: list[Clash] = []
    changed: dict[str, Any] = {"terms": _terms(base, mine, theirs, clashes)}
    for name in _LISTS:
        changed[name] = _merged(getattr(base, name), getattr(mine, name), getattr(theirs, name))
    for name in ("note", "origin"):
        values = (getattr(base, name), getattr(mine, name), getattr(theirs, name))
        changed[name], agreed = _chosen(*values)
        if not agreed:
            clashes.append(Clash(name, theirs=values[2], mine=values[1]))
    changed["extra"], _ = _chosen(base.extra, mine.extra, theirs.extra)
    return replace(mine, **changed), clashes


def _chosen(base: _Value, mine: _Value, theirs: _Value) -> tuple[_Value, bool]:
    """What to keep, and whether nobody's choice is lost by it."""
    if mine == base:
        return theirs, True
    return mine, theirs in (base, mine)


def _merged(base: Iterable[_Part], mine: Iterable[_Part], theirs: Iterable[_Part]) -> tuple[_Part, ...]:
    """Mine, without what they took out, and with what they put in."""
    old, present = list(base), list(theirs)
    kept = [item for item in mine if item in present or item not in old]
    return tuple(dict.fromkeys([*kept, *(item for item in present if item not in old)]))


def _terms(
    base: ConceptDraft, mine: ConceptDraft, theirs: ConceptDraft, clashes: list[Clash]
) -> tuple[Term, ...]:
    old, ours, present = (_by_name(draft) for draft in (base, mine, theirs))
    kept: list[Term] = []
    for name, term in ours.items():
        if name in present:
            kept.append(_term(old.get(name), term, present[name], clashes))
        elif name not in old:
            kept.append(term)
        elif term != old[name]:  # they took out what I was changing
            kept.append(term)
            clashes.append(Clash("term", theirs="", mine=term.text, language=term.language, term=term.text))
    for name, term in present.items():
        if name in ours:
            continue
        if name not in old:
            kept.append(term)
        elif term != old[name]:  # I took out what they were changing
            clashes.append(Clash("term", theirs=term.text, mine="", language=term.language, term=term.text))
    return tuple(kept)


def _term(base: Term | None, mine: Term, theirs: Term, clashes: list[Clash]) -> Term:
    old = base or Term(mine.text, mine.language)
    values: dict[str, Any] = {}
    for name in _TERM_FIELDS:
        chosen, agreed = _chosen(getattr(old, name), getattr(mine, name), getattr(theirs, name))
        values[name] = chosen
        if not agreed and name != "extra":
            shown = _SHOWN.get(name, str)
            clash = Clash(
                name, shown(getattr(theirs, name)), shown(getattr(mine, name)), mine.language, mine.text
            )
            clashes.append(clash)
    return replace(mine, **values)


def _by_name(draft: ConceptDraft) -> dict[tuple[str, Language], Term]:
    return {(term.text, term.language): term for term in draft.terms}


_SHOWN: dict[str, Callable[[Any], str]] = {
    "contexts": lambda contexts: " / ".join(item.text for item in contexts)
}
