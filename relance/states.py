"""States of a dossier, the moves between them, and what the citizen is told of them."""

from enum import StrEnum

__all__ = ["OPEN_STATES", "Move", "Outcome", "PublicState", "State", "allowed_moves", "public", "target"]


class State(StrEnum):
    REGISTERED = "registered"
    ADMITTED = "admitted"
    IN_PROGRESS = "in_progress"
    WAITING_FOR_CITIZEN = "waiting_for_citizen"
    DECIDED = "decided"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"


class Move(StrEnum):
    ADMIT = "admit"
    TAKE = "take"
    ADVANCE = "advance"  # hand over to the unit of the next stage
    ASK_PAPER = "ask_paper"
    RESUME = "resume"
    DECIDE = "decide"
    CLOSE = "close"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


class Outcome(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    ANSWERED = "answered"


class PublicState(StrEnum):
    """What the citizen reads. Coarser than the state: how a service shares its work is not his concern."""

    RECEIVED = "received"
    IN_PROGRESS = "in_progress"
    WAITING_FOR_CITIZEN = "waiting_for_citizen"
    DECIDED = "decided"
    CLOSED = "closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


_BEFORE_WORK = frozenset({State.REGISTERED, State.ADMITTED, State.REOPENED})
OPEN_STATES = _BEFORE_WORK | {State.IN_PROGRESS, State.WAITING_FOR_CITIZEN}

_MOVES: dict[Move, tuple[frozenset[State], State]] = {
    Move.ADMIT: (frozenset({State.REGISTERED}), State.ADMITTED),
    Move.TAKE: (_BEFORE_WORK, State.IN_PROGRESS),
    Move.ADVANCE: (frozenset({State.IN_PROGRESS}), State.ADMITTED),
    Move.ASK_PAPER: (_BEFORE_WORK | {State.IN_PROGRESS}, State.WAITING_FOR_CITIZEN),
    # Whoever asked for the paper had begun to work on the dossier.
    Move.RESUME: (frozenset({State.WAITING_FOR_CITIZEN}), State.IN_PROGRESS),
    Move.DECIDE: (frozenset({State.IN_PROGRESS}), State.DECIDED),
    Move.CLOSE: (frozenset({State.DECIDED, State.REJECTED}), State.CLOSED),
    Move.REJECT: (OPEN_STATES, State.REJECTED),
    Move.WITHDRAW: (OPEN_STATES, State.WITHDRAWN),
    Move.REOPEN: (frozenset({State.DECIDED, State.CLOSED, State.REJECTED}), State.REOPENED),
}

_PUBLIC = {
    State.REGISTERED: PublicState.RECEIVED,
    State.ADMITTED: PublicState.RECEIVED,
    State.IN_PROGRESS: PublicState.IN_PROGRESS,
    State.WAITING_FOR_CITIZEN: PublicState.WAITING_FOR_CITIZEN,
    State.DECIDED: PublicState.DECIDED,
    State.CLOSED: PublicState.CLOSED,
    State.REJECTED: PublicState.REJECTED,
    State.WITHDRAWN: PublicState.WITHDRAWN,
    State.REOPENED: PublicState.IN_PROGRESS,
}


def target(state: State, move: Move) -> State | None:
    """The state a move leads to; None when it is not allowed from `state`."""
    sources, after = _MOVES[move]
    return after if state in sources else None


def allowed_moves(state: State) -> tuple[Move, ...]:
    return tuple(move for move in Move if target(state, move) is not None)


def public(state: State) -> PublicState:
    return _PUBLIC[state]
