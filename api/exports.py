"""The bank as a file to download: written whole before its first byte is sent.

So an error is told as one, never as half a file, and no slow line holds a connection of the database.
"""

import tempfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Annotated, Any, BinaryIO, cast

from fastapi.responses import StreamingResponse
from pydantic import BaseModel, BeforeValidator, Field

from api.wiring import Services
from kit.audit import Actor
from terminology.collections import Collections
from terminology.concepts import ConceptStatus
from terminology.exchange import Dialect, Format, Selection, export_file

__all__ = ["ExportWish", "file_of"]

_CHUNK_BYTES = 256 * 1024
_IN_MEMORY_BYTES = 4 * 1024 * 1024
_MEDIA_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.TSV: "text/tab-separated-values; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Format.OMEGAT: "text/plain; charset=utf-8",
    Format.SKOS: "application/ld+json",
    Format.TMX: "application/x-tmx+xml",
}
_XML = "application/xml"
_Name = Annotated[str, Field(max_length=200)]
_Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


class ExportWish(BaseModel):
    """What to write, as a form or a program asks for it; fields left empty choose nothing."""

    format: Format = Format.TBX_DCA
    dialect: Dialect = Field(default=Dialect.FULL, description="Of TBX v3; `full` leaves nothing out.")
    domain: Annotated[_Name | None, BeforeValidator(_empty_is_none)] = Field(
        default=None, description="Code or name of a subject field; those below it are in it."
    )
    collection: Annotated[_Number | None, BeforeValidator(_empty_is_none)] = Field(
        default=None, description="Its number."
    )
    status: list[ConceptStatus] = Field(
        default=[ConceptStatus.VALIDATED], max_length=len(ConceptStatus), description="May be repeated."
    )


def file_of(services: Services, wish: ExportWish, actor: Actor, now: datetime) -> StreamingResponse:
    """Raises SubjectFieldNotFound, CollectionNotFound."""
    target = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115 -- closed when it was sent
    try:
        with services.database.transaction() as session:
            if wish.collection is not None:
                Collections(session, actor).get(wish.collection)
            selection = Selection(
                frozenset(wish.status) or frozenset({ConceptStatus.VALIDATED}), wish.domain, wish.collection
            )
            file = cast("BinaryIO", target)
            report = export_file(session, file, wish.format, selection, dialect=wish.dialect)
        size_bytes = target.tell()
        target.seek(0)
    except BaseException:
        target.close()
        raise
    name = f"truchement-{now.date().isoformat()}.{wish.format.ending}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(size_bytes),
        "X-Concepts": str(report.written),
        "X-Concepts-Left-Out": str(report.left_out),
        "X-Data-Left-Out": str(report.data_left_out),
    }
    return StreamingResponse(_chunks(target), headers=headers, media_type=_MEDIA_TYPES.get(wish.format, _XML))


def _chunks(file: IO[Any]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
