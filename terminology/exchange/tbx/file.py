"""A TBX file around its entries, written as a stream."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO

from lxml import etree

from terminology.concepts import ConceptView
from terminology.domains import SubjectField
from terminology.exchange.tbx.dialects import Dialect
from terminology.exchange.tbx.elements import Style
from terminology.exchange.tbx.identities import Identities
from terminology.exchange.tbx.nodes import TBX_NAMESPACE
from terminology.exchange.tbx.writing import entry_element

__all__ = ["Entries", "write_tbx", "write_tbx_frame"]

_TYPES = {
    Dialect.CORE: "TBX-Core",
    Dialect.MIN: "TBX-Min",
    Dialect.BASIC: "TBX-Basic",
    Dialect.LINGUIST: "TBX-Linguist",
    Dialect.FULL: "TBX-Truchement",
}

_V3_FRAME = (
    f"""<?xml version="1.0" encoding="utf-8"?>
<tbx type="{{type}}" style="{{style}}" xml:lang="en" xmlns="{TBX_NAMESPACE}">
<tbxHeader><fileDesc><sourceDesc><p>Truchement</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
""",
    "</body></text>\n</tbx>\n",
)
_V2_FRAME = (
    """<?xml version="1.0" encoding="utf-8"?>
<martif type="TBX-Basic" xml:lang="en">
<martifHeader><fileDesc><sourceDesc><p>Truchement</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>
<text><body>
""",
    "</body></text>\n</martif>\n",
)


def write_tbx(
    target: BinaryIO,
    views: Iterator[ConceptView],
    fields: Mapping[str, SubjectField],
    identities: Identities,
    *,
    style: Style,
    dialect: Dialect,
) -> tuple[int, int]:
    """How many concepts were written, and how many data the dialect has no place for."""
    entries = Entries(fields, identities, style, dialect)
    with write_tbx_frame(target, style, dialect) as file:
        for entry in entries.of(views):
            file.write(entry)
    return entries.written, entries.left_out


class Entries:
    """Concepts as elements; the two figures grow with them."""

    def __init__(
        self, fields: Mapping[str, SubjectField], identities: Identities, style: Style, dialect: Dialect
    ) -> None:
        self._fields = fields
        self._identities = identities
        self._style = style
        self._dialect = dialect
        self.written = self.left_out = 0

    def of(self, views: Iterator[ConceptView]) -> "Iterator[etree._Element]":
        for view in views:
            names = tuple(self._fields[code].en if code in self._fields else code for code in view.domains)
            draft = replace(view.draft(), domains=names)
            identity = self._identities.of(view.number) or f"c{view.number}"
            entry, lost = entry_element(draft, identity, self._style, self._dialect, self._identities)
            yield entry
            self.written += 1
            self.left_out += lost


class _File:
    """Elements without a namespace of their own: the frame's default is theirs."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def write(self, entry: "etree._Element") -> None:
        self._target.write(etree.tostring(entry, encoding="utf-8", pretty_print=True))


@contextmanager
def write_tbx_frame(target: BinaryIO, style: Style, dialect: Dialect) -> Iterator[_File]:
    """What stands around the entries; the file to `write` each of them into."""
    before, after = _V2_FRAME if style is Style.V2 else _V3_FRAME
    target.write(before.format(type=_TYPES[dialect], style=style.value).encode())
    yield _File(target)
    target.write(after.encode())
