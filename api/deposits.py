"""Handing in a file, on a page or as JSON: the small is done while its sender waits, the rest by a job."""

from collections.abc import Sequence
from typing import BinaryIO

from sqlalchemy.orm import Session

from api.wiring import Services
from kit import jobs
from kit.audit import Actor
from terminology.concepts import ConceptStatus
from terminology.exchange.deposits import RUN_TASK, Deposit, Deposits, State, run
from terminology.exchange.deposits.jobs import folder_of
from terminology.exchange.tabular.roles import Role

__all__ = ["MEGABYTE", "abandon", "confirm", "deposits_in", "receive", "try_again"]

MEGABYTE = 1_000_000
_TRIED_AT_ONCE_BYTES = 300_000  # half a second; and some 2 s for the vectors of what it may bring
_IMPORTED_AT_ONCE = 30  # concepts


def deposits_in(session: Session, services: Services) -> Deposits:
    return Deposits(session, folder_of(services.settings))


def receive(
    services: Services,
    content: BinaryIO,
    name: str,
    *,
    status: ConceptStatus,
    actor: Actor,
    straight: bool = False,
    columns: Sequence[Role] = (),
) -> Deposit:
    """Kept and tried, or about to be; `straight`: imported without a trial. Raises FileTooLarge."""
    with services.database.transaction() as session:
        deposit = deposits_in(session, services).receive(
            content,
            name,
            status=status,
            actor=actor,
            now=services.clock.now(),
            limit_bytes=services.settings.import_megabytes * MEGABYTE,
            straight=straight,
            columns=columns,
        )
    return _carry_out(services, deposit, actor)


def try_again(services: Services, identity: str, columns: Sequence[Role], actor: Actor) -> Deposit:
    with services.database.transaction() as session:
        deposits = deposits_in(session, services)
        begun = deposits.try_again(identity, columns, actor, services.clock.now())
    with services.database.transaction() as session:
        deposit = deposits_in(session, services).get(identity, actor)
    return _carry_out(services, deposit, actor) if begun else deposit


def confirm(services: Services, identity: str, actor: Actor) -> Deposit:
    """A second click finds the import begun, and begins none."""
    with services.database.transaction() as session:
        begun = deposits_in(session, services).confirm(identity, actor, services.clock.now())
    with services.database.transaction() as session:
        deposit = deposits_in(session, services).get(identity, actor)
    return _carry_out(services, deposit, actor) if begun else deposit


def abandon(services: Services, identity: str, actor: Actor) -> None:
    with services.database.transaction() as session:
        deposits_in(session, services).abandon(identity, actor)


def _carry_out(services: Services, deposit: Deposit, actor: Actor) -> Deposit:
    if not _is_short(deposit):
        # Crashed between the two transactions, it would wait for ever: its page has a button for that.
        with services.database.transaction() as session:
            jobs.defer(session, RUN_TASK, deposit=deposit.id)
        return deposit
    folder = folder_of(services.settings)
    run(services.database, services.clock, services.encoder, folder, deposit.id)
    with services.database.transaction() as session:
        return deposits_in(session, services).get(deposit.id, actor)


def _is_short(deposit: Deposit) -> bool:
    if deposit.size_bytes > _TRIED_AT_ONCE_BYTES:
        return False
    if deposit.state is State.TRYING:
        return True
    counts = deposit.outcome.get("counts", {})
    return bool(counts) and counts["added"] + counts["updated"] <= _IMPORTED_AT_ONCE
