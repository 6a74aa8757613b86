"""What the page of an entry says beside it: comments, checks, merges, and the way to report an error."""

from typing import Any

from sqlalchemy.orm import Session

from terminology import merging
from terminology.workflow import FeedbackKind, checking, comments

__all__ = ["around"]


def around(session: Session, number: int, former: str, *, inside: bool) -> dict[str, Any]:
    """`former`: the number that led here, as the address has it; `inside`: for the staff of the bank."""
    old = int(former) if former.isascii() and former.isdecimal() and len(former) <= 10 else 0  # noqa: PLR2004
    led_here = bool(old) and merging.survivors(session, [old]).get(old) == number
    found: dict[str, Any] = {"former": old if led_here else None, "feedback_kinds": tuple(FeedbackKind)}
    if inside:
        found |= {
            "threads": comments.threads_of(session, number),
            "marks": checking.marks_of(session, number),
            "merged": merging.merged_into(session, number),
        }
    return found
