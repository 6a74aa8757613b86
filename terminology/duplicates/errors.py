"""What the duplicates refuse, under `kit.errors`: NotFound ── PairNotFound (not among the suspected)."""

from kit.errors import NotFound

__all__ = ["PairNotFound"]


class PairNotFound(NotFound):
    code = "pair_not_found"
