"""`truchement deadlines`: compute without storing, one object or a file of them."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Annotated, Any, TextIO

import typer

from api.cli.output import language, print_json, say
from api.messages import sentence
from kit.errors import DomainError
from kit.settings import Settings
from relance.calendars import WorkCalendar
from relance.preview import CalendarByName, CalendarUnknown, PreviewWrong, answer_elapsed, answer_preview

__all__ = ["app"]

app = typer.Typer(help="Deadlines and working time, computed without storing.", no_args_is_help=True)

_Answer = Callable[[object, CalendarByName], dict[str, Any]]
ObjectArgument = Annotated[
    typer.FileText | None,
    typer.Argument(help="File with one JSON object, or - (the default).", encoding="utf-8", errors="replace"),
]
BatchOption = Annotated[
    typer.FileText | None,
    typer.Option(
        help="File of one JSON object a line, or -; one answer a line.", encoding="utf-8", errors="replace"
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command()
def preview(file: ObjectArgument = None, batch: BatchOption = None, as_json: JsonOption = False) -> None:
    """When a period ends, and why: each day counted or not."""
    _answer_all(answer_preview, file, batch, None if as_json else _show_preview)


@app.command()
def elapsed(file: ObjectArgument = None, batch: BatchOption = None, as_json: JsonOption = False) -> None:
    """Working time between two instants, in seconds."""
    _answer_all(answer_elapsed, file, batch, None if as_json else _show_elapsed)


def _answer_all(
    answer: _Answer,
    file: TextIO | None,
    batch: TextIO | None,
    show: Callable[[dict[str, Any]], None] | None,
) -> None:
    with _calendars() as calendars:
        if batch is None:
            (show or print_json)(answer(_read((file or sys.stdin).read()), calendars))
            return
        for line in batch:
            if line.strip():
                # Not `print_json`, which looks into each of ten thousand answers for what is no JSON; and in
                # ASCII, because a wrong line may hold half a surrogate pair that no output can carry.
                print(json.dumps(_answer_line(answer, line, calendars), default=str), flush=True)


def _answer_line(answer: _Answer, line: str, calendars: CalendarByName) -> dict[str, Any]:
    """The answer, or what is wrong with this line: the others are answered all the same."""
    try:
        return answer(_read(line), calendars)
    except DomainError as error:
        return {"error": {"code": error.code, "message": sentence(error, language()), **error.params}}


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PreviewWrong(field="", reason="not_json", value=text[:80]) from error


@contextmanager
def _calendars() -> Iterator[CalendarByName]:
    """Calendars by name; the database is opened at the first name, and not for calendars given in full."""
    with ExitStack() as stack:

        @cache
        def by_name(name: str) -> WorkCalendar:
            from api.system import opened  # noqa: PLC0415 - half the time of a batch
            from relance import calendar_versions  # noqa: PLC0415

            if name != calendar_versions.MINISTRY:
                raise CalendarUnknown(calendar=name)
            services = stack.enter_context(opened(Settings()))
            with services.database.transaction() as session:
                return calendar_versions.in_force(session, name).calendar

        yield by_name


def _show_preview(found: dict[str, Any]) -> None:
    say("Échéance : {due}", due=found["due_at"])
    for day in found["explanation"]:
        mark = "+" if day["counted"] else " "
        say("{mark} {date} {why}", mark=mark, date=day["date"], why=day["why"])


def _show_elapsed(found: dict[str, Any]) -> None:
    say("Temps ouvré : {seconds} s", seconds=found["working_seconds"])
