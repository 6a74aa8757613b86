"""Two concepts become one: what each of them had goes to the survivor, and the old number leads there.

Taking it back is possible, in two steps, because nothing was thrown away: `separate` gives the old number
its own content back, as a draft; `Bank.revert` takes what came with the merge out of the survivor again.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from terminology import collections, embeddings, repository, writing
from terminology.concepts import ConceptDraft, ConceptStatus, ConceptView, Flaw, flaws
from terminology.errors import (
    ConceptChangedMeanwhile,
    ConceptInvalid,
    ConceptIsWithdrawn,
    ConceptMerged,
    ConceptNotFound,
)
from terminology.links import relations
from terminology.merging import redirects
from terminology.merging.plan import Preferred, as_one, status_of_both
from terminology.ports import Encoder
from terminology.workflow import checking, comments, feedback
from terminology.workflow.marks import MarkReason

__all__ = ["Read", "merge", "preview", "separate"]

_COPY_VECTORS = text(
    "INSERT INTO embedding (concept, model, part, language, text_hash, vector) "
    "SELECT :new, model, part, language, text_hash, vector FROM embedding WHERE concept = :old "
    "ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Read:
    """A concept and the version that whoever decides has before their eyes."""

    number: int
    version: int


def preview(survivor: ConceptView, old: ConceptView, preferred: Preferred) -> ConceptDraft:
    """The survivor's content if the merge were made now. Raises ConceptInvalid, ConceptIsWithdrawn."""
    _check_states(survivor, old)
    return _together(survivor, old, preferred)


def merge(
    session: Session,
    encoder: Encoder,
    old: Read,
    survivor: Read,
    preferred: Preferred,
    *,
    actor: Actor,
    now: datetime,
) -> ConceptView:
    """The survivor as it is afterwards.

    Of two merges that cross (A into B, B into A) the second finds versions that are not those it read.
    Raises ConceptNotFound, ConceptMerged, ConceptIsWithdrawn, ConceptChangedMeanwhile, ConceptInvalid.
    """
    relations.lock(session)
    # Always in the order of numbers: two merges of the same pair then wait for each other, and do not block.
    for read in sorted((old, survivor), key=lambda item: item.number):
        _lock(session, read)
    views = _both(session, old.number, survivor.number)
    draft = _together(views[survivor.number], views[old.number], preferred)
    status = status_of_both(views[survivor.number].status, views[old.number].status)
    checking.mark_neighbours(session, old.number, MarkReason.RELATED_MERGED, actor, now)
    _move(session, old.number, survivor.number, actor, now)
    writing.update_concepts(session, [(survivor.number, draft, status)], now)
    writing.set_status(session, [old.number], ConceptStatus.WITHDRAWN, now)
    redirects.remember(session, redirects.Merged(old.number, now, actor.name), survivor.number)
    views = repository.load(session, [old.number, survivor.number])
    passages = embeddings.passages_of(survivor.number, draft)
    embeddings.add_missing(session, encoder, passages)
    _write_down(session, views[old.number], "merged_away", actor, now, into=survivor.number)
    _write_down(session, views[survivor.number], "merged", actor, now, merged=old.number)
    writing.notify(session)
    return views[survivor.number]


def separate(session: Session, old: Read, actor: Actor, now: datetime) -> ConceptView:
    """The old number stands for itself again, as a draft with the content it had; the survivor stays so.

    Raises ConceptNotFound, ConceptChangedMeanwhile.
    """
    _lock(session, old)
    if not redirects.forget(session, old.number):
        raise ConceptNotFound(number=old.number)
    writing.set_status(session, [old.number], ConceptStatus.DRAFT, now)
    view = repository.load(session, [old.number])[old.number]
    _write_down(session, view, "separated", actor, now)
    writing.notify(session)
    return view


def _lock(session: Session, read: Read) -> None:
    found = writing.lock(session, read.number)
    if found is None:
        raise ConceptNotFound(number=read.number)
    if found[0] != read.version:
        raise ConceptChangedMeanwhile(number=read.number, version=found[0], read_version=read.version)


def _both(session: Session, old: int, survivor: int) -> dict[int, ConceptView]:
    views = repository.load(session, [old, survivor])
    gone = redirects.survivors(session, [old, survivor])
    for number in (old, survivor):
        if number not in views:
            raise ConceptNotFound(number=number)
        if number in gone:
            raise ConceptMerged(number=number, survivor=gone[number])
    _check_states(views[survivor], views[old])
    return views


def _check_states(survivor: ConceptView, old: ConceptView) -> None:
    if old.number == survivor.number:
        raise ConceptInvalid([Flaw("merge_with_itself", {"number": old.number})])
    for view in (old, survivor):
        if view.status is ConceptStatus.WITHDRAWN:
            raise ConceptIsWithdrawn(number=view.number)


def _together(survivor: ConceptView, old: ConceptView, preferred: Preferred) -> ConceptDraft:
    draft = as_one(survivor, old, preferred)
    if found := flaws(draft):
        raise ConceptInvalid(found)
    return draft


def _move(session: Session, old: int, new: int, actor: Actor, now: datetime) -> None:
    relations.move_links(session, old, new, actor, now)
    collections.move(session, old, new)
    comments.move(session, old, new)
    feedback.move(session, old, new)
    checking.move_open_marks(session, old, new)
    # Vectors of texts that both hold, or that move, need no second encoding.
    session.execute(_COPY_VECTORS, {"old": old, "new": new})


def _write_down(
    session: Session, view: ConceptView, action: str, actor: Actor, now: datetime, **details: object
) -> None:
    writing.add_revisions(session, [view], action, actor, now)
    audit.record(
        session, now, actor, f"concept.{action}", f"concept:{view.number}", version=view.version, **details
    )
