"""Segments left out, left as they were, or given twice; lengths that cannot be right."""

import re
from collections.abc import Iterator

from terminology.folding import squeeze
from terminology.quality.findings import Category, Finding, Severity
from terminology.quality.pair import Pair
from terminology.search.languages import detect

__all__ = ["check", "check_doubled"]

_WORD = re.compile(r"[^\W\d_]{2,}")
_FEWEST_WORDS = 3  # fewer may be a name, or the same in both languages
_MEASURED_CHARACTERS = 30
_SHORTEST, _LONGEST = 0.45, 2.2  # target to source: of 3,071 pairs of TICO-19, 8 lie outside
_DOUBLED_CHARACTERS = 20


def check(pair: Pair) -> Iterator[Finding]:
    words = _WORD.findall(pair.source)
    if not pair.target.strip():
        if pair.source.strip():
            yield pair.finding("segment_missing", Category.ACCURACY, Severity.MAJOR)
        return
    if _same(pair) and len(words) >= _FEWEST_WORDS and detect(pair.target) is pair.source_language:
        yield pair.finding("segment_untranslated", Category.ACCURACY, Severity.MAJOR)
        return
    if len(pair.source) >= _MEASURED_CHARACTERS:
        ratio = len(pair.target) / len(pair.source)
        if not _SHORTEST <= ratio <= _LONGEST:
            percent = round(100 * ratio)
            yield pair.finding("length", Category.ACCURACY, Severity.MINOR, percent=percent)


def check_doubled(pair: Pair, before: Pair | None) -> Iterator[Finding]:
    """The translation of the segment before, for another source."""
    if before is None or len(pair.target) < _DOUBLED_CHARACTERS:
        return
    if squeeze(pair.target) == squeeze(before.target) and squeeze(pair.source) != squeeze(before.source):
        yield pair.finding("segment_doubled", Category.ACCURACY, Severity.MAJOR, place=before.segment.place)


def _same(pair: Pair) -> bool:
    return squeeze(pair.source).casefold() == squeeze(pair.target).casefold()
