"""Concepts as translation units: their terms, or their definitions, as a memory for CAT tools."""

from collections.abc import Iterator
from typing import BinaryIO

from terminology.concepts import ConceptView, Definition, Language, Term, TermStatus
from terminology.exchange.xml.tmx import TmxWriter, Unit, write_tmx_frame

__all__ = ["write_tmx"]

_TO_AVOID = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})


def write_tmx(target: BinaryIO, views: Iterator[ConceptView]) -> tuple[int, int]:
    """Each term to use with each of its equivalents, and the definitions that stand in both languages.

    A context is no translation of one of the other language: it goes with its term, as a property.
    """
    written = left_out = 0
    with write_tmx_frame(target, source_language=Language.FR.value, segments="phrase") as file:
        for view in views:
            before = file.written
            _write_terms(file, view)
            _write_definition(file, view)
            left_out += len(view.notes) + len(view.documents) + len(view.relations)
            written += file.written > before
    return written, left_out


def _write_terms(file: TmxWriter, view: ConceptView) -> None:
    usable = {
        code: [term for term in view.in_language(code) if term.status not in _TO_AVOID] for code in Language
    }
    for french in usable[Language.FR]:
        for english in usable[Language.EN]:
            texts = {Language.FR.value: french.text, Language.EN.value: english.text}
            file.write(Unit(texts, properties=_properties(view, french, english)))


def _properties(view: ConceptView, french: Term, english: Term) -> dict[str, str]:
    said = {"x-concept": str(view.number), "x-domain": "; ".join(view.domains)}
    said |= {f"x-context-{term.language}": term.context for term in (french, english)}
    return {name: text for name, text in said.items() if text}


def _write_definition(file: TmxWriter, view: ConceptView) -> None:
    first: dict[Language, Definition] = {}
    for item in view.definitions:
        first.setdefault(item.language, item)
    if len(first) == len(Language):
        texts = {code.value: first[code].text for code in Language}
        file.write(Unit(texts, properties={"x-concept": str(view.number), "x-kind": "definition"}))
