"""Forgetting what the gateway kept, every five minutes."""

from typing import TYPE_CHECKING

from procrastinate import Blueprint, JobContext

from api import limits
from api.chat import conversations

if TYPE_CHECKING:
    from api.wiring import Services

__all__ = ["blueprint", "purge"]

blueprint = Blueprint()


@blueprint.periodic(cron="*/5 * * * *")
@blueprint.task(name="purge", queueing_lock="chat:purge", pass_context=True)
def purge(context: JobContext, timestamp: int) -> None:
    del timestamp
    services: Services = context.additional_context["services"]
    now = services.clock.now()
    with services.database.transaction() as session:
        conversations.purge(session, now)
        limits.purge(session, now)
