"""Jobs of the bank."""

from datetime import datetime
from typing import Protocol

from procrastinate import Blueprint, JobContext
from sqlalchemy.orm import Session

from kit import audit
from kit.clock import Clock
from kit.database import Database
from terminology import repository, writing
from terminology.analysis import with_suggestions
from terminology.ports import Encoder
from terminology.reembedding import embed_bank

__all__ = ["COMPLETE_TASK", "analyse_terms", "blueprint", "complete_vectors", "suggest_grammar"]

COMPLETE_TASK = "terminology:complete_vectors"

blueprint = Blueprint()


class _Services(Protocol):
    """What these jobs use of `api.wiring.Services`, which this room must not import."""

    @property
    def database(self) -> Database: ...
    @property
    def clock(self) -> Clock: ...
    @property
    def encoder(self) -> Encoder: ...


@blueprint.task(name="complete_vectors", pass_context=True)
def complete_vectors(context: JobContext) -> None:
    """Make the vectors that the bank lacks: a new version came with another model, or a copy without any."""
    services: _Services = context.additional_context["services"]
    embed_bank(services.database, services.encoder, in_use=True)


@blueprint.task(name="analyse_terms", pass_context=True)
def analyse_terms(context: JobContext, *, concept: int) -> None:
    """Suggest part of speech and gender for the terms of a concept that lack them."""
    services: _Services = context.additional_context["services"]
    with services.database.transaction() as session:
        suggest_grammar(session, concept, services.clock.now())


def suggest_grammar(session: Session, number: int, now: datetime) -> int:
    """How many terms were looked at. The version stays: a person who has the concept open keeps their right
    to save, and what they save wins.
    """
    if writing.lock(session, number) is None:
        return 0
    terms = with_suggestions(repository.load(session, [number])[number].terms)
    if terms:
        writing.update_grammar(session, number, terms)
        view = repository.load(session, [number])[number]
        writing.add_revisions(session, [view], "analysed", audit.SYSTEM, now)
        writing.notify(session)
        audit.record(
            session, now, audit.SYSTEM, "concept.analysed", f"concept:{number}", version=view.version
        )
    return len(terms)
