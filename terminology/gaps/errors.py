"""What the gap list refuses, under `kit.errors`: NotFound ── GapNotFound."""

from kit.errors import NotFound

__all__ = ["GapNotFound"]


class GapNotFound(NotFound):
    code = "gap_not_found"
