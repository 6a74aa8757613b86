"""What pages and JSON share of readers' reports: how many one network may send, and what an address is."""

import re

from api.limits import Limit

__all__ = ["REPORTS_A_NETWORK", "is_address"]

REPORTS_A_NETWORK = Limit("feedback", 10, 3600)
_ADDRESS = re.compile(r"[^@\s\x00-\x1f\x7f<>,;]{1,64}@[^@\s\x00-\x1f\x7f<>,;]{1,120}\.[^@\s.<>,;]{2,24}")


def is_address(text: str) -> bool:
    """Something an answer can be sent to; whether anybody reads it, only sending tells."""
    return text.isprintable() and _ADDRESS.fullmatch(text) is not None
