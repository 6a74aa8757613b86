"""What one state of a concept says that another did not: one line a change, as people read it. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TypeVar

from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    Context,
    Definition,
    Document,
    Language,
    Note,
    RelationKind,
    Term,
)

__all__ = ["Change", "Piece", "changes", "word_changes"]

# What a file or the analysis said beside the fields is nobody's edit.
_TERM_FIELDS = tuple(
    item.name for item in fields(Term) if item.name not in {"text", "language", "contexts", "extra"}
)
_WORDS = re.compile(r"\w+\s*|[^\w\s]\s*|\s+")
_MOST_WORDS = 4_000  # of both sides; beyond, comparing them takes longer than reading them
_Part = TypeVar("_Part", Context, Definition, Document, Note)


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


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one side of a change; `changed` if the other side has not got them."""

    text: str
    changed: bool


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
        for was, now in _pairs(_definitions(old, language), _definitions(new, language)):
            found += _fields("definition", was, now, ("text", "source", "note"), language)
        for was_note, now_note in _pairs(_notes(old, language), _notes(new, language)):
            found += _fields("language_note", was_note, now_note, ("text", "source"), language)
    for was_note, now_note in _pairs(_notes(old, None), _notes(new, None)):
        found += _fields("concept_note", was_note, now_note, ("text", "source"))
    found += _plain("domains", ", ".join(old.domains), ", ".join(new.domains))
    found += _plain("note", old.note, new.note)
    found += _plain("origin", old.origin, new.origin)
    for was_document, now_document in _pairs(old.documents, new.documents):
        found += _fields("document", was_document, now_document, ("title", "url", "kind", "date", "source"))
    for kind in RelationKind:
        found += _plain(f"relation_{kind}", _related(old, kind), _related(new, kind))
    return found


def word_changes(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Both sides in pieces, so that one comma in a long definition is seen at once."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if not old or not new or len(old) + len(new) > _MOST_WORDS:
        return _piece(old, changed=bool(new)), _piece(new, changed=bool(old))
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left += _piece(old[i:j], changed=kind != "equal")
        right += _piece(new[k:m], changed=kind != "equal")
    return left, right


def _piece(words: Sequence[str], *, changed: bool) -> list[Piece]:
    return [Piece("".join(words), changed)] if words else []


def _terms(draft: ConceptDraft, language: Language) -> list[Term]:
    return [term for term in draft.terms if term.language is language]


def _definitions(draft: ConceptDraft, language: Language) -> list[Definition]:
    return [item for item in draft.definitions if item.language is language]


def _notes(draft: ConceptDraft, language: Language | None) -> list[Note]:
    return [item for item in draft.notes if item.language is language]


def _related(draft: ConceptDraft, kind: RelationKind) -> str:
    return ", ".join(str(item.number) for item in draft.relations if item.kind is kind)


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
                yield Change(name, values[0] if was else "", values[1], language, now.text)
        for old_context, new_context in _pairs(base.contexts, now.contexts):
            yield from _fields("context", old_context, new_context, ("text", "source"), language, now.text)


def _pairs(before: Sequence[_Part], after: Sequence[_Part]) -> Iterator[tuple[_Part | None, _Part | None]]:
    """Parts that were there and are not, each beside the one that came in its place."""
    gone = [item for item in before if item not in after]
    come = [item for item in after if item not in before]
    return zip_longest(gone, come)


def _fields(  # noqa: PLR0917 - the last two say where, as in a Change
    field: str,
    before: _Part | None,
    after: _Part | None,
    names: Sequence[str],
    language: Language | None = None,
    term: str = "",
) -> Iterator[Change]:
    """The first of `names` is what the part is called by: its change bears the field's own name."""
    for name in names:
        values = (str(getattr(before, name, "")), str(getattr(after, name, "")))
        if values[0] != values[1]:
            yield Change(field if name == names[0] else f"{field}_{name}", *values, language, term)
