"""What is common to tables of every file."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from terminology.exchange.report import Problem

__all__ = ["Table"]


@dataclass
class Table:
    """`rows` gives (line, cells), lines counted from 1 as the file's program counts them; reading them may
    raise Unreadable. `warnings` is whole once the rows were read.
    """

    headings: list[str]
    rows: Iterator[tuple[int, list[str]]]
    warnings: list[Problem] = field(default_factory=list)
