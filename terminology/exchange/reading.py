"""Any file as entries: its format is told by its content."""

from collections.abc import Iterator, Sequence

from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Kind, Source, Unreadable
from terminology.exchange.tabular.reading import read_table
from terminology.exchange.tabular.roles import Role
from terminology.exchange.tbx.reading import ROOTS, read_tbx
from terminology.exchange.xml import multiterm, tmx
from terminology.exchange.xml.stream import root_name

__all__ = ["is_table", "read_entries"]

_NAME_SHOWN = 80


def read_entries(source: Source, chosen: Sequence[Role] | None = None) -> Iterator[Entry | Problem]:
    """`chosen`: what each column of a table is; without it the headings say."""
    try:
        if source.kind() != Kind.XML:
            return read_table(source, chosen)
        root = root_name(source)
    except Unreadable as stop:
        return iter([stop.problem])
    if root in ROOTS:
        return read_tbx(source)
    if root == multiterm.ROOT:
        return multiterm.read_multiterm(source)
    code = "tmx_is_memory" if root == tmx.ROOT else "xml_not_known"
    return iter([Problem(1, code, {"root": root[:_NAME_SHOWN]})])


def is_table(source: Source) -> bool:
    """Whether the file has columns for a person to name. Raises Unreadable."""
    return source.kind() != Kind.XML
