"""A TBX file around its entries, written as a stream."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import BinaryIO

from lxml import etree

from terminology.concepts import ConceptView
from terminology.domains import SubjectField
from terminology.exchange.tbx_dialects import Dialect
from terminology.exchange.tbx_elements import Style
from terminology.exchange.tbx_nodes import TBX_NAMESPACE
from terminology.exchange.tbx_writing import entry_element

__all__ = ["Identities", "write_tbx", "write_tbx_frame"]

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


class Identities:
    """An id a concept: the one it came with where XML allows it and nobody else has it, else its number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, number: int, wanted: object) -> str:
        fits = isinstance(wanted, str) and wanted not in self._taken and _is_name(wanted)
        chosen = str(wanted) if fits else f"c{number}"
        while chosen in self._taken:
            chosen = f"_{chosen}"
        self._taken.add(chosen)
        return chosen


def _is_name(text: str) -> bool:
    return text.isascii() and text[:1].isalpha() and all(sign.isalnum() or sign in "_.-" for sign in text)


def write_tbx(
    target: BinaryIO,
    views: Iterator[ConceptView],
    fields: Mapping[str, SubjectField],
    style: Style,
    dialect: Dialect,
) -> tuple[int, int]:
    """How many concepts were written, and how many data the dialect has no place for."""
    written = left_out = 0
    identities = Identities()
    with write_tbx_frame(target, style, dialect) as file:
        for view in views:
            names = tuple(fields[code].en if code in fields else code for code in view.domains)
            draft = replace(view.draft(), domains=names)
            identity = identities.of(view.number, view.extra.get("id"))
            entry, lost = entry_element(draft, identity, style, dialect)
            file.write(entry)
            written, left_out = written + 1, left_out + lost
    return written, left_out


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
