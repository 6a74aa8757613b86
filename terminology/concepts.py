"""Concept, language section, term: the vocabulary of the bank (ISO 704, ISO 30042). Pure.

A concept has terms in one language or both, definitions, subject fields, and a life:

    draft ──submit──▶ proposed ──validate──▶ validated ──withdraw──▶ withdrawn
      ▲                  │                       │                       │
      └────send back─────┘◀──────reopen──────────┘                       │
      └──────────────────────────────restore─────────────────────────────┘

Any state but withdrawn may be withdrawn. Nothing is ever deleted: its number stays known.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

from terminology.folding import squeeze

__all__ = [
    "ALLOWED_MOVES",
    "DEFINITION_LIMIT",
    "TERM_LIMIT",
    "ConceptDraft",
    "ConceptStatus",
    "ConceptView",
    "Definition",
    "Flaw",
    "Language",
    "Reliability",
    "Term",
    "TermStatus",
    "TermType",
    "flaws",
    "normalised",
]

TERM_LIMIT = 500  # characters; the longest of 16,925 legal terms has 127
DEFINITION_LIMIT = 20_000  # characters; the longest legal definition met has 5,909
_SMALL_LIMIT = 2_000  # characters of a source, a note, a context
_DOMAIN_LIMIT = 200  # characters
_TERMS_LIMIT = 200  # terms of one concept
# NUL cannot be stored, other controls and lone surrogates cannot be shown; a note may have lines.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_RELIABILITIES = (1, 2, 3, 4)


class Language(StrEnum):
    FR = "fr"
    EN = "en"


class ConceptStatus(StrEnum):
    DRAFT = "draft"
    PROPOSED = "proposed"
    VALIDATED = "validated"
    WITHDRAWN = "withdrawn"


class TermStatus(StrEnum):
    """Administrative status (ISO 30042): what a writer may do with the term."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    SUPERSEDED = "superseded"


class TermType(StrEnum):
    FULL_FORM = "full_form"
    ACRONYM = "acronym"
    ABBREVIATION = "abbreviation"
    SHORT_FORM = "short_form"
    PHRASE = "phrase"


class Reliability(IntEnum):
    """IATE's scale."""

    NOT_VERIFIED = 1
    MINIMUM = 2
    RELIABLE = 3
    VERY_RELIABLE = 4


ALLOWED_MOVES: Mapping[ConceptStatus, frozenset[ConceptStatus]] = MappingProxyType(
    {
        ConceptStatus.DRAFT: frozenset({ConceptStatus.PROPOSED, ConceptStatus.WITHDRAWN}),
        ConceptStatus.PROPOSED: frozenset(
            {ConceptStatus.VALIDATED, ConceptStatus.DRAFT, ConceptStatus.WITHDRAWN}
        ),
        ConceptStatus.VALIDATED: frozenset({ConceptStatus.PROPOSED, ConceptStatus.WITHDRAWN}),
        ConceptStatus.WITHDRAWN: frozenset({ConceptStatus.DRAFT}),
    }
)


def _no_extra() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Term:
    """`part_of_speech`, `gender` and `number` are the lower-case words of TBX-Basic (noun, feminine, plural).

    `extra` keeps what a file said and the bank has no field for, to be written back on export.
    """

    text: str
    language: Language
    status: TermStatus = TermStatus.PREFERRED
    term_type: TermType = TermType.FULL_FORM
    part_of_speech: str = ""
    gender: str = ""
    number: str = ""
    region: str = ""
    reliability: int = Reliability.RELIABLE
    context: str = ""
    source: str = ""
    note: str = ""
    extra: dict[str, Any] = field(default_factory=_no_extra, hash=False)


@dataclass(frozen=True, slots=True)
class Definition:
    text: str
    language: Language
    source: str = ""


@dataclass(frozen=True, slots=True)
class ConceptDraft:
    """The content of a concept, as somebody proposes it. `domains` are codes or names, in either language."""

    terms: tuple[Term, ...]
    definitions: tuple[Definition, ...] = ()
    domains: tuple[str, ...] = ()
    note: str = ""
    origin: str = ""
    extra: dict[str, Any] = field(default_factory=_no_extra, hash=False)


