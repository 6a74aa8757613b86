"""XLSX as a table: the first sheet that has anything in it, read a row at a time.

No formula is computed: a cell says what the program that saved it last showed there. A workbook is a zip of
XML, so its parts are measured before anything reads them.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any, cast

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from terminology.exchange.report import Problem
from terminology.exchange.sources import Source, Unreadable
from terminology.exchange.tabular.table import Table

__all__ = ["open_spreadsheet"]

# Unpacked. 100,000 rows of 20 columns have some 100 MB of sheet; shared strings are held in memory whole.
_SHEET_LIMIT_BYTES = 512 * 1024 * 1024
_STRINGS_LIMIT_BYTES = 128 * 1024 * 1024
_PARTS_LIMIT = 2_000
_COLUMNS_LIMIT = 300
_STRINGS = "xl/sharedStrings.xml"
_WORKBOOK = "xl/workbook.xml"
_HEAD_BYTES = 64 * 1024
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_ROOT = re.compile(rb"<[A-Za-z]")
_BROKEN = (KeyError, ValueError, TypeError, IndexError, SyntaxError, zipfile.BadZipFile, OSError, EOFError)


def open_spreadsheet(source: Source) -> Table:
    """Raises Unreadable for what is no workbook, is too large, or declares entities."""
    file = source.seekable()
    try:
        with zipfile.ZipFile(file) as packed:
            _check(packed)
        book: Any = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except (*_BROKEN, InvalidFileException, RuntimeError) as error:
        raise Unreadable(Problem(0, "spreadsheet_broken", {"reason": _said(error)})) from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or book.worksheets
    warnings: list[Problem] = []
    for place, sheet in enumerate(sheets):
        rows = _rows(sheet)
        first = next(rows, None)
        if first is None:
            continue
        headings = _without_end(first[1])
        if others := [other.title for other in sheets[place + 1 :]]:
            names = ", ".join(others)[:200]
            warnings.append(Problem(0, "sheets_left", {"sheet": sheet.title, "others": names}, stops=False))
        return Table(headings, _fitted(rows, len(headings)), warnings)
    raise Unreadable(Problem(0, "file_empty"))


def _check(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if _WORKBOOK not in packed.namelist():
        raise Unreadable(Problem(0, "format_not_supported"))
    if len(parts) > _PARTS_LIMIT or sum(part.file_size for part in parts) > _SHEET_LIMIT_BYTES:
        raise Unreadable(Problem(0, "spreadsheet_too_big", {"limit_bytes": _SHEET_LIMIT_BYTES}))
    for part in parts:
        if part.filename == _STRINGS and part.file_size > _STRINGS_LIMIT_BYTES:
            raise Unreadable(Problem(0, "spreadsheet_too_big", {"limit_bytes": _STRINGS_LIMIT_BYTES}))
        if part.filename.endswith((".xml", ".rels")):
            with packed.open(part) as content:
                head = content.read(_HEAD_BYTES)
            # No workbook declares a document type; one that hides it behind a long comment is refused too.
            if any(mark in head for mark in _DECLARATIONS) or _ROOT.search(head) is None:
                raise Unreadable(Problem(0, "entities_forbidden"))


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows that have something in them, with the numbers that the sheet's margin shows."""
    # What a sheet says of its size need not be so.
    sheet.reset_dimensions()
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        try:
            values = next(rows, None)
        except _BROKEN as error:
            raise Unreadable(Problem(number + 1, "spreadsheet_broken", {"reason": _said(error)})) from error
        if values is None:
            return
        number += 1
        if len(values) > _COLUMNS_LIMIT and any(value is not None for value in values[_COLUMNS_LIMIT:]):
            raise Unreadable(Problem(number, "too_many_columns", {"limit": _COLUMNS_LIMIT}))
        cells = [_text(value) for value in values[:_COLUMNS_LIMIT]]
        if any(cells):
            yield number, cells


def _fitted(rows: Iterator[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """A sheet leaves out the empty cells at the end of a row, and may have blank ones beyond the headings."""
    for number, cells in rows:
        ended = _without_end(cells)
        yield number, ended + [""] * (width - len(ended))


def _without_end(cells: list[str]) -> list[str]:
    last = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[:last]


def _text(value: object) -> str:
    match value:
        case None | str():
            return value or ""
        case bool():
            return str(value).lower()
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat()
    return str(value)


def _said(error: BaseException) -> str:
    return str(cast("object", error))[:200]
