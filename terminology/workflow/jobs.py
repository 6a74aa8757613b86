"""Jobs of the workflow: duplicates looked for at night or when asked, old gaps forgotten."""

from datetime import datetime
from typing import Protocol

from procrastinate import Blueprint, JobContext
from sqlalchemy.orm import Session

from kit import jobs
from kit.clock import Clock
from kit.database import Database
from terminology import duplicates
from terminology.gaps import counting
from terminology.ports import Encoder

__all__ = ["FIND_TASK", "ask_for_duplicates", "blueprint", "find_duplicates", "forget_gaps"]

blueprint = Blueprint()
FIND_TASK = "workflow:find_duplicates"
_QUEUED = "workflow:find_duplicates"


class _Services(Protocol):
    """What these jobs use of `api.wiring.Services`, which this room must not import."""

    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def encoder(self) -> Encoder: ...


def ask_for_duplicates(session: Session) -> bool:
    """Look soon; False when that is asked already."""
    return jobs.defer(session, FIND_TASK, queueing_lock=_QUEUED, timestamp=0)


@blueprint.periodic(cron="30 1 * * *")
@blueprint.task(name="find_duplicates", queueing_lock=_QUEUED, pass_context=True)
def find_duplicates(context: JobContext, timestamp: int) -> None:
    del timestamp
    services: _Services = context.additional_context["services"]
    with services.database.transaction() as session:
        duplicates.look_again(session, services.encoder.name, _now(services))


@blueprint.periodic(cron="0 2 * * *")
@blueprint.task(name="forget_gaps", queueing_lock="workflow:forget_gaps", pass_context=True)
def forget_gaps(context: JobContext, timestamp: int) -> None:
    del timestamp
    services: _Services = context.additional_context["services"]
    with services.database.transaction() as session:
        counting.forget(session, _now(services).date())


def _now(services: _Services) -> datetime:
    return services.clock.now()