@dataclass(frozen=True, slots=True)
class ConceptView:
    """A concept as the bank holds it. `version` goes back with every change; `domains` are codes."""

    number: int
    version: int
    status: ConceptStatus
    terms: tuple[Term, ...]
    definitions: tuple[Definition, ...]
    domains: tuple[str, ...]
    note: str
    origin: str
    extra: dict[str, Any] = field(hash=False)
    created_at: datetime
    updated_at: datetime

    def draft(self) -> ConceptDraft:
        return ConceptDraft(self.terms, self.definitions, self.domains, self.note, self.origin, self.extra)

    def in_language(self, language: Language) -> tuple[Term, ...]:
        """Terms of one language, those to use first."""
        order = tuple(TermStatus)
        chosen = [term for term in self.terms if term.language is language]
        return tuple(sorted(chosen, key=lambda term: order.index(term.status)))


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a draft cannot be taken. `code` names a translated sentence, `params` fill it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)


def normalised(draft: ConceptDraft) -> ConceptDraft:
    """The draft in NFC, with white space squeezed, terms said twice said once, empty definitions left out."""
    terms: dict[tuple[str, Language], Term] = {}
    for term in draft.terms:
        clean = replace(
            term,
            text=squeeze(term.text),
            part_of_speech=squeeze(term.part_of_speech),
            gender=squeeze(term.gender),
            number=squeeze(term.number),
            region=squeeze(term.region),
            context=squeeze(term.context),
            source=squeeze(term.source),
            note=_trimmed(term.note),
        )
        terms.setdefault((clean.text, clean.language), clean)
    definitions: dict[tuple[str, Language], Definition] = {}
    for item in draft.definitions:
        if text := squeeze(item.text):
            key = (text, item.language)
            definitions.setdefault(key, Definition(*key, squeeze(item.source)))
    return replace(
        draft,
        terms=tuple(terms.values()),
        definitions=tuple(definitions.values()),
        domains=tuple(dict.fromkeys(name for item in draft.domains if (name := squeeze(item)))),
        note=_trimmed(draft.note),
        origin=squeeze(draft.origin),
    )


def flaws(draft: ConceptDraft) -> list[Flaw]:
    """What keeps a normalised draft out of the bank; empty when nothing does."""
    found: list[Flaw] = []
    if not draft.terms:
        found.append(Flaw("concept_without_term"))
    if len(draft.terms) > _TERMS_LIMIT:
        found.append(Flaw("too_many_terms", {"count": len(draft.terms), "limit": _TERMS_LIMIT}))
    for name, text, limit in _texts(draft):
        if name == "term" and not text:
            found.append(Flaw("empty_term"))
        if len(text) > limit:
            found.append(Flaw("text_too_long", {"field": name, "length": len(text), "limit": limit}))
        if bad := _FORBIDDEN.search(text):
            found.append(Flaw("control_character", {"field": name, "character": f"U+{ord(bad[0]):04X}"}))
    found.extend(
        Flaw("reliability_out_of_range", {"value": term.reliability})
        for term in draft.terms
        if term.reliability not in _RELIABILITIES
    )
    return found


def _texts(draft: ConceptDraft) -> Iterator[tuple[str, str, int]]:
    for term in draft.terms:
        yield "term", term.text, TERM_LIMIT
        for name in ("part_of_speech", "gender", "number", "region"):
            yield name, getattr(term, name), _DOMAIN_LIMIT
        for name in ("context", "source", "note"):
            yield name, getattr(term, name), _SMALL_LIMIT
    for definition in draft.definitions:
        yield "definition", definition.text, DEFINITION_LIMIT
        yield "source", definition.source, _SMALL_LIMIT
    for domain in draft.domains:
        yield "domain", domain, _DOMAIN_LIMIT
    yield "note", draft.note, DEFINITION_LIMIT
    yield "origin", draft.origin, _SMALL_LIMIT
    for holder in (draft.extra, *(term.extra for term in draft.terms)):
        for text in _strings_in(holder):
            yield "extra", text, DEFINITION_LIMIT


def _strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _strings_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings_in(inner)


def _trimmed(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip())
