"""Jobs of the imports: those too long for a request, and forgetting what nobody came back for."""

from pathlib import Path
from typing import Protocol

from procrastinate import Blueprint, JobContext

from kit.clock import Clock
from kit.database import Database
from kit.settings import Settings
from terminology.exchange.deposits.deposits import purge
from terminology.exchange.deposits.running import run
from terminology.ports import Encoder

__all__ = ["blueprint", "folder_of", "forget_deposits", "run_deposit"]

blueprint = Blueprint()


class _Services(Protocol):
    """What these jobs use of `api.wiring.Services`, which this room must not import."""

    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def encoder(self) -> Encoder: ...
    @property
    def settings(self) -> Settings: ...


def folder_of(settings: Settings) -> Path:
    """Where files wait between their trial and the decision."""
    return settings.data_dir / "imports"


@blueprint.task(name="run_deposit", pass_context=True, retry=3)
def run_deposit(context: JobContext, *, deposit: str) -> None:
    services: _Services = context.additional_context["services"]
    run(
        services.database,
        services.clock,
        services.encoder,
        folder_of(services.settings),
        deposit,
        stopped=context.should_abort,
    )


@blueprint.periodic(cron="17 * * * *")
@blueprint.task(name="forget_deposits", queueing_lock="exchange:forget_deposits", pass_context=True)
def forget_deposits(context: JobContext, timestamp: int) -> None:
    del timestamp
    services: _Services = context.additional_context["services"]
    with services.database.transaction() as session:
        purge(session, folder_of(services.settings), services.clock.now())
