"""Times of the day as people write them: "07:30", "15:30:30", "24:00"."""

import re
from collections.abc import Sequence

from kit.errors import Invalid
from relance.calendars import DAY_SECONDS, Hours

__all__ = ["WEEKDAYS", "HoursUnreadable", "parse_hours", "parse_time"]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)


class HoursUnreadable(Invalid):
    """Not a list of pairs of times. Params: `field`, `value`."""

    code = "hours_unreadable"


def parse_time(field: str, text: object) -> int:
    """Seconds since midnight; "24:00" is the end of the day. Raises HoursUnreadable."""
    found = _TIME.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise HoursUnreadable(field=field, value=text)
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    total = hours * 3600 + minutes * 60 + seconds
    if minutes >= 60 or seconds >= 60 or total > DAY_SECONDS:  # noqa: PLR2004 - sixty to the hour, to the minute
        raise HoursUnreadable(field=field, value=text)
    return total


def parse_hours(field: str, pairs: object) -> Hours:
    """Intervals of one day, in order. Raises HoursUnreadable; the calendar refuses those that overlap."""
    if not isinstance(pairs, Sequence) or isinstance(pairs, str):
        raise HoursUnreadable(field=field, value=pairs)
    intervals = []
    for pair in pairs:
        if not isinstance(pair, Sequence) or isinstance(pair, str) or len(pair) != 2:  # noqa: PLR2004 - a pair
            raise HoursUnreadable(field=field, value=pair)
        intervals.append((parse_time(field, pair[0]), parse_time(field, pair[1])))
    return tuple(sorted(intervals))
