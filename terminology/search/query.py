"""What is asked and what is answered. Pure: no index, no database."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kit.errors import Invalid
from terminology.concepts import ConceptStatus, Language, TermStatus

__all__ = [
    "DISCOURAGED",
    "LONGEST_QUERY",
    "Degradation",
    "FoundTerm",
    "Hit",
    "Query",
    "QueryTooLong",
    "SearchResult",
    "Why",
]

# A definition of the other language is a legitimate query; the longest one in 33,850 legal definitions that
# still describes a single thing has about 400 characters.
LONGEST_QUERY = 500
_MOST_HITS = 200
DISCOURAGED = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})
_JOINERS = "\u200c\u200d"  # format characters too, but emoji and several scripts are spelled with them
_NOISE = {"Cc", "Cs", "Cn", "Co"}


class QueryTooLong(Invalid):
    """Parameters: `length` and `longest`, in characters."""

    code = "query_too_long"


class Why(StrEnum):
    """Why a concept is among the hits, the most certain first."""

    EXACT = "exact"
    FOLDED = "folded"  # but for accents, case and punctuation
    ACRONYM = "acronym"
    INFLECTED = "inflected"
    WORDS = "words"  # all the words, in another order or among others
    PREFIX = "prefix"
    TYPO = "typo"
    MEANING_TERM = "meaning_term"
    MEANING_DEFINITION = "meaning_definition"


class Degradation(StrEnum):
    """What an answer had to do without."""

    ENCODER_UNAVAILABLE = "encoder_unavailable"
    VECTORS_MISSING = "vectors_missing"


@dataclass(frozen=True, slots=True)
class Query:
    """`source` is the language of `text` (None: found from the bank), `target` the one wanted (None: other).

    What follows `target` narrows the answer: `domain` is the code or a name of a subject field, and takes in
    the fields below it; `language`: concepts with a term in it; `reliability`: with a term at least that
    reliable; `among`: these numbers alone.
    """

    text: str
    source: Language | None = None
    target: Language | None = None
    domain: str | None = None
    limit: int = 20
    statuses: frozenset[ConceptStatus] = frozenset({ConceptStatus.VALIDATED})
    language: Language | None = None
    reliability: int | None = None
    among: frozenset[int] | None = None

    def cleaned(self) -> "Query":
        """The same query in NFC, without control characters, spaces collapsed, and the limit within bounds.

        Raises QueryTooLong.
        """
        if len(self.text) > LONGEST_QUERY:
            raise QueryTooLong(length=len(self.text), longest=LONGEST_QUERY)
        limit = min(max(self.limit, 1), _MOST_HITS)
        domain = self.domain.strip() if self.domain else None
        return replace(self, text=clean(self.text), domain=domain or None, limit=limit)


@dataclass(frozen=True, slots=True)
class FoundTerm:
    text: str
    language: Language
    status: TermStatus


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept found. Terms are in the order to show: the preferred one first, whichever term matched.

    `score` lies in 0…1 and only orders the hits of one answer; `matched` is the text that matched best.
    `status` is the concept's.
    """

    concept: int
    source_terms: Sequence[FoundTerm]
    target_terms: Sequence[FoundTerm]
    definition: str
    score: float
    why: Sequence[Why]
    matched: str = ""
    status: ConceptStatus = ConceptStatus.VALIDATED

    @property
    def discouraged(self) -> FoundTerm | None:
        """The term that matched, where it is one not to use."""
        found = (term for term in (*self.source_terms, *self.target_terms) if term.text == self.matched)
        return next((term for term in found if term.status in DISCOURAGED), None)


@dataclass(frozen=True, slots=True)
class SearchResult:
    """`language` is the one the query was taken to be in."""

    query: str
    language: Language
    hits: Sequence[Hit]
    degraded: Sequence[Degradation] = ()


def clean(text: str) -> str:
    """NFC without format characters; controls, surrogates and unassigned ones as spaces, then collapsed."""
    spaced = "".join(map(_visible, text))
    return " ".join(unicodedata.normalize("NFC", spaced).split())


def _visible(character: str) -> str:
    if character in _JOINERS:
        return character
    category = unicodedata.category(character)
    return "" if category == "Cf" else " " if category in _NOISE else character
