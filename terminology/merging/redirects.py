"""Old numbers that stand for another concept: a chain of merges is followed to its end.

There is no circle: only a concept in use survives a merge, and the one merged into it is out of use from then
on (see `merging`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from terminology import bulk
from terminology.workflow.tables import MergeRow

__all__ = ["Merged", "forget", "merged_into", "present_number", "remember", "survivors"]


@dataclass(frozen=True, slots=True)
class Merged:
    number: int
    at: datetime
    author: str


def survivors(session: Session, numbers: Iterable[int]) -> dict[int, int]:
    """Of those that were merged, the concept that holds their content today."""
    start = (
        select(MergeRow.merged, MergeRow.survivor)
        .where(bulk.among(MergeRow.merged, numbers))
        .cte("chain", recursive=True)
    )
    # UNION, not UNION ALL: should a circle ever be there, the reading still ends.
    chain = start.union(
        select(start.c.merged, MergeRow.survivor).join(start, MergeRow.merged == start.c.survivor)
    )
    further = select(MergeRow.merged).where(MergeRow.merged == chain.c.survivor)
    rows = session.execute(select(chain.c.merged, chain.c.survivor).where(~further.exists()))
    return {row.merged: row.survivor for row in rows}


def present_number(session: Session, number: int) -> int:
    """The number itself, or that of the concept it was merged into while somebody was writing about it."""
    return survivors(session, [number]).get(number, number)


def merged_into(session: Session, number: int) -> list[Merged]:
    """The numbers that lead to this one directly, first merged first."""
    rows = session.execute(
        select(MergeRow.merged, MergeRow.at, MergeRow.author_name)
        .where(MergeRow.survivor == number)
        .order_by(MergeRow.at, MergeRow.merged)
    )
    return [Merged(*row) for row in rows]


def remember(session: Session, merge: Merged, survivor: int) -> None:
    session.add(MergeRow(merged=merge.number, survivor=survivor, at=merge.at, author_name=merge.author))
    session.flush()


def forget(session: Session, number: int) -> bool:
    """The number stands for itself again; whether it stood for another."""
    removed = session.execute(delete(MergeRow).where(MergeRow.merged == number).returning(MergeRow.merged))
    return removed.first() is not None
