"""The gap list: what was searched for in vain, counted by day, most asked first.

A gap is closed by itself: one that a validated term names is not listed any more, and what a search finds in
another way (inflected, by meaning) is noted as answered when the list is looked at. Asked in vain again, it
is back with its count.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, select, text, tuple_, update
from sqlalchemy.orm import Session

from terminology.concepts import ConceptStatus, Language
from terminology.folding import fold
from terminology.gaps.errors import GapNotFound
from terminology.gaps.privacy import kept_text
from terminology.gaps.tables import GapRow
from terminology.tables import ConceptRow, TermRow

__all__ = ["Gap", "GapKey", "count", "dismiss", "forget", "gaps", "note_answered", "note_gap"]

# A flood of invented queries fills the day's share and nothing more; those known already are still counted.
_NEW_A_DAY = 1_000
_MOST = 20_000
_RARE = 2  # asked for that often at most, and not for
_RARE_DAYS = 90  # days: perhaps somebody's name, no lack of the bank's
_FORGOTTEN_DAYS = 3 * 365

GapKey = tuple[str, str]
"""(folded text, language)."""

# One statement, so that two searches at once count two, and a crash between two lines loses nothing.
_NOTE = text(
    "WITH known AS ("
    " UPDATE term_gap SET count = count + 1, text = :text, last_day = greatest(last_day, :today),"
    " answered_on = NULL WHERE folded = :folded AND language = :language RETURNING 1) "
    "INSERT INTO term_gap (folded, language, text, count, first_day, last_day)"
    " SELECT :folded, :language, :text, 1, :today, :today"
    " WHERE NOT EXISTS (SELECT 1 FROM known)"
    " AND (SELECT count(*) FROM term_gap WHERE first_day = :today) < :new_a_day"
    " AND (SELECT count(*) FROM term_gap) < :most "
    "ON CONFLICT (folded, language) DO UPDATE SET count = term_gap.count + 1"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """`text` as it was written last; `last_day` is the last it was asked for."""

    folded: str
    language: Language
    text: str
    count: int
    first_day: date
    last_day: date
    dismissed_on: date | None = None
    dismissed_by: str | None = None

    @property
    def key(self) -> GapKey:
        return self.folded, self.language.value


_COLUMNS = (
    *(GapRow.folded, GapRow.language, GapRow.text, GapRow.count, GapRow.first_day, GapRow.last_day),
    *(GapRow.dismissed_on, GapRow.dismissed_by),
)


def note_gap(session: Session, query: str, language: Language, today: date) -> bool:
    """Count a search that found nothing; False for a text that is not to be kept (`gaps.privacy`)."""
    kept = kept_text(query)
    if kept is None:
        return False
    values = {"folded": fold(kept), "language": language.value, "text": kept, "today": today}
    session.execute(_NOTE, {**values, "new_a_day": _NEW_A_DAY, "most": _MOST})
    return True


def gaps(session: Session, limit: int, offset: int = 0, *, dismissed: bool = False) -> list[Gap]:
    """Most asked first; or the ones that were dismissed, last dismissed first."""
    query = select(*_COLUMNS)
    if dismissed:
        query = query.where(GapRow.dismissed_on.is_not(None)).order_by(
            GapRow.dismissed_on.desc(), GapRow.folded
        )
    else:
        query = query.where(_is_open()).order_by(GapRow.count.desc(), GapRow.last_day.desc(), GapRow.folded)
    return [
        # `count` is a method of a row.
        Gap(row[0], Language(row[1]), row[2], row[3], row[4], row[5], row[6], row[7])
        for row in session.execute(query.limit(limit).offset(offset))
    ]


def count(session: Session, *, dismissed: bool = False) -> int:
    chosen = GapRow.dismissed_on.is_not(None) if dismissed else _is_open()
    return session.scalar(select(func.count()).select_from(GapRow).where(chosen)) or 0


def dismiss(session: Session, key: GapKey, by: str, today: date, *, back: bool = False) -> None:
    """Not a lack of the bank's; or back on the list. Raises GapNotFound."""
    values = {"dismissed_on": None if back else today, "dismissed_by": None if back else by}
    found = session.execute(
        update(GapRow)
        .where(GapRow.folded == key[0], GapRow.language == key[1])
        .values(**values)
        .returning(GapRow.folded)
        .execution_options(synchronize_session=False)
    )
    if found.first() is None:
        raise GapNotFound


def note_answered(session: Session, keys: Iterable[GapKey], today: date) -> None:
    """A search finds these now."""
    session.execute(
        update(GapRow)
        .where(tuple_(GapRow.folded, GapRow.language).in_(list(keys)))
        .values(answered_on=today)
        .execution_options(synchronize_session=False)
    )


def forget(session: Session, today: date) -> None:
    """What was asked once or twice and not again for three months; and everything after three years."""
    rare = and_(GapRow.count <= _RARE, GapRow.last_day < today - timedelta(days=_RARE_DAYS))
    old = GapRow.last_day < today - timedelta(days=_FORGOTTEN_DAYS)
    session.execute(delete(GapRow).where(rare | old))


def _is_open() -> ColumnElement[bool]:
    """Not dismissed, not answered, and no validated concept has a term that folds to it."""
    named = (
        select(TermRow.id)
        .join(ConceptRow, ConceptRow.number == TermRow.concept)
        .where(ConceptRow.status == ConceptStatus.VALIDATED.value)
        .where(TermRow.folded == GapRow.folded, TermRow.language.in_([item.value for item in Language]))
    )
    return and_(GapRow.dismissed_on.is_(None), GapRow.answered_on.is_(None), ~named.exists())
