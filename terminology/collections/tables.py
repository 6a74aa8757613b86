"""A collection and its concepts. It is no part of a concept's content: collecting makes no version of it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Identity, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["CollectionMemberRow", "CollectionRow"]


class CollectionRow(Base):
    __tablename__ = "collection"

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    version: Mapped[int]
    fr: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(120), index=True)
    owner_name: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CollectionMemberRow(Base):
    __tablename__ = "collection_member"

    collection: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("collection.id", ondelete="CASCADE"), primary_key=True
    )
    concept: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("concept.number", ondelete="CASCADE"), primary_key=True, index=True
    )
    added_at: Mapped[datetime]
