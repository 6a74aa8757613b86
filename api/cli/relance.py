"""`truchement relance`: reminders, for a given moment."""

from datetime import datetime
from typing import Annotated

import typer

from api.cli.output import print_json, say
from api.system import opened
from kit.clock import FixedClock, SystemClock
from kit.settings import Settings
from relance import reminders
from relance.sending import send_pending

__all__ = ["app"]

app = typer.Typer(help="Automatic reminders (art. 16).", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `run` a command of its own while it is the only one."""


@app.command()
def run(
    now: Annotated[
        str | None, typer.Option(help="The moment to play, ISO 8601 with offset; the present by default.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Record what is overdue and send what is to be sent. Run twice, it sends nothing twice."""
    clock = FixedClock(_instant(now)) if now else SystemClock()
    with opened(Settings(), clock=clock) as services:
        with services.database.transaction() as session:
            swept = reminders.sweep(session, clock.now())
        sent = send_pending(services.database, services.mailer, clock.now())
    if as_json:
        print_json({"now": clock.now(), "swept": swept, "sent": sent})
        return
    say(
        "Retards constatés : {overdue} ; relances inscrites : {written} ; messages envoyés : {sent}.",
        overdue=swept.overdue,
        written=swept.reminders_written,
        sent=sent.sent,
    )


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if instant.tzinfo is None:
        raise typer.BadParameter("give the offset too, e.g. 2026-12-24T09:00+01:00")
    return instant
