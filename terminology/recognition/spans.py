"""What a recognised stretch of a text says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from kit.errors import Invalid
from terminology.concepts import Language, TermStatus

__all__ = ["FORBIDDEN", "Annotation", "Equivalent", "How", "Reading", "Span", "TextTooLong"]

FORBIDDEN = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})


class TextTooLong(Invalid):
    """Parameters: `length` and `longest`, in characters."""

    code = "text_too_long_to_annotate"


class How(StrEnum):
    """How the words in the text agree with those of the term, the nearest first."""

    EXACT = "exact"
    FOLDED = "folded"  # but for capitals, accents and typography
    LEMMA = "lemma"  # an inflected form that the dictionary knows
    STEM = "stem"  # the same but for endings of number and gender


@dataclass(frozen=True, slots=True)
class Equivalent:
    text: str
    language: Language
    status: TermStatus


@dataclass(frozen=True, slots=True)
class Reading:
    """One concept that the words may name. `preferred` is set where the term is one to avoid."""

    concept: int
    term: str
    status: TermStatus
    why: How
    equivalents: Sequence[Equivalent]
    preferred: Sequence[str] = ()

    @property
    def forbidden(self) -> bool:
        return self.status in FORBIDDEN


@dataclass(frozen=True, slots=True)
class Span:
    """`text[start:end]` in Unicode code points; `readings` the likeliest first, at least one."""

    start: int
    end: int
    readings: Sequence[Reading]

    @property
    def forbidden(self) -> bool:
        """The likeliest reading is a term to avoid."""
        return self.readings[0].forbidden


@dataclass(frozen=True, slots=True)
class Annotation:
    """Spans in order of the text, none over another."""

    language: Language
    spans: Sequence[Span] = field(default=())
