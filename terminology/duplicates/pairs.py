"""Suspected pairs as they are kept: found by a job, judged by people, who are asked once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from kit import audit
from kit.audit import Actor
from terminology.concepts import ConceptStatus, Language
from terminology.duplicates.errors import PairNotFound
from terminology.duplicates.finding import Evidence, Pair, find_pairs
from terminology.duplicates.reading import nearest, read_known
from terminology.duplicates.tables import PairRow
from terminology.tables import ConceptRow

__all__ = [
    "SuspectedPair",
    "count_suspected",
    "judge",
    "last_search",
    "look_again",
    "suspected",
]

_LOCK = 0x7472_6475  # two searches at once would each delete what the other found
_WRITTEN = 500  # rows a statement


@dataclass(frozen=True, slots=True)
class SuspectedPair:
    """`judgement`: why somebody said that these are two concepts; None while nobody did."""

    pair: Pair
    found_at: datetime
    judged_by: str | None = None
    judgement: str | None = None


def look_again(session: Session, model: str, now: datetime) -> int:
    """Search the whole bank; how many pairs are suspected. What was judged stays judged."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    known, vectors = read_known(session, model)
    found = find_pairs(known, vectors, nearest)
    session.execute(delete(PairRow).where(PairRow.judged_at.is_(None)))
    rows = [
        {
            "first": pair.first,
            "second": pair.second,
            "score": pair.score,
            "evidence": _to_json(pair.evidence),
            "found_at": now,
        }
        for pair in found
    ]
    for start in range(0, len(rows), _WRITTEN):
        session.execute(insert(PairRow).values(rows[start : start + _WRITTEN]).on_conflict_do_nothing())
    return len(found)


def suspected(session: Session, limit: int, offset: int = 0, *, judged: bool = False) -> list[SuspectedPair]:
    """Of concepts in use, the likeliest first; or those judged to be two, last judged first."""
    order = (PairRow.judged_at.desc(),) if judged else (PairRow.score.desc(),)
    query = _pairs(select(PairRow.__table__), judged=judged).order_by(*order, PairRow.first, PairRow.second)
    return [
        SuspectedPair(
            Pair(row.first, row.second, row.score, _from_json(row.evidence)),
            row.found_at,
            row.judged_by,
            row.judgement,
        )
        for row in session.execute(query.limit(limit).offset(offset))
    ]


def count_suspected(session: Session, *, judged: bool = False) -> int:
    return session.scalar(_pairs(select(func.count()).select_from(PairRow), judged=judged)) or 0


def last_search(session: Session) -> datetime | None:
    return session.scalar(select(func.max(PairRow.found_at)))


def judge(session: Session, numbers: tuple[int, int], why: str | None, actor: Actor, now: datetime) -> None:
    """These are two concepts, and `why`; None: suspected again. Raises PairNotFound."""
    first, second = sorted(numbers)
    judged = why is not None
    changed = session.execute(
        update(PairRow)
        .where(PairRow.first == first, PairRow.second == second)
        .values(judged_at=now if judged else None, judged_by=actor.name if judged else None, judgement=why)
        .returning(PairRow.first)
        .execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise PairNotFound
    action = "pair.judged" if judged else "pair.suspected"
    audit.record(session, now, actor, action, f"concept:{first}", other=second)


def _pairs(query: Any, *, judged: bool) -> Any:
    one, other = aliased(ConceptRow), aliased(ConceptRow)
    in_use: ColumnElement[bool] = and_(
        one.status != ConceptStatus.WITHDRAWN.value, other.status != ConceptStatus.WITHDRAWN.value
    )
    asked = PairRow.judged_at.is_not(None) if judged else PairRow.judged_at.is_(None)
    joined = query.join(one, one.number == PairRow.first).join(other, other.number == PairRow.second)
    return joined.where(in_use, asked)


def _to_json(evidence: Evidence) -> dict[str, Any]:
    return asdict(evidence)


def _from_json(stored: Mapping[str, Any]) -> Evidence:
    return Evidence(
        _terms(stored["shared"]),
        _terms(stored["inflected"]),
        tuple(Language(code) for code in stored["apart"]),
        stored["narrower"],
        stored["meaning"],
        stored["definitions"],
    )


def _terms(stored: Sequence[Sequence[str]]) -> tuple[tuple[Language, str], ...]:
    return tuple((Language(code), word) for code, word in stored)
