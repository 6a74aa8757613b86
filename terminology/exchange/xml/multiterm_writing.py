"""Concepts as MultiTerm XML: the way back of `multiterm`, from the TBX that each concept is."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from lxml import etree

from terminology.concepts import ConceptView
from terminology.domains import SubjectField
from terminology.exchange.tbx.dialects import Dialect
from terminology.exchange.tbx.elements import Style
from terminology.exchange.tbx.file import Entries
from terminology.exchange.tbx.identities import Identities
from terminology.exchange.tbx.nodes import GROUPS, XML_LANG
from terminology.exchange.xml.multiterm_names import LANGUAGE_NAMES, field_of
from terminology.exchange.xml.stream import local_name

__all__ = ["from_tbx", "write_multiterm"]

_MARK = "\N{BYTE ORDER MARK}"


def write_multiterm(
    target: BinaryIO,
    views: Iterator[ConceptView],
    fields: Mapping[str, SubjectField],
    identities: Identities,
) -> tuple[int, int]:
    """In UTF-16 with its mark, as MultiTerm itself writes. Both figures as `write_tbx` gives them."""
    target.write(_encoded(f'{_MARK}<?xml version="1.0" encoding="UTF-16"?>\n<mtf>\n'))
    entries = Entries(fields, identities, Style.DCA, Dialect.FULL)
    for number, entry in enumerate(entries.of(views), 1):
        text = etree.tostring(from_tbx(entry, number), encoding="unicode", pretty_print=True)
        target.write(_encoded(text))
    target.write(_encoded("</mtf>\n"))
    return entries.written, entries.left_out


def from_tbx(entry: "etree._Element", number: int) -> "etree._Element":
    """A `conceptEntry` of the DCA style as a `conceptGrp`; `number` where its id is none."""
    group = etree.Element("conceptGrp")
    _sub(group, "concept", text=str(entry.get("id") or number))
    for child in entry.iterchildren(etree.Element):
        if local_name(child) == "langSec":
            _section(group, child)
        else:
            _add(group, child)
    return group


def _section(parent: "etree._Element", section: "etree._Element") -> None:
    name, code = LANGUAGE_NAMES[str(section.get(XML_LANG))]
    group = _sub(parent, "languageGrp")
    _sub(group, "language", type=name, lang=code)
    for child in section.iterchildren(etree.Element):
        if local_name(child) != "termSec":
            _add(group, child)
            continue
        holder = _sub(group, "termGrp")
        for part in child.iterchildren(etree.Element):
            if local_name(part) == "term":
                _sub(holder, "term", text=part.text or "")
            else:
                _add(holder, part)


def _add(parent: "etree._Element", element: "etree._Element") -> None:
    """Each field in a group of its own; what stood beside it, in groups inside."""
    members = list(element.iterchildren(etree.Element)) if local_name(element) in GROUPS else []
    first = members[0] if members else element
    group = _sub(parent, "descripGrp")
    category = str(first.get("type") or local_name(first))
    address = first.get("target", "") if local_name(first) == "xref" else ""
    text = " ".join(part for part in (first.text or "", address) if part)
    _sub(group, "descrip", text=text, type=field_of(category))
    for member in members[1:]:
        _add(group, member)


def _sub(parent: "etree._Element", name: str, text: str = "", **attributes: str) -> "etree._Element":
    made = etree.SubElement(parent, name, attributes)
    made.text = text or None
    return made


def _encoded(text: str) -> bytes:
    return text.encode("utf-16-le")
