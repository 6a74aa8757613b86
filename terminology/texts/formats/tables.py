"""Two columns of a CSV, TSV or XLSX."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from terminology.texts.containers import Parts
from terminology.texts.errors import DocumentBroken, NotBilingual
from terminology.texts.segments import Bilingual, Segment

__all__ = ["delimited_rows", "read_rows", "sheet_rows"]

_NAMES = {
    **dict.fromkeys(("fr", "français", "francais", "french"), "fr"),
    **dict.fromkeys(("en", "anglais", "english"), "en"),
}
_SOURCE, _TARGET = ("source", "original"), ("target", "cible", "traduction", "translation")
_TWO = 2
_LONGEST_CELL = 1_000_000


def delimited_rows(text: str) -> Iterator[list[str]]:
    """By the sign that parts the first line most often. Raises DocumentBroken."""
    first = text[:20_000].splitlines()[0] if text.strip() else ""
    sign = max("\t;,|", key=first.count)
    csv.field_size_limit(_LONGEST_CELL)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    except csv.Error as error:
        raise DocumentBroken(reason=str(error)) from error


def sheet_rows(data: bytes) -> Iterator[list[str]]:
    """The first sheet of an XLSX. Raises DocumentBroken, DocumentUnpacksTooBig."""
    Parts(data)
    from openpyxl import load_workbook  # noqa: PLC0415 -- a quarter of a second, for XLSX only

    try:
        sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
        for row in sheet.iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in row]
    except (KeyError, ValueError, IndexError, TypeError, SyntaxError, AttributeError) as error:
        raise DocumentBroken(reason="XLSX") from error


def read_rows(rows: Iterable[Sequence[str]], name: str, source: str = "", target: str = "") -> Bilingual:
    """By the names of the columns (fr, en; source, target); without names, the first column and the second.

    Raises NotBilingual.
    """
    kept = [(number, row) for number, row in enumerate(rows, 1) if any(map(str.strip, row))]
    if not kept or max(len(row) for _, row in kept[:100]) < _TWO:
        raise NotBilingual(name=name)
    first = [cell.strip().lower() for cell in kept[0][1]]
    places = {_NAMES[cell]: place for place, cell in enumerate(first) if cell in _NAMES}
    if len(places) >= _TWO:
        spoken = source if source in places else next(iter(places))
        other = (
            target if target in places and target != spoken else next(one for one in places if one != spoken)
        )
        return Bilingual(name, _segments(kept[1:], places[spoken], places[other]), spoken, other)
    left = next((place for place, cell in enumerate(first) if cell in _SOURCE), None)
    right = next((place for place, cell in enumerate(first) if cell in _TARGET), None)
    if left is not None and right is not None:
        return Bilingual(name, _segments(kept[1:], left, right), source, target)
    return Bilingual(name, _segments(kept, 0, 1), source, target)


def _segments(rows: Iterable[tuple[int, Sequence[str]]], left: int, right: int) -> list[Segment]:
    return [
        Segment(str(number), row[left] if left < len(row) else "", row[right] if right < len(row) else "")
        for number, row in rows
    ]
