"""Nearest vectors inside PostgreSQL: pgvector, HNSW, for several hosts on one database.

Each large index is a table of its own, named after what it holds, so that whoever needs the same one finds it
there: the second worker, the next start, the next host. The vectors of table `embedding` could not serve as
they are: searches compare in a space measured on the whole bank (`spaces`), which they do not lie in.

A process holds a shared advisory lock on each table it searches. A table whose lock is free is nobody's, and
goes when the next one is made; a killed process's locks go with its connection.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg import sql
from sqlalchemy.exc import SQLAlchemyError

from kit.database import Database
from terminology.search.compressed import CompressedIndex, automatic
from terminology.search.dense import FlatIndex, IndexUnavailable, Matrix, Nearest, VectorIndex

__all__ = ["PgVectorIndex", "PgVectorIndexes"]

_SCHEMA = "search_index"
# Fewer vectors are found in this process before PostgreSQL has read the question.
_FROM = 20_000
_LOOKED_AT, _MOST_LOOKED_AT = 128, 1_000  # pgvector's ef_search, and the highest it takes
_LOCKS = 0x5452  # our space among the advisory locks of the database
_MAKING = 0  # lock of who makes a table
_MEMORY = "1GB"  # for building: where the graph does not fit, it takes ten times as long
_ROWS_SENT = 1_000

_Connection = psycopg.Connection[tuple[Any, ...]]


class PgVectorIndexes:
    """Makes and finds the tables, for one process. The database's user may create a schema."""

    def __init__(self, database: Database, index_from: int = _FROM) -> None:
        self._database = database
        self._index_from = index_from
        self._holding: _Connection | None = None

    def __call__(self, vectors: Matrix) -> VectorIndex:
        """The table that holds just these, or an index in this process until there is one."""
        if len(vectors) >= self._index_from:
            name = _name(vectors)
            with self._connected() as connection:
                self._hold(name)
                if _exists(connection, name):
                    return PgVectorIndex(self._database, name, len(vectors))
                self._let_go(name)
        return automatic(vectors)

    def may_grow(self, index: VectorIndex | None) -> bool:
        return isinstance(index, FlatIndex | CompressedIndex) and index.size >= self._index_from

    def grown(self, index: VectorIndex, keep_on: Callable[[], bool]) -> VectorIndex:
        """The same vectors in PostgreSQL; `keep_on` says no: as they were. Raises psycopg.Error."""
        if not isinstance(index, FlatIndex | CompressedIndex) or not self.may_grow(index):
            return index
        name = _name(index.vectors)
        self._hold(name)
        with self._connected() as connection:
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s, %s)", (_LOCKS, _MAKING))
                if not _exists(connection, name):
                    _make(connection, name, index.vectors, keep_on)
            if not _exists(connection, name):
                self._let_go(name)
                return index
            _drop_unused(connection)
        return PgVectorIndex(self._database, name, index.size)

    def close(self) -> None:
        """The tables held become nobody's."""
        if self._holding is not None:
            self._holding.close()

    def _hold(self, name: str) -> None:
        if self._holding is None or self._holding.closed:
            self._holding = psycopg.connect(self._database.url, autocommit=True)
        self._holding.execute("SELECT pg_advisory_lock_shared(%s, %s)", (_LOCKS, _number(name)))

    def _let_go(self, name: str) -> None:
        if self._holding is not None:
            self._holding.execute("SELECT pg_advisory_unlock_shared(%s, %s)", (_LOCKS, _number(name)))

    @contextmanager
    def _connected(self) -> Iterator[_Connection]:
        with psycopg.connect(self._database.url, autocommit=True) as connection:
            # Building takes minutes: a limit made for requests would end it.
            connection.execute("SET statement_timeout = 0")
            connection.execute(sql.SQL("SET maintenance_work_mem = {}").format(_MEMORY))
            yield connection


