"""Concept, language section, term: what the bank holds (ISO 704, ISO 30042), and what it refuses. Pure."""

from terminology.concepts.checking import (
    DEFINITION_LIMIT,
    TERM_LIMIT,
    Flaw,
    flaws,
    is_web_address,
    normalised,
    text_flaws,
)
from terminology.concepts.model import (
    ConceptDraft,
    ConceptView,
    Context,
    Definition,
    Document,
    Note,
    Relation,
    Term,
)
from terminology.concepts.vocabulary import (
    ALLOWED_MOVES,
    ConceptStatus,
    DocumentKind,
    Language,
    RelationKind,
    Reliability,
    TermStatus,
    TermType,
)

__all__ = [
    "ALLOWED_MOVES",
    "DEFINITION_LIMIT",
    "TERM_LIMIT",
    "ConceptDraft",
    "ConceptStatus",
    "ConceptView",
    "Context",
    "Definition",
    "Document",
    "DocumentKind",
    "Flaw",
    "Language",
    "Note",
    "Relation",
    "RelationKind",
    "Reliability",
    "Term",
    "TermStatus",
    "TermType",
    "flaws",
    "is_web_address",
    "normalised",
    "text_flaws",
]
