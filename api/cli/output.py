"""How commands speak: tables and bars for people, JSON for programs, one plain sentence for a refusal."""

import dataclasses
import json
import locale
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from api.i18n import mark, translate

if TYPE_CHECKING:  # the whole system behind it takes a second to import
    from api.system import Progress as ProgressCallback

__all__ = ["fail", "language", "print_json", "print_table", "progress_bar", "say"]

_STEPS = {
    "assets": mark("Pages : styles et images"),
    "fetch_hub": mark("Modèle de langue : téléchargement"),
    "fetch_wheel": mark("Modèle de langue : téléchargement du paquet"),
    "convert": mark("Modèle de langue : conversion"),
    "quantise": mark("Modèle de langue : compression"),
    "verify": mark("Modèle de langue : vérification"),
    "train_bot": mark("Assistant : apprentissage (une à trois minutes)"),
    "read": mark("Lecture"),
    "compare": mark("Comparaison avec la banque"),
    "write": mark("Écriture des fiches"),
    "encode": mark("Calcul du sens (vecteurs)"),
    "start": mark("Démarrage"),
}

_console = Console(highlight=False, soft_wrap=True)
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


def language() -> str:
    """The reader's: `TRUCHEMENT_LANGUAGE`, else the terminal's; French where neither says English."""
    named = os.environ.get("TRUCHEMENT_LANGUAGE") or locale.getlocale()[0] or ""
    return "en" if named.lower().startswith("en") else "fr"


def say(message: str, **params: object) -> None:
    _bars.settle()
    _console.print(translate(language(), message, **params), markup=False)


def fail(sentence: str) -> None:
    _bars.settle()
    _errors.print(f"truchement: {sentence}", markup=False)


def print_json(value: object) -> None:
    """One JSON document a line, so that `--batch` output can be read line by line."""
    _bars.settle()
    json.dump(_plain(value), sys.stdout, ensure_ascii=False)
    sys.stdout.write("\n")
    sys.stdout.flush()


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = Table(*columns, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    _bars.settle()
    _console.print(table, markup=False)


class _Bars:
    """Bars that leave the screen before anything else is written.

    A live bar goes back over the lines above it: a password printed meanwhile would be wiped out. And rich's
    own remedy sends the standard output through the bar's console, the error output, where no pipe finds it.
    """

    def __init__(self) -> None:
        self._live: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def advance(self, step: str, done: int, total: int) -> None:
        if self._live is None:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
            )
            self._live = Progress(*columns, console=_errors, redirect_stdout=False, redirect_stderr=False)
            self._live.start()
        if step not in self._tasks:
            self._tasks[step] = self._live.add_task(_name(step), total=total or None)
        self._live.update(self._tasks[step], completed=done, total=total or None)

    def settle(self) -> None:
        """Let the bars stand as they are; the next step begins new ones below."""
        if self._live is not None:
            self._live.stop()
            self._live = None
            self._tasks.clear()


_bars = _Bars()


@contextmanager
def progress_bar() -> "Iterator[ProgressCallback]":
    """A bar a step on the terminal; a line a step where there is none (a log, a pipe)."""
    if not _errors.is_terminal:
        yield _one_line_a_step()
        return
    try:
        yield _bars.advance
    finally:
        _bars.settle()


def _one_line_a_step() -> "ProgressCallback":
    shown: dict[str, int] = {}

    def advance(step: str, done: int, total: int) -> None:
        part = 10 * done // total if total else done // 10  # tenths, or ten seconds where no end is known
        if shown.get(step) != part:
            shown[step] = part
            count = f" {done}/{total}" if total else f" {done} s" if done else ""
            _errors.print(f"{_name(step)}{count}", markup=False)

    return advance


def _name(step: str) -> str:
    return translate(language(), _STEPS[step]) if step in _STEPS else step


def _plain(value: object) -> object:
    """`value` in JSON's own types."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value
