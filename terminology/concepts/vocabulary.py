"""The closed sets of the bank, and the life of a concept. Pure.

    draft ──submit──▶ proposed ──validate──▶ validated ──withdraw──▶ withdrawn
      ▲                  │                       │                       │
      └────send back─────┘◀──────reopen──────────┘                       │
      └──────────────────────────────restore─────────────────────────────┘

Any state but withdrawn may be withdrawn. Nothing is ever deleted: its number stays known.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType

__all__ = [
    "ALLOWED_MOVES",
    "ConceptStatus",
    "DocumentKind",
    "Language",
    "RelationKind",
    "Reliability",
    "TermStatus",
    "TermType",
]


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


class RelationKind(StrEnum):
    """What another concept is to this one (ISO 704: generic, associative; `SEE` is a cross-reference).

    `BROADER` on one concept is `NARROWER` on the other, and `RELATED` is said on both; `SEE` goes one way.
    """

    BROADER = "broader"
    NARROWER = "narrower"
    RELATED = "related"
    SEE = "see"


class DocumentKind(StrEnum):
    LAW = "law"
    DECREE = "decree"
    TREATY = "treaty"
    STANDARD = "standard"
    REPORT = "report"
    IMAGE = "image"
    TERM_BANK = "term_bank"
    WEB_PAGE = "web_page"
    OTHER = "other"


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
