"""One form for every measure, and the page they go into.

A section of the bench is a function that takes the folder of other data (None: the project's own alone) and
gives figures; `bench/__main__.py` lists the sections.
"""

import os
import platform
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

__all__ = ["Figure", "Section", "as_table", "write"]


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `target` as they are read, units included; `met`: None where nothing was to be reached."""

    name: str
    value: str
    target: str = ""
    met: bool | None = None

    @classmethod
    def at_most(cls, name: str, value: float, most: float, *, unit: str = "", digits: int = 2) -> "Figure":
        """`unit` with its space in front, if it has one."""
        return cls(name, f"{value:,.{digits}f}{unit}", f"≤ {most:g}{unit}", value <= most)

    @classmethod
    def at_least(cls, name: str, value: float, least: float, *, unit: str = "", digits: int = 3) -> "Figure":
        return cls(name, f"{value:,.{digits}f}{unit}", f"≥ {least:g}{unit}", value >= least)


Section = Callable[[Path | None], Iterable[Figure]]

_MARKS = {True: "yes", False: "**no**", None: ""}


def as_table(title: str, figures: Sequence[Figure]) -> Table:
    table = Table("measure", "value", "to reach", "reached", title=title)
    for figure in figures:
        table.add_row(figure.name, figure.value, figure.target, _MARKS[figure.met].strip("*"))
    return table


def write(page: Path, title: str, figures: Sequence[Figure]) -> None:
    """Put the figures of a section into the page, in the place of those of an earlier run."""
    rows = [f"| {item.name} | {item.value} | {item.target} | {_MARKS[item.met]} |" for item in figures]
    table = "\n".join(["| measure | value | to reach | reached |", "|---|---|---|---|", *rows])
    begin, end = f"<!-- bench {title} -->", f"<!-- end of {title} -->"
    block = f"{begin}\n{table}\n\nMeasured on {_machine()}.\n{end}"
    text = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
    place = re.compile(f"{re.escape(begin)}.*?{re.escape(end)}", re.DOTALL)
    if place.search(text):
        text = place.sub(lambda _: block, text)
    else:
        text = f"{text.rstrip()}\n\n## {title.capitalize()}\n\n{block}\n"
    page.write_text(text, encoding="utf-8")


def _machine() -> str:
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} processors ({platform.machine()}, shared with other work), {gigabytes:.0f} GB,"
        f" no GPU, Python {platform.python_version()}"
    )
