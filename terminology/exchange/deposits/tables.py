"""Rows of files handed in, and of what was once said of a table's columns."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.database import Base

__all__ = ["ColumnMappingRow", "DepositRow"]


class DepositRow(Base):
    """The file itself lies in the data folder, under `id`. `step`, `done` and `total` are written by whoever
    works on it, from a transaction of their own; `updated_at` is their last sign of life.
    """

    __tablename__ = "import_deposit"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner: Mapped[str] = mapped_column(String(120), index=True)
    owner_name: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    headings: Mapped[list[str]] = mapped_column(JSONB)
    columns: Mapped[list[str]] = mapped_column(JSONB)
    outcome: Mapped[dict[str, Any]]
    step: Mapped[str] = mapped_column(String(16))
    done: Mapped[int] = mapped_column(BigInteger)
    total: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class ColumnMappingRow(Base):
    """`key` stands for the headings of a table, in their order (`tabular.roles.header_key`)."""

    __tablename__ = "column_mapping"

    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    roles: Mapped[list[str]] = mapped_column(JSONB)
    updated_by: Mapped[str] = mapped_column(String(120))
    updated_at: Mapped[datetime]
