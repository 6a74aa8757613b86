"""The bank's first concepts, written for the project: `terminology/seed/*.csv`."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from kit.audit import SYSTEM
from terminology import repository
from terminology.concepts import ConceptStatus, flaws, normalised
from terminology.domains import load_subject_fields
from terminology.exchange.importing import Conditions, import_entries
from terminology.exchange.reading import read_entries
from terminology.exchange.report import Entry, ImportRefused, ImportReport, Problem, Progress, no_progress
from terminology.exchange.sources import Source
from terminology.ports import Encoder

__all__ = ["SEED_ORIGIN", "load_seed", "seed_entries"]

SEED_ORIGIN = "Truchement"
_FOLDER = Path(__file__).parent.parent / "seed"
_NAME = "seed"
_KEY = "key"


def load_seed(
    session: Session, *, now: datetime, encoder: Encoder, progress: Progress = no_progress
) -> ImportReport | None:
    """Add the seed concepts that were never there; None when all of them were.

    By their key, not by content: what a terminologist has changed or withdrawn since does not come back.
    """
    load_subject_fields(session)
    known = repository.seed_keys(session, SEED_ORIGIN)
    entries = [entry for entry in seed_entries() if entry.draft.extra[_KEY] not in known]
    if not entries:
        return None
    conditions = Conditions(ConceptStatus.VALIDATED, SYSTEM, now, encoder, compared=False)
    return import_entries(session, _NAME, entries, len(entries), conditions, progress=progress)


def seed_entries(folder: Path = _FOLDER) -> list[Entry]:
    """All of them, with their key in `extra`. Raises ImportRefused for a file with problems."""
    return [entry for path in sorted(folder.glob("*.csv")) for entry in _entries(path)]


def _entries(path: Path) -> Iterator[Entry]:
    with Source(path) as source:
        for item in read_entries(source):
            if isinstance(item, Problem):
                raise ImportRefused(path.name, [item])
            draft = normalised(replace(item.draft, origin=SEED_ORIGIN))
            if found := flaws(draft):
                raise ImportRefused(path.name, [Problem(item.line, flaw.code, flaw.params) for flaw in found])
            yield replace(item, draft=draft)
