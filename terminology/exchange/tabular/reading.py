"""A table of any file as entries: its headings read, its rows made into concepts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Kind, Source, Unreadable
from terminology.exchange.tabular.columns import Columns, read_header
from terminology.exchange.tabular.delimited import open_delimited
from terminology.exchange.tabular.roles import Role
from terminology.exchange.tabular.rows import RowTerm, entry_of, row_term_of
from terminology.exchange.tabular.spreadsheet import open_spreadsheet
from terminology.exchange.tabular.table import Table

__all__ = ["Sample", "read_table", "sample_of"]

_SAMPLE_ROWS = 5
_LANGUAGE_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """What a person needs to say what the columns are."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sample_of(source: Source) -> Sample:
    """Headings and first rows. Raises Unreadable."""
    table = _opened(source)
    width = len(table.headings)
    rows = (
        tuple((*cells, *[""] * width)[:width])
        for _, cells in islice((row for row in table.rows if any(row[1])), _SAMPLE_ROWS)
    )
    return Sample(tuple(table.headings), tuple(rows))


def read_table(source: Source, chosen: Sequence[Role] | None = None) -> Iterator[Entry | Problem]:
    """Each row as an entry, or as what is wrong with it. What cannot be read on ends with its problem.

    `chosen`: a role a column; without it the headings say.
    """
    try:
        table = _opened(source)
        columns = read_header(table.headings, chosen)
        if isinstance(columns, list):
            yield from columns
            return
        rows = _whole_rows(table)
        if columns.by_row:
            yield from _Grouping(columns, source.name).entries(rows)
        else:
            yield from _row_by_row(columns, rows, source.name)
        yield from table.warnings
    except Unreadable as stop:
        yield stop.problem


def _opened(source: Source) -> Table:
    return open_spreadsheet(source) if source.kind() == Kind.SPREADSHEET else open_delimited(source)


_Row = tuple[int, Sequence[str]]


def _whole_rows(table: Table) -> Iterator[_Row | Problem]:
    width = len(table.headings)
    for number, cells in table.rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != width:
            yield Problem(number, "ragged_line", {"expected": width, "found": len(cells)})
        else:
            yield number, cells


def _row_by_row(columns: Columns, rows: Iterator[_Row | Problem], name: str) -> Iterator[Entry | Problem]:
    ids: set[str] = set()
    alone = 0
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        number, cells = row
        found = entry_of(columns, cells, number, name)
        if isinstance(found, list):
            yield from found
            continue
        identity = found.draft.extra.get("id")
        if Role("id") in columns.roles and identity:
            if identity in ids:
                yield Problem(number, "id_twice", {"id": identity})
                continue
            ids.add(identity)
        languages = {term.language for term in found.draft.terms}
        alone += len(columns.languages) > len(languages)
        yield found
    if alone:
        yield Problem(0, "one_language_only", {"count": alone}, stops=False)


@dataclass
class _Grouping:
    """Rows that follow each other under one id are one concept."""

    columns: Columns
    name: str
    _done: set[str] = field(default_factory=set)
    _skipped: Counter[str] = field(default_factory=Counter)

    def entries(self, rows: Iterator[_Row | Problem]) -> Iterator[Entry | Problem]:
        held: list[RowTerm] = []
        first_line = 0
        for row in rows:
            if isinstance(row, Problem):
                yield row
                continue
            found = row_term_of(self.columns, row[1], row[0], self.name)
            if isinstance(found, list):
                yield from found
                continue
            if held and held[0].identity != found.identity:
                yield from self._concept(held, first_line)
                held = []
            if not held:
                first_line = row[0]
            held.append(found)
        yield from self._concept(held, first_line)
        for language, terms in sorted(self._skipped.items()):
            params = {"language": language, "terms": terms}
            yield Problem(0, "language_skipped", params, stops=False)

    def _concept(self, held: Sequence[RowTerm], line: int) -> Iterator[Entry | Problem]:
        if not held:
            return
        identity = held[0].identity
        if identity in self._done:
            yield Problem(line, "id_twice", {"id": identity})
            return
        self._done.add(identity)
        kept = [item.draft for item in held if item.language is not None]
        for item in held:
            if item.language is None:
                self._skipped[item.written_language[:_LANGUAGE_SHOWN]] += 1
        if kept:
            draft = replace(
                kept[0],
                terms=tuple(term for item in kept for term in item.terms),
                definitions=tuple(text for item in kept for text in item.definitions),
                domains=tuple(name for item in kept for name in item.domains),
                note="\n".join(dict.fromkeys(item.note for item in kept if item.note)),
            )
            yield Entry(draft, line)
