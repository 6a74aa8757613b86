"""A draft made clean, and what keeps it out of the bank. Pure.

What only the bank can know (that a related concept exists, that a hierarchy has no circle) is checked by
`terminology.links`.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar
from urllib.parse import urlsplit

from terminology.concepts.model import ConceptDraft, Context, Definition, Document, Note, Relation, Term
from terminology.concepts.vocabulary import RelationKind
from terminology.folding import squeeze

__all__ = ["DEFINITION_LIMIT", "TERM_LIMIT", "Flaw", "flaws", "is_web_address", "normalised", "text_flaws"]

TERM_LIMIT = 500  # characters; the longest of 16,925 legal terms has 127
DEFINITION_LIMIT = 20_000  # characters; the longest legal definition met has 5,909
_SMALL_LIMIT = 2_000  # characters of a source, a note, a context, an address
_DOMAIN_LIMIT = 200  # characters
_TERMS_LIMIT = 200  # terms of one concept
_PARTS_LIMIT = 100  # contexts of a term; notes, documents of a concept
_DEEPEST = 50  # levels of what a file said beside the fields; writing JSON stops at some thousand
# NUL cannot be stored; other controls, lone surrogates and U+FFFE, U+FFFF cannot be shown, or be written in
# XML. A note may have lines.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_RELIABILITIES = (1, 2, 3, 4)
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_KINDS = tuple(RelationKind)
_HIERARCHY = frozenset({RelationKind.BROADER, RelationKind.NARROWER})
_Part = TypeVar("_Part")


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a draft cannot be taken. `code` names a translated sentence, `params` fill it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def is_web_address(url: str) -> bool:
    """Something a reader may be sent to: http or https, a host, and no password in it."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return False
    plain = url.isprintable() and " " not in url and "\\" not in url
    return plain and parts.scheme in {"http", "https"} and bool(host) and "@" not in parts.netloc


def normalised(draft: ConceptDraft) -> ConceptDraft:
    """The draft in NFC, with white space squeezed, what is said twice said once, empty parts left out."""
    definitions = (
        Definition(text, item.language, squeeze(item.source), _trimmed(item.note))
        for item in draft.definitions
        if (text := squeeze(item.text))
    )
    notes = (
        Note(text, item.language, squeeze(item.source))
        for item in draft.notes
        if (text := _trimmed(item.text))
    )
    return replace(
        draft,
        terms=_once(map(_clean_term, draft.terms), lambda term: (term.text, term.language)),
        definitions=_once(definitions, lambda item: (item.text, item.language)),
        domains=tuple(dict.fromkeys(name for item in draft.domains if (name := squeeze(item)))),
        note=_trimmed(draft.note),
        origin=squeeze(draft.origin),
        notes=_once(notes, lambda item: (item.text, item.language)),
        documents=_once(map(_clean_document, draft.documents), lambda item: (item.url, item.title)),
        relations=tuple(sorted(set(draft.relations), key=_place)),
    )


def flaws(draft: ConceptDraft) -> list[Flaw]:
    """What keeps a normalised draft out of the bank; empty when nothing does."""
    found: list[Flaw] = []
    if not draft.terms:
        found.append(Flaw("concept_without_term"))
    if len(draft.terms) > _TERMS_LIMIT:
        found.append(Flaw("too_many_terms", {"count": len(draft.terms), "limit": _TERMS_LIMIT}))
    for name, parts in _lists(draft):
        if len(parts) > _PARTS_LIMIT:
            params = {"field": name, "count": len(parts), "limit": _PARTS_LIMIT}
            found.append(Flaw("too_many_parts", params))
    for name, text, limit in _texts(draft):
        if name == "term" and not text:
            found.append(Flaw("empty_term"))
        found.extend(text_flaws(name, text, limit))
    found.extend(
        Flaw("reliability_out_of_range", {"value": term.reliability})
        for term in draft.terms
        if term.reliability not in _RELIABILITIES
    )
    if any(_is_too_deep(holder) for holder in (draft.extra, *(term.extra for term in draft.terms))):
        found.append(Flaw("extra_too_deep", {"limit": _DEEPEST}))
    found.extend(flaw for document in draft.documents for flaw in _document_flaws(document))
    found.extend(_relation_flaws(draft.relations))
    return found


def text_flaws(name: str, text: str, limit: int) -> Iterator[Flaw]:
    """What keeps any text out: more than `limit` characters, or one that cannot be stored or shown."""
    if len(text) > limit:
        yield Flaw("text_too_long", {"field": name, "length": len(text), "limit": limit})
    if bad := _FORBIDDEN.search(text):
        yield Flaw("control_character", {"field": name, "character": f"U+{ord(bad[0]):04X}"})


