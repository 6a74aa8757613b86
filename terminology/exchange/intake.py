"""Entries of a file taken into the bank, some thousand at a time: matched, then written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.audit import Actor
from terminology import bulk, repository, writing
from terminology.bank import resolved
from terminology.concepts import TERM_LIMIT, ConceptDraft, ConceptStatus, ConceptView, Language
from terminology.content import Content, content_hash, content_of
from terminology.exchange.matching import Candidate, Decision, completed, find_match, lower, may_update
from terminology.exchange.report import Entry, Problem
from terminology.folding import fold
from terminology.tables import ConceptRow, TermRow

__all__ = ["Intake"]

_ACTION = "imported"
_WARNINGS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class _Coming:
    """An entry ready to be compared: normalised, with codes of subject fields."""

    draft: ConceptDraft
    status: ConceptStatus
    line: int
    content: Content
    digest: bytes


class Intake:
    """One import. `take` each part of the file in turn; the counts and `touched` grow."""

    def __init__(self, session: Session, status: ConceptStatus, actor: Actor, now: datetime) -> None:
        self._session = session
        self._status = status
        self._actor = actor
        self._now = now
        self._from_this_file: dict[bytes, int] = {}
        self._added: set[int] = set()
        self._completed: set[int] = set()
        self.added = self.updated = self.unchanged = self.repeated = 0
        self.touched: list[int] = []
        self.warnings: list[Problem] = []

    def take(self, entries: Sequence[Entry]) -> None:
        coming = self._prepared(entries)
        equals = _equal_concepts(self._session, {item.digest for item in coming})
        rest = [
            item for item in coming if item.digest not in equals and item.digest not in self._from_this_file
        ]
        candidates = _Candidates(self._session, rest, self._added, self._completed)
        part = _Part()
        for item in coming:
            if item.digest in self._from_this_file or item.digest in part.new:
                part.repeats.append(item)
            elif item.digest in equals:
                self._take_equal(item, equals[item.digest], part)
            else:
                self._take_other(item, candidates, part)
        self._write(part)

    def _prepared(self, entries: Sequence[Entry]) -> list[_Coming]:
        drafts = resolved(self._session, [entry.draft for entry in entries])
        prepared = []
        for entry, draft in zip(entries, drafts, strict=True):
            content = content_of(draft)
            status = lower(self._status, entry.status or self._status)
            prepared.append(_Coming(draft, status, entry.line, content, content_hash(content)))
        return prepared

    def _take_equal(self, item: _Coming, known: Candidate, part: "_Part") -> None:
        if known.status is not item.status and may_update(known.status, item.status):
            part.moved.setdefault(item.status, []).append(known.number)
            self._from_this_file[item.digest] = known.number
        else:
            self._leave(item, known)

    def _take_other(self, item: _Coming, candidates: "_Candidates", part: "_Part") -> None:
        match = find_match(item.content, candidates.sharing_a_term(item.draft), item.status)
        if match.candidate is None:
            part.new[item.digest] = item
        elif match.decision is Decision.UPDATE:
            candidates.settle(match.candidate, item.content)
            part.completed.append((match.candidate.number, item))
            self._completed.add(match.candidate.number)
            self._from_this_file[item.digest] = match.candidate.number
        else:
            self._leave(item, match.candidate)

    def _leave(self, item: _Coming, known: Candidate) -> None:
        self.unchanged += 1
        if known.status is ConceptStatus.WITHDRAWN and len(self.warnings) < _WARNINGS_LIMIT:
            number = {"number": known.number}
            self.warnings.append(Problem(item.line, "concept_withdrawn", number, stops=False))

    def _write(self, part: "_Part") -> None:
        new = list(part.new.values())
        numbers = writing.insert(self._session, [(item.draft, item.status) for item in new], self._now)
        self._from_this_file |= dict(zip(part.new, numbers, strict=True))
        self._added.update(numbers)
        views = [_view(number, item, self._now) for number, item in zip(numbers, new, strict=True)]
        changed = [number for number, _ in part.completed]
        present = repository.load(self._session, changed)
        merged = [
            (number, completed(present[number].draft(), item.draft), item.status)
            for number, item in part.completed
        ]
        writing.update_concepts(self._session, merged, self._now)
        for status, moved in part.moved.items():
            writing.set_status(self._session, moved, status, self._now)
            changed += moved
        views += repository.load(self._session, changed).values()
        writing.add_revisions(self._session, views, _ACTION, self._actor, self._now)
        self._keep_repeats(part.repeats)
        self.added += len(numbers)
        self.updated += len(changed)
        self.repeated += len(part.repeats)
        self.touched += numbers + changed

    def _keep_repeats(self, repeats: Iterable[_Coming]) -> None:
        """Forty-six regulations define "Minister" in the same words: one concept, and the list of them."""
        others: dict[int, list[dict[str, Any]]] = {}
        for item in repeats:
            if item.draft.extra:
                others.setdefault(self._from_this_file[item.digest], []).append(item.draft.extra)
        extras = repository.extras(self._session, others)
        for number, more in others.items():
            also = extras[number].setdefault("also", [])
            also.extend(extra for extra in more if extra not in also)
        writing.set_extra(self._session, extras)


@dataclass(slots=True)
class _Part:
    """What is decided for one part of the file, before it is written."""

    new: dict[bytes, _Coming] = field(default_factory=dict)
    completed: list[tuple[int, _Coming]] = field(default_factory=list)
    moved: dict[ConceptStatus, list[int]] = field(default_factory=dict)
    repeats: list[_Coming] = field(default_factory=list)


class _Candidates:
    """Concepts of the bank that share a term with what comes in, by term."""

    def __init__(
        self, session: Session, coming: Sequence[_Coming], added: set[int], completed_before: set[int]
    ) -> None:
        numbers = _sharing(session, {key for item in coming for key in _keys(item.draft)}) - added
        self._by_number: dict[int, Candidate] = {}
        self._by_term: dict[tuple[str, str], set[int]] = {}
        for view in repository.load(session, sorted(numbers)).values():
            draft = view.draft()
            self._by_number[view.number] = Candidate(
                view.number, view.status, content_of(draft), view.number in completed_before
            )
            for key in _keys(draft):
                self._by_term.setdefault(key, set()).add(view.number)

    def sharing_a_term(self, draft: ConceptDraft) -> list[Candidate]:
        numbers = set[int]().union(*(self._by_term.get(key, ()) for key in _keys(draft)))
        return [self._by_number[number] for number in sorted(numbers)]

    def settle(self, candidate: Candidate, content: Content) -> None:
        self._by_number[candidate.number] = replace(candidate, content=content, settled=True)


def _keys(draft: ConceptDraft) -> set[tuple[str, str]]:
    return {(term.language.value, fold(term.text)[:TERM_LIMIT]) for term in draft.terms}


def _sharing(session: Session, keys: set[tuple[str, str]]) -> set[int]:
    found: set[int] = set()
    for language in Language:
        words = [word for code, word in keys if code == language.value]
        query = select(TermRow.concept).where(
            TermRow.language == language.value, bulk.among(TermRow.folded, words)
        )
        found.update(session.scalars(query))
    return found


def _equal_concepts(session: Session, digests: set[bytes]) -> dict[bytes, Candidate]:
    """A withdrawn one stands back behind another that says the same."""
    query = select(ConceptRow.content_hash, ConceptRow.number, ConceptRow.status)
    found: dict[bytes, Candidate] = {}
    for digest, number, status in session.execute(query.where(bulk.among(ConceptRow.content_hash, digests))):
        candidate = Candidate(number, ConceptStatus(status), frozenset())
        if digest not in found or found[digest].status is ConceptStatus.WITHDRAWN:
            found[digest] = candidate
    return found


def _view(number: int, item: _Coming, now: datetime) -> ConceptView:
    return ConceptView.of(
        item.draft, number=number, version=1, status=item.status, created_at=now, updated_at=now
    )
