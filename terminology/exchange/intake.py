"""Entries of a file taken into the bank, some thousand at a time: matched, then written."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from terminology import bulk, repository
from terminology.bank import resolved
from terminology.concepts import TERM_LIMIT, ConceptDraft, ConceptStatus, Language, RelationKind
from terminology.content import Content, content_hash, content_of
from terminology.exchange.matching import Candidate, Decision, find_match, lower, may_update
from terminology.exchange.report import Entry, Problem
from terminology.folding import fold
from terminology.tables import ConceptRow, TermRow

__all__ = ["Coming", "Intake", "Part", "Store"]

_WARNINGS_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Coming:
    """An entry ready to be compared: `draft` is normalised, with codes of subject fields."""

    draft: ConceptDraft
    status: ConceptStatus
    entry: Entry
    content: Content
    digest: bytes


@dataclass(slots=True)
class Part:
    """What is decided for one part of the file, before it is written.

    `completed` are concepts of the bank, by number, with what they would say; `moved` only change their
    status.
    """

    new: dict[bytes, Coming] = field(default_factory=dict)
    completed: list[tuple[int, Coming]] = field(default_factory=list)
    moved: dict[ConceptStatus, list[int]] = field(default_factory=dict)
    repeats: list[tuple[bytes, Coming]] = field(default_factory=list)


class Reference(NamedTuple):
    """A link as it is held until the last concept is there: half a million of them must fit."""

    number: int
    kind: RelationKind
    target: str
    line: int


class Store(Protocol):
    """Where decisions go: into the bank, or (for a trial) into a preview."""

    def insert(self, items: Sequence[Coming]) -> list[int]:
        """The numbers of these new concepts, in their order."""

    def complete(self, items: Sequence[tuple[int, Coming]]) -> None: ...

    def move(self, status: ConceptStatus, numbers: Sequence[int]) -> None: ...

    def keep_repeats(self, items: Sequence[tuple[int, Coming]]) -> None:
        """What was said before in the file, with the number of the concept that says it."""

    def suspect(self, item: Coming, numbers: Sequence[int]) -> None:
        """A new concept that has a term in common with these."""


class Intake:
    """One import. `take` each part of the file in turn; the counts and `touched` grow.

    `targets` are the ids that references of the file lead to; `numbers` has their concepts in the end.
    """

    def __init__(
        self,
        session: Session,
        store: Store,
        status: ConceptStatus,
        targets: Collection[str] = frozenset(),
    ) -> None:
        self._session = session
        self._store = store
        self._status = status
        self._targets = targets
        self._from_this_file: dict[bytes, int] = {}
        self._added: set[int] = set()
        self._completed: dict[int, Content] = {}
        self.added = self.updated = self.unchanged = self.repeated = 0
        self.touched: list[int] = []
        self.warnings: list[Problem] = []
        self.numbers: dict[str, int] = {}
        self.links: list[Reference] = []

    def take(self, entries: Sequence[Entry]) -> None:
        coming = self._prepared(entries)
        equals = _equal_concepts(self._session, {item.digest for item in coming})
        rest = [
            item for item in coming if item.digest not in equals and item.digest not in self._from_this_file
        ]
        candidates = _Candidates(self._session, rest, self._added, self._completed)
        part = Part()
        known: dict[bytes, Candidate] = {}
        for item in coming:
            if item.digest in self._from_this_file or item.digest in part.new:
                part.repeats.append((item.digest, item))
            elif item.digest in equals:
                self._take_equal(item, equals[item.digest], part, known)
            else:
                self._take_other(item, candidates, part, known)
        self._write(part)
        self._refer(coming, known)

    def _prepared(self, entries: Sequence[Entry]) -> list[Coming]:
        drafts = resolved(self._session, [entry.draft for entry in entries])
        prepared = []
        for entry, draft in zip(entries, drafts, strict=True):
            content = content_of(draft)
            status = lower(self._status, entry.status or self._status)
            prepared.append(Coming(draft, status, entry, content, content_hash(content)))
        return prepared

    def _take_equal(
        self, item: Coming, present: Candidate, part: Part, known: dict[bytes, Candidate]
    ) -> None:
        if present.status is not item.status and may_update(present.status, item.status):
            part.moved.setdefault(item.status, []).append(present.number)
            self._from_this_file[item.digest] = present.number
        else:
            self._leave(item, present, known)

    def _take_other(
        self, item: Coming, candidates: "_Candidates", part: Part, known: dict[bytes, Candidate]
    ) -> None:
        sharing = candidates.sharing_a_term(item.draft)
        match = find_match(item.content, sharing, item.status)
        if match.candidate is None:
            part.new[item.digest] = item
            if sharing:
                self._store.suspect(item, [candidate.number for candidate in sharing])
        elif match.decision is Decision.UPDATE:
            number = match.candidate.number
            candidates.settle(match.candidate, item.content)
            part.completed.append((number, item))
            self._completed[number] = match.candidate.content | item.content
            self._from_this_file[item.digest] = number
        else:
            self._leave(item, match.candidate, known)

    def _leave(self, item: Coming, present: Candidate, known: dict[bytes, Candidate]) -> None:
        self.unchanged += 1
        known[item.digest] = present
        if present.status is ConceptStatus.WITHDRAWN:
            self._warn(Problem(item.entry.line, "concept_withdrawn", {"number": present.number}, stops=False))

    def _write(self, part: Part) -> None:
        new = list(part.new.values())
        numbers = self._store.insert(new)
        self._from_this_file |= dict(zip(part.new, numbers, strict=True))
        self._added.update(numbers)
        changed = [number for number, _ in part.completed]
        self._store.complete(part.completed)
        for status, moved in part.moved.items():
            self._store.move(status, moved)
            changed += moved
        self._store.keep_repeats([(self._from_this_file[digest], item) for digest, item in part.repeats])
        self.added += len(numbers)
        self.updated += len(changed)
        self.repeated += len(part.repeats)
        self.touched += numbers + changed

    def _refer(self, coming: Sequence[Coming], known: Mapping[bytes, Candidate]) -> None:
        """A withdrawn concept gets no relation, and one that the file may not change says none of its own."""
        if not self._targets:
            return
        for item in coming:
            present = known.get(item.digest)
            if present is not None and present.status is ConceptStatus.WITHDRAWN:
                continue
            number = present.number if present else self._from_this_file[item.digest]
            if item.entry.identity in self._targets:
                self.numbers[item.entry.identity] = number
            if present is None or may_update(present.status, item.status):
                self.links.extend(
                    Reference(number, link.kind, link.target, link.line) for link in item.entry.links
                )

    def forget(self) -> None:
        """What only `take` needed: of half a million concepts, a quarter of a gigabyte."""
        self._from_this_file.clear()
        self._completed.clear()
        self._added.clear()
        self.numbers.clear()

    def _warn(self, problem: Problem) -> None:
        if len(self.warnings) < _WARNINGS_LIMIT:
            self.warnings.append(problem)


class _Candidates:
    """Concepts of the bank that share a term with what comes in, by term."""

    def __init__(
        self,
        session: Session,
        coming: Sequence[Coming],
        added: set[int],
        completed_before: Mapping[int, Content],
    ) -> None:
        numbers = _sharing(session, {key for item in coming for key in _keys(item.draft)}) - added
        self._by_number: dict[int, Candidate] = {}
        self._by_term: dict[tuple[str, str], set[int]] = {}
        for view in repository.load(session, sorted(numbers)).values():
            draft = view.draft()
            completed = completed_before.get(view.number)
            # A trial has not written what it decided: the content is the one that would be there.
            content = completed if completed is not None else content_of(draft)
            self._by_number[view.number] = Candidate(view.number, view.status, content, completed is not None)
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
