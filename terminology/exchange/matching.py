"""Is a concept of a file already in the bank? Decided by what it says, never by its place in the file. Pure.

A concept *says* its terms, definitions and subject fields (`terminology.content`). For one that comes in:

    equal to one of the bank            unchanged (validated, if the file validates and the bank waited)
    equal to one earlier in the file    repeated
    says less than one of the bank      unchanged
    says more than one of the bank      that one learns the rest: updated
    anything else                       added

So a list of bare pairs read after a dictionary with definitions adds nothing, and the dictionary read after
the list completes it; homographs (587 laws define "Act / Loi" each in its way) stay apart, because each says
something the others do not; and a second reading of any file finds each of its concepts equal, or saying
less. Within one file nothing is completed: two lines that differ were meant to.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from terminology.concepts import ConceptDraft, ConceptStatus
from terminology.content import Content

__all__ = ["Candidate", "Decision", "Match", "completed", "find_match", "lower", "may_update"]


class Decision(Enum):
    ADD = auto()
    UNCHANGED = auto()
    UPDATE = auto()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept of the bank that shares a term with the one that comes in.

    One that this file completed already is `settled`: it learns no more from it.
    """

    number: int
    status: ConceptStatus
    content: Content
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    decision: Decision
    candidate: Candidate | None = None


def find_match(content: Content, candidates: Iterable[Candidate], status: ConceptStatus) -> Match:
    """`status` is the one the concept would come in with."""
    known = list(candidates)
    larger = [candidate for candidate in known if content <= candidate.content]
    if larger:
        in_use = (item for item in larger if item.status is not ConceptStatus.WITHDRAWN)
        return Match(Decision.UNCHANGED, next(in_use, larger[0]))
    smaller = [
        candidate
        for candidate in known
        if not candidate.settled and candidate.content < content and may_update(candidate.status, status)
    ]
    if smaller:
        return Match(Decision.UPDATE, max(smaller, key=lambda candidate: len(candidate.content)))
    return Match(Decision.ADD)


_RANK: Mapping[ConceptStatus, int] = {
    ConceptStatus.WITHDRAWN: 0,
    ConceptStatus.DRAFT: 1,
    ConceptStatus.PROPOSED: 2,
    ConceptStatus.VALIDATED: 3,
}


def may_update(present: ConceptStatus, coming: ConceptStatus) -> bool:
    """Proposals must not change what a terminologist validated; nothing brings back a withdrawn concept."""
    return present is not ConceptStatus.WITHDRAWN and _RANK[coming] >= _RANK[present]


def lower(one: ConceptStatus, other: ConceptStatus) -> ConceptStatus:
    """A line of a file may ask for less than the import gives, never for more."""
    return min(one, other, key=_RANK.__getitem__)


def completed(present: ConceptDraft, coming: ConceptDraft) -> ConceptDraft:
    """What was there, as it was, and what it did not say yet."""
    terms = {(term.text, term.language) for term in present.terms}
    definitions = {(item.text, item.language) for item in present.definitions}
    return replace(
        present,
        terms=present.terms + tuple(term for term in coming.terms if (term.text, term.language) not in terms),
        definitions=present.definitions
        + tuple(item for item in coming.definitions if (item.text, item.language) not in definitions),
        domains=tuple(dict.fromkeys(present.domains + coming.domains)),
        note=present.note or coming.note,
        notes=present.notes + coming.notes,
        documents=present.documents + coming.documents,
        extra=coming.extra | present.extra,
    )
