"""Stored vectors into one array, by binary COPY: 68,000 of them without a loop over numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from psycopg import sql
from sqlalchemy.orm import Session

from terminology.bulk import connection_of
from terminology.embeddings import Part
from terminology.search.dense import Matrix

__all__ = ["HASH_BYTES", "StoredVectors", "read_vectors"]

# A header, rows, a trailer (PostgreSQL manual, COPY, "Binary Format").
_HEADER_BYTES, _TRAILER_BYTES = 19, 2
HASH_BYTES = 16


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """In no order; `places` says in which row of `matrix` the vector of (concept, language, text hash) is."""

    places: dict[tuple[int, str, bytes], int]
    matrix: Matrix


def read_vectors(session: Session, model: str, part: Part, numbers: Sequence[int] | None) -> StoredVectors:
    """Raises ValueError when the vectors of the model differ in dimension."""
    where = sql.SQL("FROM embedding WHERE model = {} AND part = {}").format(
        sql.Literal(model), sql.Literal(part.value)
    )
    if numbers is not None:
        # As one array, not so many literals: a statement has room for it, and COPY takes no parameters.
        where += sql.SQL(" AND concept = ANY({}::bigint[])").format(sql.Literal(list(numbers)))
    connection = connection_of(session)
    first = connection.execute(sql.SQL("SELECT vector_dims(vector) {} LIMIT 1").format(where)).fetchone()
    if first is None:
        return StoredVectors({}, np.empty((0, 0), dtype=np.float32))
    statement = sql.SQL("COPY (SELECT concept, language, text_hash, vector {}) TO STDOUT (FORMAT BINARY)")
    with connection.cursor() as cursor, cursor.copy(statement.format(where)) as copy:
        data = b"".join(bytes(block) for block in copy)
    return _parsed(data, first[0])


def _parsed(data: bytes, dimension: int) -> StoredVectors:
    row = _row_type(dimension)
    count, rest = divmod(len(data) - _HEADER_BYTES - _TRAILER_BYTES, row.itemsize)
    rows = np.frombuffer(data, dtype=row, offset=_HEADER_BYTES, count=count)
    if rest or (rows["dimension"] != dimension).any():
        raise ValueError(f"the vectors of one model differ in dimension: not all have {dimension}")
    languages = rows["language"].astype(str).tolist()
    digests = rows["hash"].tobytes()
    places = {
        (concept, languages[place], digests[place * HASH_BYTES : (place + 1) * HASH_BYTES]): place
        for place, concept in enumerate(rows["concept"].tolist())
    }
    return StoredVectors(places, rows["vector"].astype(np.float32))


def _row_type(dimension: int) -> np.dtype[np.void]:
    """One row of the COPY: the number of fields, then each behind its length in bytes; all big-endian."""
    return np.dtype(
        [
            ("fields", ">i2"),
            ("concept_bytes", ">i4"),
            ("concept", ">i8"),
            ("language_bytes", ">i4"),
            ("language", "S2"),
            ("hash_bytes", ">i4"),
            ("hash", f"V{HASH_BYTES}"),
            ("vector_bytes", ">i4"),
            ("dimension", ">i2"),
            ("unused", ">i2"),
            ("vector", ">f4", (dimension,)),
        ]
    )
