"""TMX 1.4: translation units in and out, as a stream. The memory reads and writes with it, and so do terms.

A unit has one text a language. Inline elements (`<bpt>`, `<ph>`, …) are not text: what they hold is left out
when a unit is read, and none is written.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from terminology.exchange.report import Problem
from terminology.exchange.sources import Source, Unreadable
from terminology.exchange.tbx.nodes import own_language
from terminology.exchange.xml.stream import entries, line_of, local_name
from terminology.folding import squeeze

__all__ = ["ROOT", "TmxWriter", "Unit", "read_tmx", "write_tmx_frame"]

ROOT = "tmx"
_HEADER = (
    """<?xml version="1.0" encoding="utf-8"?>
<tmx version="1.4">
<header creationtool="Truchement" creationtoolversion="1" segtype="{segments}" o-tmf="Truchement" """
    """adminlang="en" srclang="{language}" datatype="plaintext"/>
<body>
"""
)
_FOOTER = "</body>\n</tmx>\n"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HIGHLIGHT = "hi"  # the one inline element whose content is text


@dataclass(frozen=True, slots=True)
class Unit:
    """`texts` by language tag, in lower case as the file has it (`fr`, `en-ca`); `properties` by type."""

    texts: Mapping[str, str]
    identity: str = ""
    properties: Mapping[str, str] = field(default_factory=dict, hash=False)
    notes: tuple[str, ...] = ()
    line: int = 0

    def text_in(self, language: str) -> str:
        """In the language, whatever its region; empty where the unit has none."""
        return next(
            (text for tag, text in self.texts.items() if tag.partition("-")[0] == language),
            "",
        )


def read_tmx(source: Source) -> Iterator[Unit | Problem]:
    """Each unit, or what is wrong with it. What cannot be read on ends with its problem."""
    try:
        for element in entries(source, frozenset({ROOT}), frozenset({"tu"}), "not_tmx"):
            yield from _unit(element)
    except Unreadable as stop:
        yield stop.problem


def _unit(element: "etree._Element") -> Iterator[Unit | Problem]:
    texts: dict[str, str] = {}
    for variant in element.iterchildren(etree.Element):
        if local_name(variant) != "tuv":
            continue
        language = own_language(variant)
        if not language:
            yield Problem(line_of(variant), "language_missing")
            return
        segment = next((item for item in variant if local_name(item) == "seg"), None)
        if segment is not None and (text := squeeze("".join(_plain(segment)))):
            texts.setdefault(language, text)
    properties = {
        str(item.get("type") or ""): squeeze(item.text or "")
        for item in element.iterchildren(etree.Element)
        if local_name(item) == "prop"
    }
    notes = tuple(
        squeeze(item.text or "") for item in element.iterchildren(etree.Element) if local_name(item) == "note"
    )
    if texts:
        yield Unit(texts, str(element.get("tuid") or ""), properties, notes, line_of(element))


def _plain(segment: "etree._Element") -> Iterator[str]:
    yield segment.text or ""
    for inner in segment.iterchildren(etree.Element):
        if local_name(inner) == _HIGHLIGHT:
            yield from _plain(inner)
        yield inner.tail or ""


class TmxWriter:
    """Units one by one; made by `write_tmx_frame`."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target
        self.written = 0

    def write(self, unit: Unit) -> None:
        element = etree.Element("tu", {"tuid": unit.identity} if unit.identity else {})
        for note in unit.notes:
            etree.SubElement(element, "note").text = note
        for kind, value in unit.properties.items():
            etree.SubElement(element, "prop", {"type": kind}).text = value
        for language, text in unit.texts.items():
            variant = etree.SubElement(element, "tuv", {_XML_LANG: language})
            etree.SubElement(variant, "seg").text = text
        self._target.write(etree.tostring(element, encoding="utf-8", pretty_print=True))
        self.written += 1


@contextmanager
def write_tmx_frame(
    target: BinaryIO, *, source_language: str, segments: str = "sentence"
) -> Iterator[TmxWriter]:
    """What stands around the units. `segments` is TMX's word for what each is: sentence, phrase."""
    target.write(_HEADER.format(language=source_language, segments=segments).encode())
    yield TmxWriter(target)
    target.write(_FOOTER.encode())
