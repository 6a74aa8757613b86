"""Where recognition is switched off."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["SilentTermRow"]


class SilentTermRow(Base):
    """A term of a concept that is not recognised in texts of its language.

    By folded text, not by the term's row: saving an entry writes its terms anew.
    """

    __tablename__ = "silent_term"

    concept: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("concept.number", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    folded: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime]
