"""Pauses of a clock, as cuts in time: [begin, end) in microseconds, merged, in order."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from kit.errors import Invalid
from relance.calendars import to_microseconds

__all__ = ["Cuts", "EndBeforeStart", "Pause", "cut_out", "merge", "paused_before", "touched"]

Cuts = Sequence[tuple[int, int]]


class EndBeforeStart(Invalid):
    """A clock going backwards. Params: `field`."""

    code = "end_before_start"


class Pause(NamedTuple):
    """[begin, end), aware instants."""

    begin: datetime
    end: datetime


def merge(pauses: Iterable[Pause], start: int) -> Cuts:
    """What the pauses cut out from `start` on. Raises EndBeforeStart."""
    merged: list[tuple[int, int]] = []
    for begin, end in sorted((to_microseconds(begin), to_microseconds(end)) for begin, end in pauses):
        if end < begin:
            raise EndBeforeStart(field="pauses")
        if end <= start or begin == end:
            continue
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((max(begin, start), end))
    return merged


def cut_out(intervals: Iterable[tuple[int, int]], begin: int, cuts: Cuts) -> Iterator[tuple[int, int]]:
    """What is left of the intervals from `begin` on, once the cuts are taken out."""
    for opens, closes in intervals:
        free = max(opens, begin)
        for cut_begin, cut_end in cuts:
            if cut_end <= free:
                continue
            if cut_begin >= closes:
                break
            if cut_begin > free:
                yield free, cut_begin
            free = cut_end
        if free < closes:
            yield free, closes


def paused_before(instant: int, cuts: Cuts) -> bool:
    """Whether the clock stands in the last moment before `instant`."""
    return any(begin < instant <= end for begin, end in cuts)


def touched(intervals: Iterable[tuple[int, int]], cuts: Cuts) -> bool:
    """Whether a cut takes something from the intervals."""
    return any(begin < closes and opens < end for opens, closes in intervals for begin, end in cuts)
