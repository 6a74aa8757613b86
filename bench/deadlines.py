"""Ten thousand deadlines and ten thousand elapsed times, by the command as a person would call it."""

import json
import random
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.figures import Figure

__all__ = ["figures"]

_COUNT = 10_000
_HOURS = [["07:30", "12:00"], ["12:30", "15:30"]]
_CALENDAR = {
    "timezone": "Africa/Douala",
    "hours": dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), _HOURS),
    "holidays": ["2026-05-20", "2027-05-20"],
    "annual_holidays": ["01-01", "12-25"],
}
_PERIODS = {
    "working_seconds": 200_000,
    "working_minutes": 3_000,
    "working_hours": 80,
    "working_days": 20,
    "calendar_days": 30,
    "weeks": 4,
    "months": 2,
}
_FIRST = datetime(2026, 1, 1, tzinfo=UTC)


def figures(_data: Path | None) -> Iterator[Figure]:
    chance = random.Random(1)  # noqa: S311 - the same objects at each run, not secrets
    for command, make in (("preview", _preview), ("elapsed", _elapsed)):
        lines = "".join(json.dumps(make(chance)) + "\n" for _ in range(_COUNT))
        name = f"truchement deadlines {command}, {_COUNT:,} of them, processor time"
        yield Figure(name, f"{_measure(command, lines):.2f} s")


def _measure(command: str, lines: str) -> float:
    """Processor seconds of the whole command, its start included. The time of others does not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = [sys.executable, "-m", "api.cli", "deadlines", command, "--batch", "-"]
    answers = subprocess.run(arguments, input=lines, capture_output=True, text=True, check=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if answers.count("\n") != _COUNT or '"error"' in answers:
        raise AssertionError(answers[:500])
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _preview(chance: random.Random) -> dict[str, Any]:
    unit, most = chance.choice(list(_PERIODS.items()))
    period = {"amount": chance.randint(1, most), "unit": unit}
    return _between(chance) | {"period": period}


def _elapsed(chance: random.Random) -> dict[str, Any]:
    wanted = _between(chance)
    end = datetime.fromisoformat(wanted["start"]) + timedelta(hours=chance.randint(0, 2000))
    return wanted | {"end": end.isoformat()}


def _between(chance: random.Random) -> dict[str, Any]:
    """A calendar, a start and, one time in three, a pause."""
    start = _FIRST + timedelta(minutes=chance.randrange(365 * 24 * 60))
    ends = (start + timedelta(hours=chance.randint(1, 100)) for _ in range(2))
    pause = dict(zip(("from", "to"), (end.isoformat() for end in sorted(ends)), strict=True))
    return {
        "calendar": _CALENDAR,
        "start": start.isoformat(),
        "pauses": [pause] if chance.random() < 1 / 3 else [],
    }