class PgVectorIndex:
    """A table of `PgVectorIndexes`. In half precision: a cosine moves by less than .001."""

    def __init__(self, database: Database, name: str, size: int) -> None:
        self.size = size
        self._database = database
        self._table = sql.Identifier(_SCHEMA, name)

    def nearest(self, vector: Matrix, limit: int, allowed: NDArray[np.bool_] | None = None) -> Nearest:
        """Raises IndexUnavailable when PostgreSQL cannot answer."""
        there = self.size if allowed is None else int(allowed.sum())
        wanted = min(limit, there)
        if not wanted:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        try:
            with self._transaction() as connection:
                count = wanted if allowed is None else 2 * wanted * self.size // there
                rows, cosines = self._walk(connection, vector, count)
                if allowed is not None:
                    kept = allowed[rows]
                    rows, cosines = rows[kept], cosines[kept]
                if len(rows) < wanted:  # the graph was left before enough of the allowed ones were met
                    rows, cosines = self._scan(connection, vector, wanted, allowed)
        except (psycopg.Error, SQLAlchemyError) as error:
            raise IndexUnavailable from error
        return rows[:wanted], cosines[:wanted]

    @contextmanager
    def _transaction(self) -> Iterator[_Connection]:
        with self._database.engine.begin() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, psycopg.Connection)
            yield driver

    def _walk(self, connection: _Connection, vector: Matrix, count: int) -> Nearest:
        looked_at = min(max(_LOOKED_AT, count), _MOST_LOOKED_AT)
        connection.execute("SELECT set_config('hnsw.ef_search', %s, true)", (str(looked_at),))
        query = sql.SQL("SELECT row, vector <#> {} FROM {} ORDER BY 2 LIMIT {}")
        return _nearest(connection, query.format(_literal(vector), self._table, min(count, looked_at)))

    def _scan(
        self, connection: _Connection, vector: Matrix, count: int, allowed: NDArray[np.bool_] | None
    ) -> Nearest:
        """Exact. Materialised, so that the planner does not walk the graph again."""
        query = sql.SQL(
            "WITH kept AS MATERIALIZED (SELECT row, vector FROM {table} {where})"
            " SELECT row, vector <#> {vector} FROM kept ORDER BY 2 LIMIT {count}"
        )
        where = sql.Composed([])
        if allowed is not None:
            some = np.flatnonzero(allowed).tolist()
            where = sql.SQL("WHERE row = ANY({}::integer[])").format(sql.Literal(some))
        return _nearest(
            connection,
            query.format(table=self._table, where=where, vector=_literal(vector), count=count),
        )


def _nearest(connection: _Connection, query: sql.Composed) -> Nearest:
    found = connection.execute(query).fetchall()
    rows = np.array([row for row, _ in found], dtype=np.int64)
    return rows, -np.array([distance for _, distance in found], dtype=np.float32)


def _literal(vector: Matrix) -> sql.Composed:
    text = "[" + ",".join(f"{number:.7g}" for number in vector.tolist()) + "]"
    return sql.SQL("{}::halfvec").format(sql.Literal(text))


def _name(vectors: NDArray[np.floating[Any]]) -> str:
    """Stands for the vectors, in half precision, and so also for the model and space they come from."""
    digest = hashlib.blake2b(str(vectors.shape).encode(), digest_size=12)
    for start in range(0, len(vectors), _ROWS_SENT):
        digest.update(np.ascontiguousarray(vectors[start : start + _ROWS_SENT], dtype="<f2").tobytes())
    return f"vectors_{digest.hexdigest()}"


def _number(name: str) -> int:
    """The table's lock: 31 bits of its name. Two with the same number only outlive each other."""
    return int(name[-8:], 16) >> 1 or 1


def _exists(connection: _Connection, name: str) -> bool:
    found = connection.execute("SELECT to_regclass(%s)", (f"{_SCHEMA}.{name}",)).fetchone()
    return found is not None and found[0] is not None


def _make(
    connection: _Connection, name: str, vectors: NDArray[np.floating[Any]], keep_on: Callable[[], bool]
) -> None:
    """In the caller's transaction: a table is there whole or not at all. Rolls it back if told to stop."""
    table, dimension = sql.Identifier(_SCHEMA, name), vectors.shape[1]
    connection.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(_SCHEMA)))
    connection.execute(
        sql.SQL("CREATE TABLE {} (row integer PRIMARY KEY, vector halfvec({}) NOT NULL)").format(
            table, sql.Literal(dimension)
        )
    )
    header = dimension.to_bytes(2, "big") + bytes(2)  # pgvector's binary format
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT BINARY)").format(table)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types(("int4", "bytea"))  # halfvec has no type of psycopg's: its bytes go as they are
        for start in range(0, len(vectors), _ROWS_SENT):
            if not keep_on():
                break
            some = vectors[start : start + _ROWS_SENT].astype(">f2")
            for row, numbers in enumerate(some, start):
                copy.write_row((row, header + numbers.tobytes()))
    if not keep_on():
        raise psycopg.Rollback
    connection.execute(sql.SQL("CREATE INDEX ON {} USING hnsw (vector halfvec_ip_ops)").format(table))


def _drop_unused(connection: _Connection) -> None:
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
    for (name,) in connection.execute(tables, (_SCHEMA,)).fetchall():
        lock = (_LOCKS, _number(name))
        if (connection.execute("SELECT pg_try_advisory_lock(%s, %s)", lock).fetchone() or (False,))[0]:
            connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(sql.Identifier(_SCHEMA, name)))
            connection.execute("SELECT pg_advisory_unlock(%s, %s)", lock)
