"""What a concept is made of. Pure; every class is frozen and compares by what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from terminology.concepts.vocabulary import (
    ConceptStatus,
    DocumentKind,
    Language,
    RelationKind,
    Reliability,
    TermStatus,
    TermType,
)

__all__ = [
    "ConceptDraft",
    "ConceptView",
    "Context",
    "Definition",
    "Document",
    "Note",
    "Relation",
    "Term",
]


def _no_extra() -> dict[str, Any]:
    return {}


@dataclass(frozen=True, slots=True)
class Context:
    """A passage where the term stands, and the document it is taken from."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """`part_of_speech`, `gender` and `number` are the lower-case words of TBX-Basic (noun, feminine, plural).

    `note` is the usage note. `extra` keeps what a file said and the bank has no field for, to be written back
    on export.
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
    contexts: tuple[Context, ...] = ()
    source: str = ""
    note: str = ""
    extra: dict[str, Any] = field(default_factory=_no_extra, hash=False)

    @property
    def context(self) -> str:
        """The first one's text, for formats that have room for one."""
        return self.contexts[0].text if self.contexts else ""


@dataclass(frozen=True, slots=True)
class Definition:
    text: str
    language: Language
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its source, of one language section, or of the whole concept (no language)."""

    text: str
    language: Language | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Relation:
    """What the concept `number` is to the one that says so, as its broader one."""

    kind: RelationKind
    number: int


@dataclass(frozen=True, slots=True)
class Document:
    """A link to an official document: `url` is http or https, `date` a year, a month or a day (ISO 8601),
    `source` who publishes it.
    """

    title: str
    url: str
    kind: DocumentKind = DocumentKind.OTHER
    date: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ConceptDraft:
    """The content of a concept, as somebody proposes it. `domains` are codes or names, in either language.

    `note` is the one remark on the whole entry; `notes` have a source each, or belong to one language.
    """

    terms: tuple[Term, ...]
    definitions: tuple[Definition, ...] = ()
    domains: tuple[str, ...] = ()
    note: str = ""
    origin: str = ""
    extra: dict[str, Any] = field(default_factory=_no_extra, hash=False)
    notes: tuple[Note, ...] = ()
    documents: tuple[Document, ...] = ()
    relations: tuple[Relation, ...] = ()


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
    notes: tuple[Note, ...]
    documents: tuple[Document, ...]
    relations: tuple[Relation, ...]
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(
        cls,
        draft: ConceptDraft,
        *,
        number: int,
        version: int,
        status: ConceptStatus,
        created_at: datetime,
        updated_at: datetime,
    ) -> "ConceptView":
        """`draft` is as the bank stores it: normalised, its domains codes."""
        return cls(
            number=number,
            version=version,
            status=status,
            created_at=created_at,
            updated_at=updated_at,
            **_parts(draft),
        )

    def draft(self) -> ConceptDraft:
        return ConceptDraft(**_parts(self))

    def in_language(self, language: Language) -> tuple[Term, ...]:
        """Terms of one language, those to use first."""
        order = tuple(TermStatus)
        chosen = [term for term in self.terms if term.language is language]
        return tuple(sorted(chosen, key=lambda term: order.index(term.status)))


_CONTENT = tuple(item.name for item in fields(ConceptDraft))


def _parts(content: ConceptDraft | ConceptView) -> Mapping[str, Any]:
    return {name: getattr(content, name) for name in _CONTENT}
