"""Many rows at once, through PostgreSQL's COPY: 17,000 concepts are some 120,000 rows."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from psycopg import Connection, sql
from sqlalchemy import ColumnElement, any_, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

__all__ = ["among", "connection_of", "copy", "reserve_numbers"]

_Value = TypeVar("_Value", int, str, bytes)


def among(column: "InstrumentedAttribute[_Value]", values: Iterable[_Value]) -> ColumnElement[bool]:
    """`column = ANY(array)`: one parameter, where `IN` would need one a value and has room for 65,535."""
    return column == any_(bindparam(None, list(values), type_=ARRAY(column.type)))


def connection_of(session: Session) -> "Connection[tuple[Any, ...]]":
    """The psycopg connection of this transaction, for what SQLAlchemy has no words for."""
    session.flush()
    driver = session.connection().connection.driver_connection
    assert isinstance(driver, Connection)
    return driver


def copy(
    session: Session,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    types: Sequence[str] = (),
) -> None:
    """Add `rows` in the caller's transaction. With `types` the rows go in PostgreSQL's binary format."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL("(FORMAT BINARY)" if types else ""),
    )
    with connection_of(session).cursor() as cursor, cursor.copy(statement) as target:
        if types:
            target.set_types(types)
        for row in rows:
            target.write_row(row)


def reserve_numbers(session: Session, count: int) -> list[int]:
    """Concept numbers that nobody else will get."""
    with connection_of(session).cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('concept', 'number')) FROM generate_series(1, %s)", [count]
        )
        return sorted(number for (number,) in cursor)
