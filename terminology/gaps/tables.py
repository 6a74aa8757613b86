"""The gap list. Days, not instants, and no trace of who asked: the list says what the bank lacks."""

from datetime import date

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["GapRow"]


class GapRow(Base):
    """A search without a result, once a folded text and language; `text` is how it was written last."""

    __tablename__ = "term_gap"

    folded: Mapped[str] = mapped_column(Text, primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    count: Mapped[int] = mapped_column(index=True)
    first_day: Mapped[date] = mapped_column(index=True)
    last_day: Mapped[date]
    answered_on: Mapped[date | None]
    dismissed_on: Mapped[date | None]
    dismissed_by: Mapped[str | None] = mapped_column(Text)
