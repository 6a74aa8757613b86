"""One row a relation, whichever side said it (`terminology.links.graph`)."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["ConceptRelationRow"]


class ConceptRelationRow(Base):
    __tablename__ = "concept_relation"
    __table_args__ = (CheckConstraint("concept <> target", name="two_concepts"),)

    concept: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("concept.number", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    target: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("concept.number", ondelete="CASCADE"), primary_key=True, index=True
    )
