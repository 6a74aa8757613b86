"""Concepts as rows: with the headings that `columns` reads, or the three columns of OmegaT's glossaries."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from terminology.concepts import ConceptView, Language, Term, TermStatus, TermType
from terminology.domains import SubjectField

__all__ = ["HEADINGS", "write_csv", "write_omegat", "write_tsv"]

HEADINGS = (
    *("fr", "en", "definition_fr", "definition_en", "synonyms_fr", "synonyms_en", "acronym_fr", "acronym_en"),
    *("gender_fr", "pos_fr", "pos_en", "context_fr", "context_en", "domain", "source", "note", "status"),
)
_SEPARATOR = ";"
_DEPRECATED_MARK = "!"
_TERM_WORDS = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})
_Fields = Mapping[str, SubjectField]


def write_csv(target: BinaryIO, views: Iterator[ConceptView], fields: _Fields) -> tuple[int, int]:
    """How many concepts were written, and how many terms a cell of several cannot name."""
    return _write_table(target, views, fields, ",")


def write_tsv(target: BinaryIO, views: Iterator[ConceptView], fields: _Fields) -> tuple[int, int]:
    return _write_table(target, views, fields, "\t")


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


def _write_table(
    target: BinaryIO, views: Iterator[ConceptView], fields: _Fields, delimiter: str
) -> tuple[int, int]:
    written = left_out = 0
    with _rows(target, delimiter) as write:
        write(HEADINGS)
        for view in views:
            if not all(view.in_language(code) for code in Language):
                continue
            row, lost = _row(view, fields)
            write([row.get(name, "") for name in HEADINGS])
            written, left_out = written + 1, left_out + lost
    return written, left_out


def _row(view: ConceptView, fields: _Fields) -> tuple[dict[str, str], int]:
    lost = 0
    domains = [fields[code].en if code in fields else code for code in view.domains]
    row = {
        "domain": _SEPARATOR.join(domains),
        "note": view.note,
        "status": view.status.value,
        "source": next((term.source for term in view.terms if term.source), ""),
    }
    for code in Language:
        main, *others = view.in_language(code)
        row[code] = main.text
        row[f"gender_{code}"] = main.gender
        row[f"pos_{code}"] = main.part_of_speech
        row[f"context_{code}"] = main.context
        named = [term for term in others if _nameable(term)]
        lost += len(others) - len(named)
        row[f"acronym_{code}"] = _SEPARATOR.join(term.text for term in named if _is_acronym(term))
        row[f"synonyms_{code}"] = _SEPARATOR.join(_marked(term) for term in named if not _is_acronym(term))
        texts = [item.text for item in view.definitions if item.language is code]
        row[f"definition_{code}"] = texts[0] if texts else ""
        lost += max(0, len(texts) - 1)
    return row, lost


def _is_acronym(term: Term) -> bool:
    return term.term_type is TermType.ACRONYM and _usable(term)


def _nameable(term: Term) -> bool:
    """Inside a cell of several terms."""
    return _SEPARATOR not in term.text and not term.text.startswith(_DEPRECATED_MARK)


def _marked(term: Term) -> str:
    return term.text if _usable(term) else f"{_DEPRECATED_MARK}{term.text}"


def _cell(text: str) -> str:
    return " ".join(text.split())


@contextmanager
def _rows(target: BinaryIO, delimiter: str) -> Iterator[Callable[[Sequence[str]], Any]]:
    """To write one row at a time; the stream of bytes stays open."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    yield csv.writer(text, delimiter=delimiter, lineterminator="\n").writerow
    text.detach()


@contextmanager
def _lines(target: BinaryIO) -> Iterator[Callable[[Sequence[str]], Any]]:
    """OmegaT knows no quotes: a cell may simply hold neither tabs nor line ends."""
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    yield lambda cells: text.write("\t".join(cells) + "\n")
    text.detach()
