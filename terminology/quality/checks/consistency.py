"""The same source, and the same term, said the same way throughout a document."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from terminology.folding import fold, squeeze
from terminology.quality.checks.terms import Rendering
from terminology.quality.findings import Category, Finding, Severity
from terminology.quality.pair import Pair

__all__ = ["check_segments", "check_terms"]

_C = Category.CONSISTENCY


def check_segments(pairs: Iterable[Pair]) -> Iterator[Finding]:
    """Another translation of a source than the first one's."""
    first: dict[str, Pair] = {}
    for pair in pairs:
        if not pair.target.strip() or not pair.source.strip():
            continue
        before = first.setdefault(squeeze(pair.source), pair)
        if squeeze(before.target) != squeeze(pair.target):
            yield pair.finding(
                "segment_inconsistent",
                _C,
                Severity.MINOR,
                other=before.target,
                place=before.segment.place,
            )


def check_terms(rendered: Sequence[tuple[Pair, Sequence[Rendering]]]) -> Iterator[Finding]:
    """Another equivalent of a term than the one used most; an acronym beside its full form is none."""
    used: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for _, renderings in rendered:
        for one in renderings:
            used[one.concept][fold(one.target_term)] += 1
    usual = {concept: counted.most_common(1)[0][0] for concept, counted in used.items()}
    for pair, renderings in rendered:
        for one in renderings:
            mine, most = fold(one.target_term), usual[one.concept]
            if mine != most and not _is_short_for(one.target_term, mine, most):
                yield pair.finding(
                    "term_inconsistent",
                    _C,
                    Severity.MINOR,
                    term=one.source_term,
                    used=one.target_term,
                    usual=most,
                    concept=one.concept,
                )


def _is_short_for(term: str, mine: str, most: str) -> bool:
    return term.isupper() or mine in most or most in mine or len(most) <= len(mine) // 3
