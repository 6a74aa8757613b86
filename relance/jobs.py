"""Jobs of the reminder service: the sweep of each minute, and the sending it causes.

The queue only moves them: the ledger is what makes a reminder unique.
"""

from typing import Protocol, cast

from procrastinate import Blueprint, JobContext

from kit.clock import Clock
from kit.database import Database
from kit.mail import Mailer
from relance import reminders
from relance.sending import send_pending
from relance.tries import TryBook

__all__ = ["blueprint"]

blueprint = Blueprint()


class _Services(Protocol):
    """The part of the wiring that these jobs need."""

    clock: Clock
    database: Database
    mailer: Mailer


@blueprint.periodic(cron="* * * * *")
@blueprint.task(name="sweep", queueing_lock="relance:sweep", pass_context=True)
def sweep(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the queue's own time; ours is the clock's
    services = _services(context)
    with services.database.transaction() as session:
        reminders.sweep(session, services.clock.now())
    # Also what an earlier sending left for later: a mail server that was down, a sender that was killed.
    send_pending(services.database, services.mailer, services.clock.now())


@blueprint.task(name="send_reminder", pass_context=True)
def send_reminder(context: JobContext) -> None:
    services = _services(context)
    send_pending(services.database, services.mailer, services.clock.now())


@blueprint.periodic(cron="7 * * * *")
@blueprint.task(name="forget_tries", queueing_lock="relance:forget_tries", pass_context=True)
def forget_tries(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - as above
    services = _services(context)
    with services.database.transaction() as session:
        TryBook(session).forget(services.clock.now())


def _services(context: JobContext) -> _Services:
    return cast("_Services", context.additional_context["services"])
