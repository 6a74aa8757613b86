"""What changed in the bank since it was last read, for whatever keeps a copy of it in memory."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from terminology.repository import present_marker
from terminology.search.reader import read_changes

__all__ = ["Position", "step"]


@dataclass(frozen=True, slots=True)
class Position:
    """How far a reader is. `changed`: the concepts that changed since it read the whole bank; `latest`: the
    last transaction it has seen change one, the same for every reader that is as far.
    """

    horizon: int = 0
    markers: dict[int, int] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()
    latest: int = 0

    @property
    def begun(self) -> bool:
        return self.horizon > 0


def step(session: Session, before: Position) -> tuple[Position, frozenset[int]]:
    """The position now, and the concepts that changed since `before`; costs one indexed query.

    In a transaction that sees one moment (see `terminology.tables` for the markers). From the beginning
    nothing has changed: the whole bank is to be read.
    """
    horizon = present_marker(session)
    markers = read_changes(session, before.horizon if before.begun else horizon)
    fresh = frozenset(number for number, marker in markers.items() if before.markers.get(number) != marker)
    # Markers below the horizon need no remembering: their rows will not be read again.
    kept = {number: marker for number, marker in markers.items() if marker >= horizon}
    latest = max(before.latest, *markers.values(), 0)
    if not before.begun:
        return Position(horizon, kept, latest=latest), frozenset()
    return Position(horizon, kept, before.changed | fresh, latest), fresh
