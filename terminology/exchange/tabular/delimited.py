"""CSV and TSV as people really save them: any delimiter, quoted or not, with or without a byte order mark."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice

from terminology.exchange.report import Problem
from terminology.exchange.sources import Source, Unreadable
from terminology.exchange.tabular.lines import text_lines
from terminology.exchange.tabular.roles import guess
from terminology.exchange.tabular.table import Table

__all__ = ["open_delimited"]

_TAB = "\t"
_DELIMITERS = (_TAB, ";", ",", "|")
_TABBED_NAMES = (".tsv", ".tab", ".txt")
_QUOTE = '"'
_LONGEST_CELL_LINES = 50

_Record = tuple[int, list[str]]


def open_delimited(source: Source) -> Table:
    """Raises Unreadable."""
    lines = text_lines(source.start())
    header_line = next(lines, "")
    delimiter = _delimiter(header_line, source.name)
    _, headings = next(_records(iter([header_line]), delimiter, 1, 0), (1, []))
    return Table(headings, _records(lines, delimiter, 2, len(headings)))


def _delimiter(header: str, name: str) -> str:
    """The one under which most headings are known, then the one that makes most columns; the file's name
    decides when none is better.
    """
    by_name = _TAB if name.removesuffix(".gz").lower().endswith(_TABBED_NAMES) else ","
    order = sorted(_DELIMITERS, key=lambda delimiter: delimiter != by_name)
    return max(order, key=lambda delimiter: _likelihood(header, delimiter))


def _likelihood(header: str, delimiter: str) -> tuple[int, int]:
    names = [cell.strip().strip(_QUOTE) for cell in header.split(delimiter)]
    return sum(guess(name) is not None for name in names), len(names)


def _records(lines: Iterator[str], delimiter: str, first: int, width: int) -> Iterator[_Record]:
    if delimiter == _TAB:
        return _tabbed(lines, first, width)
    return _quoted(lines, delimiter, first)


def _quoted(lines: Iterator[str], delimiter: str, first: int) -> Iterator[_Record]:
    """RFC 4180. The line of a record is that of its first line."""
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        start = first + rows.line_num
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            raise Unreadable(Problem(start, "csv_broken", {"reason": str(error)})) from error
        yield start, row


def _tabbed(lines: Iterator[str], first: int, width: int) -> Iterator[_Record]:
    """Some programs quote cells with tabs or line ends in them, others never quote and mean each `"`.

    So a line with the right number of cells is taken as it is; only another one may be the beginning of a
    quoted cell that goes on, and is if a later line closes it.
    """
    waiting: deque[str] = deque()
    number = first
    while (line := waiting.popleft() if waiting else next(lines, None)) is not None:
        cells = line.rstrip("\n").split(_TAB)
        used = 1
        if _QUOTE in line and (len(cells) != width or _opens(cells[-1])):
            while len(waiting) < _LONGEST_CELL_LINES and (following := next(lines, None)) is not None:
                waiting.append(following)
            cells, used = _joined(line, waiting, width) or (cells, 1)
            for _ in range(used - 1):
                waiting.popleft()
        yield number, [_unquoted(cell) for cell in cells]
        number += used


def _joined(line: str, following: Iterable[str], width: int) -> tuple[list[str], int] | None:
    """The cells of a record of several lines, or of one with quoted tabs, and how many lines it has."""
    open_quote = False
    for used, more in enumerate((line, *following), 1):
        open_quote ^= more.count(_QUOTE) % 2 == 1
        if open_quote:
            continue
        text = line + "".join(islice(following, used - 1))
        try:
            rows = list(csv.reader([text], delimiter=_TAB, strict=True))
        except csv.Error:
            return None
        if len(rows) != 1 or len(rows[0]) != width:
            return None
        return [f'"{cell.replace(_QUOTE, _QUOTE * 2)}"' for cell in rows[0]], used
    return None


def _opens(cell: str) -> bool:
    return cell.startswith(_QUOTE) and cell.count(_QUOTE) % 2 == 1


def _unquoted(cell: str) -> str:
    inner = cell[1:-1]
    if len(cell) > 1 and cell[0] == cell[-1] == _QUOTE and _QUOTE not in inner.replace(_QUOTE * 2, ""):
        return inner.replace(_QUOTE * 2, _QUOTE)
    return cell
