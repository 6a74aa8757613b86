"""The bank, or a part of it, as a file: read and written some hundred concepts at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from terminology import bulk, repository
from terminology.collections.tables import CollectionMemberRow
from terminology.concepts import ConceptStatus, ConceptView
from terminology.domains import SubjectField, subject_fields
from terminology.errors import SubjectFieldNotFound
from terminology.exchange.report import Progress, Step, no_progress
from terminology.exchange.skos import write_skos
from terminology.exchange.tabular.writing import write_csv, write_omegat, write_tsv, write_xlsx
from terminology.exchange.tbx.dialects import Dialect
from terminology.exchange.tbx.elements import Style
from terminology.exchange.tbx.file import write_tbx
from terminology.exchange.tbx.identities import Identities
from terminology.exchange.xml.multiterm_writing import write_multiterm
from terminology.exchange.xml.tmx_writing import write_tmx
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
    XLSX = "xlsx"
    MULTITERM = "multiterm"
    TMX = "tmx"
    OMEGAT = "omegat"
    SKOS = "skos"

    @property
    def ending(self) -> str:
        """Of a file's name."""
        return _ENDINGS.get(self, self.value)


_ENDINGS = {
    Format.TBX_DCA: "tbx",
    Format.TBX_DCT: "tbx",
    Format.TBX_V2: "tbx",
    Format.MULTITERM: "xml",
    Format.OMEGAT: "txt",
    Format.SKOS: "jsonld",
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Which concepts. `domain` is a code or a name of a subject field; those below it are in it.

    `collection` is the id of one: who may see it is for the caller to say.
    """

    statuses: frozenset[ConceptStatus] = frozenset({ConceptStatus.VALIDATED})
    domain: str | None = None
    collection: int | None = None


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What came of it.

    written    concepts in the file
    left_out   concepts that the format cannot hold (a glossary of pairs wants terms in both languages)
    data_left_out   data of written concepts that the format or the dialect has no place for
    """

    written: int
    left_out: int
    data_left_out: int


_Fields = dict[str, SubjectField]
_Writer = Callable[[BinaryIO, Iterator[ConceptView], _Fields], tuple[int, int]]
_TABLES: dict[Format, _Writer] = {
    Format.CSV: write_csv,
    Format.TSV: write_tsv,
    Format.XLSX: write_xlsx,
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
    """`dialect` is for TBX v3. Raises SubjectFieldNotFound."""
    fields = {field.code: field for field in subject_fields(session)}
    numbers = _numbers(session, selection, fields)
    views = _views(session, numbers, progress)
    match form:
        case Format.TBX_DCA | Format.TBX_DCT | Format.TBX_V2:
            known = Identities(_given_ids(session, numbers))
            figures = write_tbx(target, views, fields, known, style=_STYLES[form], dialect=dialect)
        case Format.MULTITERM:
            known = Identities(_given_ids(session, numbers))
            figures = write_multiterm(target, views, fields, known)
        case Format.TMX:
            figures = write_tmx(target, views)
        case _:
            figures = _TABLES[form](target, views, fields)
    written, data_left_out = figures
    return ExportReport(written, len(numbers) - written, data_left_out)


def _given_ids(session: Session, numbers: list[int]) -> Iterator[tuple[int, object]]:
    """With the id that each concept of the file came with, if any."""
    for part in _parts(numbers):
        query = select(ConceptRow.number, ConceptRow.extra["id"].astext)
        query = query.where(bulk.among(ConceptRow.number, part)).order_by(ConceptRow.number)
        yield from ((number, identity) for number, identity in session.execute(query))


def _numbers(session: Session, selection: Selection, fields: dict[str, SubjectField]) -> list[int]:
    query = select(ConceptRow.number).where(ConceptRow.status.in_(item.value for item in selection.statuses))
    if selection.domain:
        codes = _with_below(_code_of(selection.domain, fields), fields)
        members = select(ConceptDomainRow.concept).where(ConceptDomainRow.domain.in_(codes))
        query = query.where(ConceptRow.number.in_(members))
    if selection.collection is not None:
        collected = select(CollectionMemberRow.concept)
        query = query.where(
            ConceptRow.number.in_(collected.where(CollectionMemberRow.collection == selection.collection))
        )
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
