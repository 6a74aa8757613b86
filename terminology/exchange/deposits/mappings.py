"""What people said of a table's columns, for the next table with the same headings."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from kit.audit import Actor
from terminology.exchange.deposits.tables import ColumnMappingRow
from terminology.exchange.reading import is_table
from terminology.exchange.sources import Source, Unreadable
from terminology.exchange.tabular.reading import sample_of
from terminology.exchange.tabular.roles import EXTRA, Role, guess, header_key, role_of

__all__ = ["recall", "recalled_for", "remember"]


def recall(session: Session, headings: Sequence[str]) -> list[Role]:
    """A role a heading: as somebody chose, or else as the headings say."""
    row = session.get(ColumnMappingRow, header_key(headings))
    if row is not None and len(row.roles) == len(headings):
        return [role_of(written) or EXTRA for written in row.roles]
    return [guess(heading) or EXTRA for heading in headings]


def remember(
    session: Session, headings: Sequence[str], roles: Sequence[Role], actor: Actor, now: datetime
) -> None:
    """What the headings say by themselves needs no memory, but takes back what was said before."""
    values = {"roles": [str(role) for role in roles], "updated_by": actor.reference, "updated_at": now}
    statement = insert(ColumnMappingRow).values(key=header_key(headings), **values)
    session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=values))


def recalled_for(session: Session, path: Path) -> list[Role] | None:
    """For a table whose columns somebody has named before; None for any other file, or one not readable."""
    try:
        with Source(path) as source:
            if not is_table(source):
                return None
            headings = sample_of(source).headings
    except Unreadable:
        return None
    row = session.get(ColumnMappingRow, header_key(headings))
    return recall(session, headings) if row is not None else None
