"""Concepts as rows: with the headings that `roles` knows, or the three columns of OmegaT's glossaries."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from terminology.concepts import ConceptView, Language, Reliability, Term, TermStatus, TermType
from terminology.domains import SubjectField
from terminology.exchange.tabular.rows import DEPRECATED_MARK, SEPARATOR

__all__ = ["HEADINGS", "write_csv", "write_omegat", "write_tsv", "write_xlsx"]

HEADINGS = (
    *("fr", "en", "definition_fr", "definition_en", "synonyms_fr", "synonyms_en", "acronym_fr", "acronym_en"),
    *("gender_fr", "pos_fr", "pos_en", "context_fr", "context_en", "region_fr", "region_en"),
    *("reliability_fr", "reliability_en", "usage_fr", "usage_en", "domain", "source", "note", "status"),
)
_TERM_WORDS = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})
_SHEET_ROWS = 1_048_576  # a sheet has no more
_CELL_CHARACTERS = 32_767  # nor a cell
_WIDE = 40
_NARROW = 14
_Fields = Mapping[str, SubjectField]
_Write = Callable[[Sequence[str]], Any]


def write_csv(target: BinaryIO, views: Iterator[ConceptView], fields: _Fields) -> tuple[int, int]:
    """How many concepts were written, and how many data a row has no place for."""
    with _rows(target, ",") as write:
        return _write_table(write, views, fields)


def write_tsv(target: BinaryIO, views: Iterator[ConceptView], fields: _Fields) -> tuple[int, int]:
    with _rows(target, "\t") as write:
        return _write_table(write, views, fields)


def write_xlsx(target: BinaryIO, views: Iterator[ConceptView], fields: _Fields) -> tuple[int, int]:
    """A sheet, and another where one is full; no cell is a formula, whatever it begins with."""
    book = Workbook(write_only=True)
    figures = _write_table(_Sheets(book).write, views, fields)
    book.save(target)
    return figures


def write_omegat(target: BinaryIO, views: Iterator[ConceptView], _fields: _Fields) -> tuple[int, int]:
    """Source, target, comment: one line a pair, French first. No heading: OmegaT would take it for a term."""
    written = 0
    with _lines(target) as write:
        for view in views:
            sides = [[term for term in view.in_language(code) if _usable(term)] for code in Language]
            if not all(sides):
                continue
            french, english = sides
            comment = next((item.text for item in view.definitions), "")
            for source in french:
                for equivalent in english:
                    write([_cell(source.text), _cell(equivalent.text), _cell(comment)])
            written += 1
    return written, 0


def _usable(term: Term) -> bool:
    return term.status not in _TERM_WORDS


def _write_table(write: _Write, views: Iterator[ConceptView], fields: _Fields) -> tuple[int, int]:
    written = left_out = 0
    write(HEADINGS)
    for view in views:
        row, lost = _row(view, fields)
        write([row.get(name, "") for name in HEADINGS])
        written, left_out = written + 1, left_out + lost
    return written, left_out


def _row(view: ConceptView, fields: _Fields) -> tuple[dict[str, str], int]:
    """What one source, one context and one definition a language cannot say is counted."""
    domains = [fields[code].en if code in fields else code for code in view.domains]
    sources = {term.source for term in view.terms} | {item.source for item in view.definitions}
    row = {
        "domain": SEPARATOR.join(domains),
        "note": view.note,
        "status": view.status.value,
        "source": next((term.source for term in view.terms if term.source), ""),
    }
    lost = len(sources - {"", row["source"]}) + len(view.notes) + len(view.documents) + len(view.relations)
    for code in Language:
        cells, more = _side(view, code)
        row |= cells
        lost += more
    return row, lost


def _side(view: ConceptView, code: Language) -> tuple[dict[str, str], int]:
    texts = [item.text for item in view.definitions if item.language is code]
    cells = {f"definition_{code}": texts[0] if texts else ""}
    lost = max(0, len(texts) - 1)
    terms = view.in_language(code)
    if not terms:
        return cells, lost
    main, *others = terms
    named = [term for term in others if _nameable(term)]
    lost += len(others) - len(named) + max(0, len(main.contexts) - 1)
    cells |= {
        code: main.text,
        f"gender_{code}": main.gender,
        f"pos_{code}": main.part_of_speech,
        f"context_{code}": main.context,
        f"region_{code}": main.region,
        f"reliability_{code}": "" if main.reliability == Reliability.RELIABLE else str(int(main.reliability)),
        f"usage_{code}": main.note,
        f"acronym_{code}": SEPARATOR.join(term.text for term in named if _is_acronym(term)),
        f"synonyms_{code}": SEPARATOR.join(_marked(term) for term in named if not _is_acronym(term)),
    }
    return cells, lost


def _is_acronym(term: Term) -> bool:
    return term.term_type is TermType.ACRONYM and _usable(term)


def _nameable(term: Term) -> bool:
    """Inside a cell of several terms."""
    return SEPARATOR not in term.text and not term.text.startswith(DEPRECATED_MARK)


def _marked(term: Term) -> str:
    return term.text if _usable(term) else f"{DEPRECATED_MARK}{term.text}"


def _cell(text: str) -> str:
    return " ".join(text.split())


class _Sheets:
    """The sheets of a workbook, written row by row; each begins with the headings."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._rows = _SHEET_ROWS
        self._headings: Sequence[str] | None = None

    def write(self, cells: Sequence[str]) -> None:
        if self._headings is None:
            self._headings = cells
            return self._begin(cells)
        if self._rows == _SHEET_ROWS:
            self._begin(self._headings)
        self._sheet.append([self._text(cell) for cell in cells])
        self._rows += 1
        return None

    def _begin(self, headings: Sequence[str]) -> None:
        self._sheet = self._book.create_sheet()
        self._sheet.freeze_panes = "A2"
        for place, heading in enumerate(headings, 1):
            width = _NARROW if heading.startswith(("gender", "pos", "region", "reliability")) else _WIDE
            self._sheet.column_dimensions[get_column_letter(place)].width = width
        bold = []
        for heading in headings:
            cell = self._text(heading)
            cell.font, cell.alignment = Font(bold=True), Alignment(vertical="top")
            bold.append(cell)
        self._sheet.append(bold)
        self._rows = 1

    def _text(self, value: str) -> Any:
        cell = WriteOnlyCell(self._sheet, value[:_CELL_CHARACTERS])
        # "=A1" is a term like another; as a formula it would be computed where the file is opened.
        cell.data_type = "s"
        return cell


@contextmanager
def _rows(target: BinaryIO, delimiter: str) -> Iterator[_Write]:
    """To write one row at a time; the stream of bytes stays open."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    yield csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow
    text.detach()


@contextmanager
def _lines(target: BinaryIO) -> Iterator[_Write]:
    """OmegaT knows no quotes: a cell may simply hold neither tabs nor line ends."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    yield lambda cells: text.write("\t".join(cells) + "\n")
    text.detach()
