"""New versions of procedures: the Bureau de la Relance proposes, the Secretary General confirms (art. 8)."""

from relance.revising.moving import move_to_current
from relance.revising.versions import Standing, confirm, propose, standing, standings

__all__ = ["Standing", "confirm", "move_to_current", "propose", "standing", "standings"]
