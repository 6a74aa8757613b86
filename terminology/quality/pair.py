"""One segment with its languages, as the checks take it. Pure."""

from dataclasses import dataclass

from terminology.concepts import Language
from terminology.quality.findings import Category, Finding, Severity
from terminology.texts.segments import Segment

__all__ = ["Pair"]


@dataclass(frozen=True, slots=True)
class Pair:
    segment: Segment
    source_language: Language
    target_language: Language

    @property
    def source(self) -> str:
        return self.segment.source

    @property
    def target(self) -> str:
        return self.segment.target

    def finding(self, code: str, category: Category, severity: Severity, **params: object) -> Finding:
        return Finding(code, category, severity, self.segment.place, self.source, self.target, params)
