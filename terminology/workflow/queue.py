"""How much waits for a terminologist, of each kind."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from terminology import duplicates, repository
from terminology.concepts import ConceptStatus
from terminology.gaps import counting
from terminology.workflow import checking, comments, feedback

__all__ = ["Waiting", "waiting"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Proposals to examine, entries to check again, open threads, readers' reports, gaps, suspected pairs."""

    proposals: int
    checks: int
    comments: int
    feedback: int
    gaps: int
    duplicates: int


def waiting(session: Session) -> Waiting:
    return Waiting(
        proposals=repository.count(session, ConceptStatus.PROPOSED),
        checks=checking.count_marked(session),
        comments=comments.count_open(session),
        feedback=feedback.count_open(session),
        gaps=counting.count(session),
        duplicates=duplicates.count_suspected(session),
    )
