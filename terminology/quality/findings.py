"""What a check finds, and what a whole report says. Pure."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["PENALTIES", "Category", "Finding", "Report", "Severity"]


class Category(StrEnum):
    """The dimensions of MQM that a program can tell."""

    TERMINOLOGY = "terminology"
    ACCURACY = "accuracy"
    CONSISTENCY = "consistency"
    MARKUP = "markup"
    CONVENTIONS = "conventions"  # typography and punctuation of the language


class Severity(StrEnum):
    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"


# MQM's own weights.
PENALTIES: Mapping[Severity, int] = {
    Severity.NEUTRAL: 0,
    Severity.MINOR: 1,
    Severity.MAJOR: 5,
    Severity.CRITICAL: 25,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """`code` names two sentences: why, and what to do; `params` fill them. `place` is that of the segment."""

    code: str
    category: Category
    severity: Severity
    place: str
    source: str
    target: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """The same for the same finding about the same texts, wherever they stand."""
        told = json.dumps([self.code, self.source, self.target, dict(self.params)], sort_keys=True)
        return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Report:
    """`terms`: recognised in the sources, with an equivalent that could be looked for."""

    segments: int
    words: int
    terms: int
    findings: Sequence[Finding]

    def penalty_per_1000_words(self, *dismissed: str) -> float:
        """MQM's penalty, without the findings that were dismissed (by fingerprint)."""
        kept = (one for one in self.findings if one.fingerprint not in dismissed)
        return 1000 * sum(PENALTIES[one.severity] for one in kept) / max(self.words, 1)

    def by_category(self, *dismissed: str) -> dict[Category, float]:
        """Penalty per 1,000 words of each category."""
        sums: Counter[Category] = Counter()
        for one in self.findings:
            if one.fingerprint not in dismissed:
                sums[one.category] += PENALTIES[one.severity]
        return {category: 1000 * sums[category] / max(self.words, 1) for category in Category}
