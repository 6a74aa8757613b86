"""Days off by the law: Loi no. 73/5 of 7 December 1973 (art. 2 to 4), as amended by 76/008.

A *civil* feast that falls on a Sunday or on another day off gives the next day off by itself. A *religious*
feast does not: there, as for a bridge day or a day of national interest, a decree is needed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

__all__ = ["Feast", "FeastKind", "FeastStatus", "with_days_given_back"]

_SUNDAY = 6


class FeastKind(StrEnum):
    CIVIL = "civil"
    RELIGIOUS = "religious"
    GIVEN_BACK = "given_back"  # the day after a civil feast that nobody would have noticed
    DECREED_DAY = "decreed_day"  # bridge, mourning, national interest


class FeastStatus(StrEnum):
    FIXED = "fixed"
    ESTIMATED = "estimated"  # lunar: announced by decree a few days before
    DECREED = "decreed"


@dataclass(frozen=True, slots=True)
class Feast:
    date: date
    kind: FeastKind
    status: FeastStatus
    fr: str
    en: str


def with_days_given_back(feasts: Iterable[Feast]) -> list[Feast]:
    """All days off, by date. The day given back is the very next one, as the law has it, even if it is a
    Sunday; it is as sure as the coincidence that causes it.
    """
    known = sorted(feasts, key=lambda feast: (feast.date, feast.kind))
    by_date: dict[date, list[Feast]] = {}
    for feast in known:
        by_date.setdefault(feast.date, []).append(feast)
    given = []
    for feast in known:
        others = [other for other in by_date[feast.date] if other is not feast]
        if feast.kind is not FeastKind.CIVIL or not (others or feast.date.weekday() == _SUNDAY):
            continue
        sure = feast.date.weekday() == _SUNDAY or any(
            other.status is not FeastStatus.ESTIMATED for other in others
        )
        status = FeastStatus.FIXED if sure else FeastStatus.ESTIMATED
        given.append(Feast(feast.date + timedelta(days=1), FeastKind.GIVEN_BACK, status, feast.fr, feast.en))
    return sorted([*known, *given], key=lambda feast: (feast.date, feast.kind))
