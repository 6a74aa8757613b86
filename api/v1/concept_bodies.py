"""A concept as JSON: what callers send, and what we answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from api.v1.fields import Answer, Body
from terminology.concepts import (
    DEFINITION_LIMIT,
    TERM_LIMIT,
    ConceptDraft,
    ConceptStatus,
    Context,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Relation,
    RelationKind,
    Reliability,
    Term,
    TermStatus,
    TermType,
)

__all__ = [
    "ConceptAnswer",
    "ConceptContent",
    "ConceptVersion",
    "HoldingCollection",
    "ReadConcept",
    "Version",
]

_Note = Annotated[str, StringConstraints(max_length=DEFINITION_LIMIT)]
_Short = Annotated[str, StringConstraints(max_length=200)]
_Long = Annotated[str, StringConstraints(max_length=2000)]
_LARGEST = 2**31 - 1
_MOST_PARTS = 100
_MOST_RELATIONS = 10_000  # the top of a hierarchy has a narrower concept for each that says so
Version = Annotated[
    int, Field(ge=1, le=_LARGEST, description="The one that was read; another one is a conflict.")
]


class ContextBody(Body):
    text: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    source: _Long = ""


class TermBody(Body):
    text: Annotated[str, StringConstraints(min_length=1, max_length=TERM_LIMIT)]
    language: Language
    status: TermStatus = TermStatus.PREFERRED
    term_type: TermType = TermType.FULL_FORM
    part_of_speech: _Short = ""
    gender: _Short = ""
    number: _Short = ""
    region: _Short = ""
    reliability: int = Field(default=Reliability.RELIABLE, ge=1, le=4)
    contexts: list[ContextBody] = Field(default=[], max_length=_MOST_PARTS)
    source: _Long = ""
    note: _Long = ""
    extra: dict[str, Any] = Field(default={}, description="What a file said and the bank has no field for.")

    def term(self) -> Term:
        contexts = tuple(Context(item.text, item.source) for item in self.contexts)
        return Term(**self.model_dump(exclude={"contexts"}), contexts=contexts)


class DefinitionBody(Body):
    text: Annotated[str, StringConstraints(min_length=1, max_length=DEFINITION_LIMIT)]
    language: Language
    source: _Long = ""
    note: _Long = ""


class NoteBody(Body):
    """Of one language section; without a language, of the whole concept."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=DEFINITION_LIMIT)]
    language: Language | None = None
    source: _Long = ""


class DocumentBody(Body):
    title: _Long = ""
    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    kind: DocumentKind = DocumentKind.OTHER
    date: Annotated[str, StringConstraints(max_length=10)] = ""
    source: _Long = ""


class RelationBody(Body):
    kind: RelationKind
    number: int = Field(ge=1, le=_LARGEST)


class ConceptContent(Body):
    """All that a concept says. What is left out is empty: nothing is kept from an earlier version."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "terms": [
                        {
                            "text": "valise diplomatique",
                            "language": "fr",
                            "part_of_speech": "noun",
                            "gender": "feminine",
                            "contexts": [
                                {
                                    "text": "La valise diplomatique ne doit être ni ouverte ni retenue.",
                                    "source": "Convention de Vienne, art. 27",
                                }
                            ],
                        },
                        {"text": "diplomatic bag", "language": "en", "reliability": 4},
                    ],
                    "definitions": [
                        {
                            "text": "Colis scellé de la correspondance d’une mission.",
                            "language": "fr",
                        }
                    ],
                    "domains": ["diplomacy"],
                    "notes": [{"text": "Ne pas confondre avec le bagage personnel.", "language": "fr"}],
                    "documents": [
                        {
                            "title": "Convention de Vienne sur les relations diplomatiques",
                            "url": "https://legal.un.org/ilc/texts/instruments/french/conventions/9_1_1961.pdf",
                            "kind": "treaty",
                            "date": "1961-04-18",
                        }
                    ],
                    "relations": [{"kind": "broader", "number": 12}],
                }
            ]
        }
    )

    terms: list[TermBody] = Field(min_length=1, max_length=200)
    definitions: list[DefinitionBody] = Field(default=[], max_length=20)
    domains: list[_Short] = Field(default=[], max_length=20)
    note: _Note = ""
    origin: _Long = ""
    notes: list[NoteBody] = Field(default=[], max_length=_MOST_PARTS)
    documents: list[DocumentBody] = Field(default=[], max_length=_MOST_PARTS)
    relations: list[RelationBody] = Field(default=[], max_length=_MOST_RELATIONS)
    extra: dict[str, Any] = Field(default={}, description="What a file said and the bank has no field for.")

    def draft(self) -> ConceptDraft:
        return ConceptDraft(
            terms=tuple(item.term() for item in self.terms),
            definitions=tuple(Definition(**item.model_dump()) for item in self.definitions),
            domains=tuple(self.domains),
            note=self.note,
            origin=self.origin,
            extra=self.extra,
            notes=tuple(Note(**item.model_dump()) for item in self.notes),
            documents=tuple(Document(**item.model_dump()) for item in self.documents),
            relations=tuple(Relation(item.kind, item.number) for item in self.relations),
        )


class ConceptVersion(Body):
    version: Version


class ContextAnswer(Answer):
    text: str
    source: str


class TermAnswer(Answer):
    text: str
    language: Language
    status: TermStatus
    term_type: TermType
    part_of_speech: str
    gender: str
    number: str
    region: str
    reliability: int
    contexts: Sequence[ContextAnswer]
    source: str
    note: str
    extra: dict[str, Any]


class DefinitionAnswer(Answer):
    text: str
    language: Language
    source: str
    note: str


class NoteAnswer(Answer):
    text: str
    language: Language | None
    source: str


class DocumentAnswer(Answer):
    title: str
    url: str
    kind: DocumentKind
    date: str
    source: str


class RelationAnswer(Answer):
    kind: RelationKind
    number: int


class ConceptAnswer(Answer):
    """`version` goes back with every change."""

    number: int
    version: int
    status: ConceptStatus
    terms: Sequence[TermAnswer]
    definitions: Sequence[DefinitionAnswer]
    domains: Sequence[str]
    note: str
    origin: str
    extra: dict[str, Any]
    notes: Sequence[NoteAnswer]
    documents: Sequence[DocumentAnswer]
    relations: Sequence[RelationAnswer]
    created_at: datetime
    updated_at: datetime


class HoldingCollection(Answer):
    id: int
    fr: str
    en: str


class ReadConcept(ConceptAnswer):
    """`collections` are those that hold the concept and that the member of staff who asks may see."""

    collections: Sequence[HoldingCollection] = ()
