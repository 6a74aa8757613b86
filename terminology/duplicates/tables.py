"""Pairs of concepts that may be one, and those that somebody said are not."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["PairRow"]

_CONCEPT = "concept.number"


class PairRow(Base):
    """`first` < `second`. `evidence` explains `score` (0…1). A judged pair is never suspected again."""

    __tablename__ = "duplicate_pair"
    __table_args__ = (CheckConstraint("first < second", name="in_order"),)

    first: Mapped[int] = mapped_column(BigInteger, ForeignKey(_CONCEPT, ondelete="CASCADE"), primary_key=True)
    second: Mapped[int] = mapped_column(
        BigInteger, ForeignKey(_CONCEPT, ondelete="CASCADE"), primary_key=True, index=True
    )
    score: Mapped[float] = mapped_column(index=True)
    evidence: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    judged_by: Mapped[str | None] = mapped_column(Text)
    judgement: Mapped[str | None] = mapped_column(Text)
