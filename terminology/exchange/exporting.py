"""The bank, or a part of it, as a file: read and written some hundred concepts at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from terminology import repository
from terminology.concepts import ConceptStatus, ConceptView
from terminology.domains import SubjectField, subject_fields
from terminology.errors import SubjectFieldNotFound
from terminology.exchange.report import Progress, Step, no_progress
from terminology.exchange.skos import write_skos
from terminology.exchange.table_writing import write_csv, write_omegat, write_tsv
from terminology.exchange.tbx_dialects import Dialect
from terminology.exchange.tbx_elements import Style
from terminology.exchange.tbx_file import write_tbx
from terminology.folding import fold
from terminology.tables import ConceptDomainRow, ConceptRow

__all__ = ["ExportReport", "Format", "Selection", "export_file"]

_PART = 500


class Format(StrEnum):
    TBX_DCA = "tbx-dca"
    TBX_DCT = "tbx-dct"
    TBX_V2 = "tbx-v2"
    CSV = "csv"
    TSV = "tsv"
    OMEGAT = "omegat"
    SKOS = "skos"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which concepts. `domain` is a code or a name of a subject field; those below it are in it."""

    statuses: frozenset[ConceptStatus] = frozenset({ConceptStatus.VALIDATED})
    domain: str | None = None


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What came of it.

    written    concepts in the file
    left_out   concepts that the format cannot hold (a table of two languages wants terms in both)
    data_left_out   data of written concepts that the format or the dialect has no place for
    """

    written: int
    left_out: int
    data_left_out: int


_WRITERS: dict[Format, Callable[[BinaryIO, Iterator[ConceptView], dict[str, SubjectField]], tuple[int, int]]]
_WRITERS = {
    Format.CSV: write_csv,
    Format.TSV: write_tsv,
    Format.OMEGAT: write_omegat,
    Format.SKOS: write_skos,
}
_STYLES = {Format.TBX_DCA: Style.DCA, Format.TBX_DCT: Style.DCT, Format.TBX_V2: Style.V2}


def export_file(
    session: Session,
    target: BinaryIO,
    form: Format,
    selection: Selection,
    *,
    progress: Progress = no_progress,
    dialect: Dialect = Dialect.FULL,
) -> ExportReport:
    """`dialect` is for TBX. Raises SubjectFieldNotFound."""
    fields = {field.code: field for field in subject_fields(session)}
    numbers = _numbers(session, selection, fields)
    views = _views(session, numbers, progress)
    if form in _STYLES:
        written, data_left_out = write_tbx(target, views, fields, _STYLES[form], dialect)
    else:
        written, data_left_out = _WRITERS[form](target, views, fields)
    return ExportReport(written, len(numbers) - written, data_left_out)


def _numbers(session: Session, selection: Selection, fields: dict[str, SubjectField]) -> list[int]:
    query = select(ConceptRow.number).where(ConceptRow.status.in_(item.value for item in selection.statuses))
    if selection.domain:
        codes = _with_below(_code_of(selection.domain, fields), fields)
        members = select(ConceptDomainRow.concept).where(ConceptDomainRow.domain.in_(codes))
        query = query.where(ConceptRow.number.in_(members))
    return list(session.scalars(query.order_by(ConceptRow.number)))


def _code_of(name: str, fields: dict[str, SubjectField]) -> str:
    key = fold(name)
    for field in fields.values():
        if key in {fold(field.code), fold(field.fr), fold(field.en)}:
            return field.code
    raise SubjectFieldNotFound(domain=name)


def _with_below(code: str, fields: dict[str, SubjectField]) -> set[str]:
    found, before = {code}, 0
    while len(found) > before:
        before = len(found)
        found |= {field.code for field in fields.values() if field.parent in found}
    return found


def _views(session: Session, numbers: list[int], progress: Progress) -> Iterator[ConceptView]:
    progress(Step.WRITE, 0, len(numbers))
    done = 0
    for part in _parts(numbers):
        yield from repository.load(session, part).values()
        done += len(part)
        progress(Step.WRITE, done, len(numbers))


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), _PART):
        yield numbers[start : start + _PART]
