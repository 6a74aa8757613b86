"""All checks over a bilingual document. Pure."""

import re

from terminology.concepts import Language
from terminology.quality.checks import completeness, consistency, markup, names, quantities, typography
from terminology.quality.checks.terms import Rendering, TermCheck
from terminology.quality.findings import Finding, Report
from terminology.quality.pair import Pair
from terminology.recognition.matcher import Matcher
from terminology.texts.segments import Bilingual

__all__ = ["check_document"]

_WORD = re.compile(r"[^\W_]+")


def check_document(
    document: Bilingual,
    matcher: Matcher,
    source: Language,
    target: Language,
) -> Report:
    """Findings in order of the document; what concerns all of it comes with the segment that differs."""
    pairs = [Pair(segment, source, target) for segment in document.segments]
    findings: list[Finding] = []
    rendered: list[tuple[Pair, list[Rendering]]] = []
    terms = 0
    before: Pair | None = None
    for pair in pairs:
        findings += completeness.check(pair)
        if pair.source.strip() and pair.target.strip():
            checked = TermCheck.of(pair, matcher)
            terms += checked.recognised
            rendered.append((pair, list(checked.renderings)))
            findings += checked.findings
            findings += quantities.check(pair)
            findings += names.check(pair, checked.rest)
            findings += completeness.check_doubled(pair, before)
        findings += markup.check(pair) if pair.target.strip() else ()
        findings += typography.check(pair)
        before = pair
    findings += consistency.check_segments(pairs)
    findings += consistency.check_terms(rendered)
    order = {pair.segment.place: number for number, pair in reversed(list(enumerate(pairs)))}
    words = sum(len(_WORD.findall(pair.source)) for pair in pairs)
    return Report(len(pairs), words, terms, sorted(findings, key=lambda one: order[one.place]))
