"""Searches without a result on their way into the gap list, behind the answer and never before it."""

import logging
from collections.abc import Sequence
from datetime import date

from fastapi import BackgroundTasks
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from api.limits import Limit, TooOften, network_of
from api.wiring import Services
from terminology.concepts import Language
from terminology.gaps import counting
from terminology.gaps.answers import is_answered
from terminology.gaps.counting import Gap
from terminology.gaps.privacy import kept_text
from terminology.search import Query, SearchResult

__all__ = ["GAPS_A_NETWORK", "note_search", "still_open"]

_log = logging.getLogger(__name__)

# Nobody makes a gap the most wanted by asking for it all night. The address is kept by `limits` only: hashed
# with a key, and for a day.
GAPS_A_NETWORK = Limit("gaps", 600, 3600)


def note_search(
    later: BackgroundTasks, services: Services, asked: Query, found: SearchResult, peer: str
) -> None:
    """Count `asked` if it found nothing. One with filters says nothing of the whole bank."""
    if _is_whole(asked) and not is_answered(found) and kept_text(found.query) is not None:
        later.add_task(_write, services, found.query, found.language, peer)


def still_open(services: Services, session: Session, gaps: Sequence[Gap], today: date) -> list[Gap]:
    """Those that a search still does not find; the others are noted as answered."""
    if not services.search_ready.is_set():
        return list(gaps)
    answered = {gap.key for gap in gaps if is_answered(services.search.search(Query(gap.text)))}
    if answered:
        counting.note_answered(session, answered, today)
    return [gap for gap in gaps if gap.key not in answered]


def _is_whole(asked: Query) -> bool:
    return asked == Query(asked.text, source=asked.source, target=asked.target, limit=asked.limit)


def _write(services: Services, query: str, language: Language, peer: str) -> None:
    """In one statement of its own transaction, once the reader has the answer: no search waits for it."""
    try:
        services.limits.count(GAPS_A_NETWORK, network_of(peer))
        with services.database.transaction() as session:
            counting.note_gap(session, query, language, services.clock.now().date())
    except TooOften:
        return
    except SQLAlchemyError:
        _log.warning("a gap could not be counted", exc_info=True)