def _clean_term(term: Term) -> Term:
    contexts = (Context(text, squeeze(item.source)) for item in term.contexts if (text := squeeze(item.text)))
    return replace(
        term,
        text=squeeze(term.text),
        part_of_speech=squeeze(term.part_of_speech),
        gender=squeeze(term.gender),
        number=squeeze(term.number),
        region=squeeze(term.region),
        contexts=_once(contexts, lambda item: item.text),
        source=squeeze(term.source),
        note=_trimmed(term.note),
    )


def _clean_document(item: Document) -> Document:
    """One without a title is called by its address."""
    url = item.url.strip()
    return Document(squeeze(item.title) or url, url, item.kind, item.date.strip(), squeeze(item.source))


def _once(parts: Iterable[_Part], key: Callable[[_Part], object]) -> tuple[_Part, ...]:
    """Of those that are the same by `key`, the first."""
    found: dict[object, _Part] = {}
    for part in parts:
        found.setdefault(key(part), part)
    return tuple(found.values())


def _place(relation: Relation) -> tuple[int, int]:
    return _KINDS.index(relation.kind), relation.number


def _document_flaws(document: Document) -> Iterator[Flaw]:
    if not is_web_address(document.url):
        yield Flaw("document_address_refused", {"title": document.title, "url": document.url})
    if document.date and not _is_date(document.date):
        yield Flaw("document_date_unreadable", {"title": document.title, "value": document.date})


def _is_date(text: str) -> bool:
    found = _DATE.fullmatch(text)
    try:
        return found is not None and bool(date(*(int(part or 1) for part in found.groups())))
    except ValueError:
        return False


def _relation_flaws(relations: Iterable[Relation]) -> Iterator[Flaw]:
    """The same concept cannot be both above and below."""
    hierarchy = [item.number for item in relations if item.kind in _HIERARCHY]
    for number in sorted({number for number in hierarchy if hierarchy.count(number) > 1}):
        yield Flaw("relation_both_ways", {"number": number})


def _lists(draft: ConceptDraft) -> Iterator[tuple[str, Sized]]:
    for term in draft.terms:
        yield "contexts", term.contexts
    yield "notes", draft.notes
    # A concept has as many narrower ones as others say: a limit here would keep it from being revised.
    yield "documents", draft.documents


def _texts(draft: ConceptDraft) -> Iterator[tuple[str, str, int]]:
    """Each text under the name of its field, and how long it may be."""
    for term in draft.terms:
        yield from _term_texts(term)
    for definition in draft.definitions:
        yield "definition", definition.text, DEFINITION_LIMIT
        yield "note", definition.note, _SMALL_LIMIT
    for note in draft.notes:
        yield "note", note.text, DEFINITION_LIMIT
    for document in draft.documents:
        for name in ("title", "url", "date"):
            yield name, getattr(document, name), _SMALL_LIMIT
    sourced: tuple[Definition | Note | Document, ...] = (*draft.definitions, *draft.notes, *draft.documents)
    for part in sourced:
        yield "source", part.source, _SMALL_LIMIT
    for domain in draft.domains:
        yield "domain", domain, _DOMAIN_LIMIT
    yield "note", draft.note, DEFINITION_LIMIT
    yield "origin", draft.origin, _SMALL_LIMIT
    for text in _strings_in(draft.extra):
        yield "extra", text, DEFINITION_LIMIT


def _term_texts(term: Term) -> Iterator[tuple[str, str, int]]:
    yield "term", term.text, TERM_LIMIT
    for name in ("part_of_speech", "gender", "number", "region"):
        yield name, getattr(term, name), _DOMAIN_LIMIT
    for context in term.contexts:
        yield "context", context.text, _SMALL_LIMIT
        yield "source", context.source, _SMALL_LIMIT
    for name in ("source", "note"):
        yield name, getattr(term, name), _SMALL_LIMIT
    for text in _strings_in(term.extra):
        yield "extra", text, DEFINITION_LIMIT


def _strings_in(value: object) -> Iterator[str]:
    """Names and texts at any depth, without a call for each level: what is too deep is told, not met."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case Mapping() as holder:
                yield from map(str, holder)
                waiting.extend(holder.values())
            case list() | tuple() as items:
                waiting.extend(items)


def _is_too_deep(value: object) -> bool:
    level: list[object] = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for item in level
            if isinstance(item, Mapping | list | tuple)
            for inner in (item.values() if isinstance(item, Mapping) else item)
        ]
    return bool(level)


def _trimmed(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())
