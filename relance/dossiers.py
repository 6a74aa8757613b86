"""The one dossier engine: registering, following, and the moves of the staff.

Each move locks the dossier, compares the version the agent saw, records what happened, and sets the clock.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from kit.audit import Actor
from relance import clocks, following, reading, registering
from relance.changes import clean_message, lock, record
from relance.clocks import ClockKind
from relance.errors import (
    DecisionMessageMissing,
    MoveNotAllowed,
    NoFurtherStage,
    NoteMissing,
    OutcomeUnknown,
    PapersMissing,
)
from relance.overdue import note_overdue
from relance.registration import clean_text
from relance.states import Move, Outcome, State, target
from relance.tables import DossierRow, StageRow
from relance.views import (
    DossierDetail,
    DossierFilter,
    DossierSummary,
    Page,
    PublicStatus,
    Receipt,
    Registration,
)

__all__ = ["Dossiers"]

_LONGEST_PAPER: Final = 200
_MOST_PAPERS: Final = 20


class Dossiers:
    """Flushes, never commits. `code_key` derives the citizens' codes (`kit.secrets`)."""

    def __init__(self, session: Session, code_key: str) -> None:
        self._session = session
        self._code_key = code_key

    def register(
        self, registration: Registration, *, idempotency_key: str, actor: Actor, now: datetime
    ) -> Receipt:
        """Raises an Invalid naming the field, ProcedureUnknown, RegistrationKeyReused."""
        return registering.register(
            self._session,
            self._code_key,
            registration,
            idempotency_key=idempotency_key,
            actor=actor,
            now=now,
        )

    def follow(self, number: str, code: str, *, address: str, now: datetime) -> PublicStatus:
        """Raises DossierNotFound, TooManyTries. Call it first in a transaction (see `following`)."""
        return following.follow(self._session, self._code_key, number, code, address=address, now=now)

    def search(self, wanted: DossierFilter, now: datetime) -> Page:
        return reading.search(self._session, wanted, now)

    def get(self, number: str, now: datetime | None = None) -> DossierDetail:
        """`now` only says whether it is late. Raises DossierNotFound."""
        return reading.detail(self._session, number, now)

    def admit(self, number: str, version: int, actor: Actor, now: datetime) -> DossierSummary:
        """Find the request admissible."""
        dossier = self._move(number, version, Move.ADMIT, now)
        return record(self._session, dossier, "admitted", actor, now)

    def take(self, number: str, version: int, actor: Actor, now: datetime) -> DossierSummary:
        """Take the dossier on. The first stage is its reception, which ends thereby: the next one starts."""
        dossier = self._move(number, version, Move.TAKE, now)
        stages = clocks.stages_of(self._session, dossier.procedure_version_id)
        if dossier.stage_id == stages[0].id and len(stages) > 1:
            self._enter(dossier, stages[1], now)
        dossier.assigned_to = actor.reference
        return record(self._session, dossier, "taken", actor, now, unit=dossier.unit_code)

    def advance(self, number: str, version: int, actor: Actor, now: datetime) -> DossierSummary:
        """Hand over to the unit of the next stage. Raises NoFurtherStage."""
        dossier = self._move(number, version, Move.ADVANCE, now)
        stages = clocks.stages_of(self._session, dossier.procedure_version_id)
        place = next(index for index, stage in enumerate(stages) if stage.id == dossier.stage_id)
        if place + 1 == len(stages):
            raise NoFurtherStage(number=dossier.number, stage=stages[place].code)
        self._enter(dossier, stages[place + 1], now)
        dossier.assigned_to = None
        return record(self._session, dossier, "advanced", actor, now, unit=dossier.unit_code)

    def ask_paper(  # noqa: PLR0917 - who and when come last in every move
        self, number: str, version: int, papers: Sequence[str], message: str, actor: Actor, now: datetime
    ) -> DossierSummary:
        """Ask for papers; the clock pauses where the stage lets it. Raises PapersMissing, MessageTooLong."""
        wanted = [paper for paper in (clean_text(paper) for paper in papers) if paper]
        if not wanted or len(wanted) > _MOST_PAPERS or max(map(len, wanted)) > _LONGEST_PAPER:
            raise PapersMissing(field="papers", maximum=_MOST_PAPERS, longest=_LONGEST_PAPER)
        said = clean_message("message", message)
        dossier = self._move(number, version, Move.ASK_PAPER, now)
        dossier.waiting_for = wanted
        self._tell(dossier, said, now)
        if self._session.get_one(StageRow, dossier.stage_id).pausable:
            clocks.add_event(self._session, dossier, ClockKind.PAUSE, now)
            clocks.stop(dossier)
        return record(self._session, dossier, "paper_asked", actor, now, told=said, papers=wanted)

    def resume(self, number: str, version: int, actor: Actor, now: datetime) -> DossierSummary:
        """The papers have come: the clock runs on."""
        dossier = self._move(number, version, Move.RESUME, now)
        dossier.waiting_for = []
        if dossier.due_at is None:
            clocks.add_event(self._session, dossier, ClockKind.RESUME, now)
            clocks.recompute(self._session, dossier, now, "resumed")
        return record(self._session, dossier, "resumed", actor, now)

    def decide(  # noqa: PLR0917 - who and when come last in every move
        self, number: str, version: int, outcome: str, message: str, actor: Actor, now: datetime
    ) -> DossierSummary:
        """Answer the citizen; the clock stops. Raises OutcomeUnknown, DecisionMessageMissing."""
        if outcome not in set(Outcome):
            raise OutcomeUnknown(field="outcome", outcome=outcome)
        said = clean_message("message", message)
        if not said:
            raise DecisionMessageMissing(field="message")
        dossier = self._move(number, version, Move.DECIDE, now)
        dossier.outcome = outcome
        self._tell(dossier, said, now)
        self._stop_clock(dossier, now)
        return record(self._session, dossier, "decided", actor, now, told=said, outcome=outcome)

    def close(self, number: str, version: int, actor: Actor, now: datetime) -> DossierSummary:
        dossier = self._move(number, version, Move.CLOSE, now)
        dossier.closed_at = now
        return record(self._session, dossier, "closed", actor, now)

    def reject(self, number: str, version: int, message: str, actor: Actor, now: datetime) -> DossierSummary:
        """Find the request inadmissible, and say why. Raises DecisionMessageMissing."""
        return self._end(number, version, Move.REJECT, code="rejected", message=message, actor=actor, now=now)

    def withdraw(
        self, number: str, version: int, message: str, actor: Actor, now: datetime
    ) -> DossierSummary:
        """At the citizen's word. Raises DecisionMessageMissing."""
        return self._end(
            number, version, Move.WITHDRAW, code="withdrawn", message=message, actor=actor, now=now
        )

    def reopen(self, number: str, version: int, message: str, actor: Actor, now: datetime) -> DossierSummary:
        """Begin a new clock cycle in the stage the dossier was left in."""
        said = clean_message("message", message)
        dossier = self._move(number, version, Move.REOPEN, now)
        dossier.clock_cycle += 1
        dossier.closed_at = dossier.outcome = dossier.assigned_to = None
        clocks.add_event(self._session, dossier, ClockKind.REOPEN, now)
        clocks.recompute(self._session, dossier, now, "reopened")
        return record(self._session, dossier, "reopened", actor, now, note=said)

    def add_note(self, number: str, version: int, note: str, actor: Actor, now: datetime) -> DossierSummary:
        """An internal note; the citizen never reads it. Raises NoteMissing."""
        said = clean_message("note", note)
        if not said:
            raise NoteMissing(field="note")
        dossier = lock(self._session, number, version)
        return record(self._session, dossier, "note", actor, now, note=said)

    def _end(
        self, number: str, version: int, move: Move, *, code: str, message: str, actor: Actor, now: datetime
    ) -> DossierSummary:
        said = clean_message("message", message)
        if not said:
            raise DecisionMessageMissing(field="message")
        dossier = self._move(number, version, move, now)
        dossier.waiting_for = []
        dossier.closed_at = now
        self._tell(dossier, said, now)
        self._stop_clock(dossier, now)
        return record(self._session, dossier, code, actor, now, told=said)

    def _move(self, number: str, version: int, move: Move, now: datetime) -> DossierRow:
        dossier = lock(self._session, number, version)
        state = target(State(dossier.state), move)
        if state is None:
            raise MoveNotAllowed(number=dossier.number, move=move.value, state=dossier.state)
        # A late dossier that is moved on was late all the same, even if no sweep has come by since.
        note_overdue(self._session, [dossier], now)
        dossier.state = state.value
        return dossier

    def _enter(self, dossier: DossierRow, stage: StageRow, now: datetime) -> None:
        clocks.add_event(self._session, dossier, ClockKind.STOP, now)
        clocks.stop(dossier)
        dossier.stage_id, dossier.unit_code = stage.id, stage.unit_code
        clocks.add_event(self._session, dossier, ClockKind.START, now)
        clocks.recompute(self._session, dossier, now, "stage_entered")

    def _stop_clock(self, dossier: DossierRow, now: datetime) -> None:
        clocks.add_event(self._session, dossier, ClockKind.STOP, now)
        clocks.stop(dossier)

    @staticmethod
    def _tell(dossier: DossierRow, message: str, now: datetime) -> None:
        if message:
            dossier.last_message, dossier.last_message_at = message, now
