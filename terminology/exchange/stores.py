"""What becomes of an import's decisions: written into the bank, or shown to whoever has to confirm them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from kit.audit import Actor
from terminology import repository, writing
from terminology.concepts import ConceptDraft, ConceptStatus, ConceptView, normalised
from terminology.exchange.intake import Coming
from terminology.exchange.matching import completed
from terminology.exchange.report import ConceptChange, Suspicion
from terminology.exchange.resembling import COMPARED
from terminology.workflow import Editor, checking

__all__ = ["BankStore", "TrialStore"]

_ACTION = "imported"


class BankStore:
    """Writes, with a revision for each concept."""

    def __init__(self, session: Session, actor: Actor, now: datetime) -> None:
        self._session = session
        self._actor = actor
        self._now = now

    def insert(self, items: Sequence[Coming]) -> list[int]:
        numbers = writing.insert(self._session, [(item.draft, item.status) for item in items], self._now)
        views = (
            ConceptView.of(
                item.draft,
                number=number,
                version=1,
                status=item.status,
                created_at=self._now,
                updated_at=self._now,
            )
            for number, item in zip(numbers, items, strict=True)
        )
        writing.add_revisions(self._session, views, _ACTION, self._actor, self._now)
        return numbers

    def complete(self, items: Sequence[tuple[int, Coming]]) -> None:
        present = repository.load(self._session, [number for number, _ in items])
        merged = [(number, _merged(present[number], item), item.status) for number, item in items]
        writing.update_concepts(self._session, merged, self._now)
        changed = (
            (number, (present[number].draft(), present[number].status), (draft, status))
            for number, draft, status in merged
        )
        checking.mark_changed(self._session, changed, Editor.IMPORT, self._actor, self._now)
        self._record([number for number, _ in items])

    def move(self, status: ConceptStatus, numbers: Sequence[int]) -> None:
        writing.set_status(self._session, numbers, status, self._now)
        self._record(numbers)

    def keep_repeats(self, items: Sequence[tuple[int, Coming]]) -> None:
        """Forty-six regulations define "Minister" in the same words: one concept, and the list of them."""
        others: dict[int, list[dict[str, Any]]] = {}
        for number, item in items:
            if item.draft.extra:
                others.setdefault(number, []).append(item.draft.extra)
        extras = repository.extras(self._session, others)
        for number, more in others.items():
            also = extras[number].setdefault("also", [])
            also.extend(extra for extra in more if extra not in also)
        writing.set_extra(self._session, extras)

    def suspect(self, item: Coming, numbers: Sequence[int]) -> None:
        """Whoever imports has seen them in the trial."""

    def _record(self, numbers: Sequence[int]) -> None:
        views = repository.load(self._session, numbers).values()
        writing.add_revisions(self._session, views, _ACTION, self._actor, self._now)


@dataclass
class TrialStore:
    """Writes nothing. New concepts get numbers that no concept has: the negative ones."""

    session: Session
    limit: int
    changes: list[ConceptChange] = field(default_factory=list)
    suspicions: list[Suspicion] = field(default_factory=list)
    suspected: int = 0
    new: dict[int, tuple[int, ConceptDraft]] = field(default_factory=dict)  # line and draft of the first ones
    _fresh: Iterator[int] = field(default_factory=lambda: count(-1, -1))

    def insert(self, items: Sequence[Coming]) -> list[int]:
        for item in items[: self._room()]:
            self.changes.append(ConceptChange(item.entry.line, None, None, item.draft, item.status))
        numbers = [next(self._fresh) for _ in items]
        for number, item in zip(numbers, items[: COMPARED - len(self.new)], strict=False):
            self.new[number] = item.entry.line, item.draft
        return numbers

    def complete(self, items: Sequence[tuple[int, Coming]]) -> None:
        shown = items[: self._room()]
        present = repository.load(self.session, [number for number, _ in shown])
        for number, item in shown:
            view = present[number]
            before = view.draft(), view.status
            after = _merged(view, item)
            self.changes.append(ConceptChange(item.entry.line, number, before, after, item.status))

    def move(self, status: ConceptStatus, numbers: Sequence[int]) -> None:
        shown = list(numbers[: self._room()])
        for number, view in repository.load(self.session, shown).items():
            draft = view.draft()
            self.changes.append(ConceptChange(0, number, (draft, view.status), draft, status))

    def keep_repeats(self, items: Sequence[tuple[int, Coming]]) -> None:
        """Nothing that a reader would see changes."""

    def suspect(self, item: Coming, numbers: Sequence[int]) -> None:
        self.suspected += 1
        if len(self.suspicions) < self.limit:
            self.suspicions.append(Suspicion(item.entry.line, item.draft, tuple(numbers)))

    def _room(self) -> int:
        return max(0, self.limit - len(self.changes))


def _merged(present: ConceptView, item: Coming) -> ConceptDraft:
    return normalised(completed(present.draft(), item.draft))
