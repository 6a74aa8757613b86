"""The bank's rules: who may change what into what, and what each change leaves behind.

Every change locks the concept's row, checks the version its author has read, and in the same transaction
leaves a revision, a line of the audit log, the vectors of new texts and a notice for the indexes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from kit import audit, jobs
from kit.audit import Actor
from terminology import embeddings, repository, writing
from terminology.analysis import lacks_grammar
from terminology.concepts import (
    ALLOWED_MOVES,
    ConceptDraft,
    ConceptStatus,
    ConceptView,
    Language,
    flaws,
    normalised,
)
from terminology.content import snapshot
from terminology.domains import resolve
from terminology.errors import (
    ConceptChangedMeanwhile,
    ConceptInvalid,
    ConceptIsWithdrawn,
    ConceptMerged,
    ConceptMoveNotAllowed,
    ConceptNotFound,
    RevisionNotFound,
)
from terminology.links import relations
from terminology.merging import redirects
from terminology.ports import Encoder
from terminology.repository import Revision
from terminology.workflow import checking
from terminology.workflow.errors import ConceptNotMarked
from terminology.workflow.marks import Editor, MarkReason

__all__ = ["ANALYSE_TASK", "Bank", "resolved"]

ANALYSE_TASK = "terminology:analyse_terms"


@dataclass(frozen=True, slots=True)
class _Change:
    """A rewriting: what the history calls it, by whom, in what capacity, and when."""

    action: str
    editor: Editor
    actor: Actor
    now: datetime


class Bank:
    """The concepts, in the caller's transaction: methods flush, the caller commits."""

    def __init__(self, session: Session, encoder: Encoder) -> None:
        self._session = session
        self._encoder = encoder

    def propose(self, draft: ConceptDraft, actor: Actor, now: datetime) -> ConceptView:
        """A new concept, for a terminologist to validate. Raises ConceptInvalid with what is wrong."""
        clean = self._checked(draft)
        if clean.relations:
            relations.lock(self._session)
        (number,) = writing.insert(self._session, [(clean, ConceptStatus.PROPOSED)], now)
        relations.set_relations(self._session, number, clean.relations, actor, now)
        return self._recorded(number, "proposed", actor, now)

    def submit(self, number: int, version: int, actor: Actor, now: datetime) -> ConceptView:
        """A draft, or a validated concept that must be looked at again, waits for validation."""
        return self._move(number, version, ConceptStatus.PROPOSED, action="submitted", actor=actor, now=now)

    def validate(self, number: int, version: int, actor: Actor, now: datetime) -> ConceptView:
        checking.clear(self._session, number, actor, now)
        return self._move(number, version, ConceptStatus.VALIDATED, action="validated", actor=actor, now=now)

    def confirm(self, number: int, version: int, actor: Actor, now: datetime) -> ConceptView:
        """A validated concept that was to be checked again is right as it is now.

        Raises ConceptNotMarked, ConceptChangedMeanwhile, ConceptIsWithdrawn.
        """
        status = self._locked(number, version)
        if status is ConceptStatus.WITHDRAWN:
            raise ConceptIsWithdrawn(number=number)
        if not checking.clear(self._session, number, actor, now):
            raise ConceptNotMarked(number=number)
        writing.touch(self._session, [number], now)
        return self._recorded(number, "confirmed", actor, now)

    def send_back(self, number: int, version: int, actor: Actor, now: datetime) -> ConceptView:
        """A proposal, or a withdrawn concept, becomes a draft again."""
        return self._move(number, version, ConceptStatus.DRAFT, action="sent_back", actor=actor, now=now)

    def withdraw(self, number: int, version: int, actor: Actor, now: datetime) -> ConceptView:
        """Out of use, but never out of the bank: its number may stand in a document. Validated concepts that
        relate to it are to be checked again.
        """
        # Two neighbours withdrawn at once would each wait to mark the other.
        relations.lock(self._session)
        view = self._move(number, version, ConceptStatus.WITHDRAWN, action="withdrawn", actor=actor, now=now)
        checking.clear(self._session, number, actor, now)
        checking.mark_neighbours(self._session, number, MarkReason.RELATED_WITHDRAWN, actor, now)
        return view

    def revise(
        self,
        number: int,
        version: int,
        draft: ConceptDraft,
        actor: Actor,
        now: datetime,
        *,
        editor: Editor = Editor.PROPOSER,
    ) -> ConceptView:
        """The content replaced whole; the status stays, so who may revise a validated concept is for the
        edge to decide: by an `editor` who may not validate, it is to be checked again.

        Nothing new makes no revision. Raises ConceptIsWithdrawn, ConceptInvalid.
        """
        clean = self._checked(draft)
        change = _Change("revised", editor, actor, now)
        return self._rewrite(number, version, clean, change)

    def revert(
        self,
        number: int,
        version: int,
        to_version: int,
        actor: Actor,
        now: datetime,
        *,
        editor: Editor = Editor.PROPOSER,
    ) -> ConceptView:
        """The content of an earlier version again, as a new one; the status stays. Relations to concepts
        withdrawn since then stay out.

        Raises RevisionNotFound, ConceptIsWithdrawn, ConceptChangedMeanwhile, ConceptInvalid.
        """
        wanted = next((item for item in self.revisions(number) if item.version == to_version), None)
        if wanted is None:
            raise RevisionNotFound(number=number, version=to_version)
        possible = relations.still_possible(self._session, number, wanted.draft.relations)
        draft = replace(wanted.draft, relations=possible)
        return self._rewrite(number, version, draft, _Change("reverted", editor, actor, now))

    def sharing_terms(self, number: int) -> dict[tuple[Language, str], list[int]]:
        """Other concepts in use that a term of this one names too, by language and folded text."""
        return repository.sharing_terms(self._session, number)

    def get(self, number: int) -> ConceptView:
        """Raises ConceptNotFound, ConceptMerged."""
        view = self.as_stored(number)
        self._refuse_merged(number, view.status)
        return view

    def as_stored(self, number: int) -> ConceptView:
        """What this number held last, even if it was merged since. Raises ConceptNotFound."""
        found = repository.load(self._session, [number])
        if number not in found:
            raise ConceptNotFound(number=number)
        return found[number]

    def revisions(self, number: int) -> list[Revision]:
        """Every change, newest first, with the whole content after it. Raises ConceptNotFound."""
        found = repository.revisions(self._session, number)
        if not found:
            raise ConceptNotFound(number=number)
        return found

    def recent(self, limit: int) -> list[ConceptView]:
        """Last changed first, in any state."""
        return repository.recent(self._session, limit)

    def waiting(self, limit: int) -> list[ConceptView]:
        """Proposed, longest waiting first."""
        return repository.waiting(self._session, limit)

    def count(self, status: ConceptStatus | None = None) -> int:
        return repository.count(self._session, status)

    def _move(
        self, number: int, version: int, target: ConceptStatus, *, action: str, actor: Actor, now: datetime
    ) -> ConceptView:
        present = self._locked(number, version)
        if target not in ALLOWED_MOVES[present]:
            raise ConceptMoveNotAllowed(number=number, present=present.value, target=target.value)
        writing.set_status(self._session, [number], target, now)
        return self._recorded(number, action, actor, now)

    def _rewrite(self, number: int, version: int, draft: ConceptDraft, change: "_Change") -> ConceptView:
        # Read before the row is locked: if relations change in between, so does the version.
        if relations.differ(self._session, number, draft.relations):
            relations.lock(self._session)
        if self._locked(number, version) is ConceptStatus.WITHDRAWN:
            raise ConceptIsWithdrawn(number=number)
        present = self.get(number)
        if snapshot(draft, present.status) == snapshot(present.draft(), present.status):
            return present
        writing.update_concepts(self._session, [(number, draft, present.status)], change.now)
        relations.set_relations(self._session, number, draft.relations, change.actor, change.now)
        states = (present.draft(), present.status), (draft, present.status)
        checking.mark_changed(self._session, [(number, *states)], change.editor, change.actor, change.now)
        return self._recorded(number, change.action, change.actor, change.now)

    def _locked(self, number: int, version: int) -> ConceptStatus:
        found = writing.lock(self._session, number)
        if found is None:
            raise ConceptNotFound(number=number)
        present, status = found
        if present != version:
            raise ConceptChangedMeanwhile(number=number, version=present, read_version=version)
        self._refuse_merged(number, status)
        return status

    def _refuse_merged(self, number: int, status: ConceptStatus) -> None:
        if status is ConceptStatus.WITHDRAWN:
            survivor = redirects.survivors(self._session, [number]).get(number)
            if survivor is not None:
                raise ConceptMerged(number=number, survivor=survivor)

    def _checked(self, draft: ConceptDraft) -> ConceptDraft:
        clean = normalised(draft)
        if found := flaws(clean):
            raise ConceptInvalid(found)
        return resolved(self._session, [clean])[0]

    def _recorded(self, number: int, action: str, actor: Actor, now: datetime) -> ConceptView:
        view = self.get(number)
        writing.add_revisions(self._session, [view], action, actor, now)
        passages = embeddings.passages_of(number, view.draft())
        embeddings.add_missing(self._session, self._encoder, passages)
        if view.status is not ConceptStatus.WITHDRAWN and lacks_grammar(view.draft()):
            jobs.defer(self._session, ANALYSE_TASK, queueing_lock=f"analyse:{number}", concept=number)
        writing.notify(self._session)
        audit.record(
            self._session, now, actor, f"concept.{action}", f"concept:{number}", version=view.version
        )
        return view


def resolved(session: Session, drafts: Sequence[ConceptDraft]) -> list[ConceptDraft]:
    """Normalised drafts with the codes of their subject fields in place of names."""
    codes = resolve(session, (name for draft in drafts for name in draft.domains))
    return [_with_codes(draft, codes) for draft in drafts]


def _with_codes(draft: ConceptDraft, codes: dict[str, str]) -> ConceptDraft:
    return replace(draft, domains=tuple(dict.fromkeys(codes[name] for name in draft.domains)))
