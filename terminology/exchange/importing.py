"""A file goes in whole or not at all, in the caller's transaction.

Every problem is found before anything is written. A big file is read twice, so that memory does not grow with
it. Vectors come last, as they take nearly all the time.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from terminology import embeddings, repository, writing
from terminology.concepts import ConceptStatus, flaws, normalised
from terminology.exchange.delimited import read_delimited
from terminology.exchange.intake import Intake
from terminology.exchange.report import (
    Entry,
    ImportRefused,
    ImportReport,
    Problem,
    Progress,
    Step,
    no_progress,
)
from terminology.exchange.sources import Kind, Source, Unreadable
from terminology.exchange.tbx import read_tbx
from terminology.ports import Encoder

__all__ = ["Conditions", "import_entries", "import_file", "no_progress", "read_entries"]

_PROBLEMS_LIMIT = 100
_KEPT_ENTRIES = 20_000  # some 40 MB; a bigger file is read a second time instead
_PART = 5_000
_ENCODED_PART = 20_000
_READ_TICK = 500
_IMPORT_LOCK = 0x7472_696D  # two imports of one file at once would add it twice
_SUBJECT_LIMIT = 100


@dataclass(frozen=True, slots=True)
class Conditions:
    """How entries come in: with which status, by whom, when, and with vectors of which model."""

    status: ConceptStatus
    actor: Actor
    now: datetime
    encoder: Encoder


def import_file(
    session: Session,
    path_or_stream: Path | BinaryIO,
    *,
    status: ConceptStatus,
    actor: Actor,
    now: datetime,
    encoder: Encoder,
    progress: Progress = no_progress,
    name: str = "",
) -> ImportReport:
    """CSV, TSV (either in gzip too) or TBX, told apart by content; `name` is for a stream that has none.

    Raises ImportRefused with all problems (up to a hundred), in which case nothing was written.
    """
    with Source(path_or_stream, name) as source:

        def ticking() -> Iterator[Entry | Problem]:
            for count, item in enumerate(read_entries(source)):
                if count % _READ_TICK == 0:
                    progress(Step.READ, min(source.position_bytes, source.size_bytes), source.size_bytes)
                yield item
            progress(Step.READ, source.size_bytes, source.size_bytes)

        checked = _check(source.name, ticking())
        entries = checked.entries if checked.entries is not None else _only_entries(read_entries(source))
        conditions = Conditions(status, actor, now, encoder)
        return import_entries(
            session,
            source.name,
            entries,
            checked.count,
            conditions,
            progress=progress,
            warnings=checked.warnings,
        )


def import_entries(
    session: Session,
    name: str,
    entries: Iterable[Entry],
    count: int,
    conditions: Conditions,
    *,
    progress: Progress = no_progress,
    warnings: Sequence[Problem] = (),
) -> ImportReport:
    """`count` entries, whose drafts are normalised and without flaws, into the bank."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK})
    intake = Intake(session, conditions.status, conditions.actor, conditions.now)
    done = 0
    progress(Step.WRITE, 0, count)
    for part in _in_parts(entries, _PART):
        intake.take(part)
        done += len(part)
        progress(Step.WRITE, done, count)
    if intake.touched:
        _encode(session, conditions.encoder, intake.touched, progress)
        writing.notify(session)
    report = ImportReport(
        file=name,
        read=done,
        added=intake.added,
        unchanged=intake.unchanged,
        updated=intake.updated,
        repeated=intake.repeated,
        problems=(*warnings, *intake.warnings),
    )
    _record(session, report, conditions)
    return report


def _record(session: Session, report: ImportReport, conditions: Conditions) -> None:
    """To be called last: it holds back every other writer of the log until the transaction ends."""
    audit.record(
        session,
        conditions.now,
        conditions.actor,
        "terms.imported",
        f"file:{report.file[:_SUBJECT_LIMIT]}",
        read=report.read,
        added=report.added,
        updated=report.updated,
        status=conditions.status.value,
    )


def read_entries(source: Source) -> Iterator[Entry | Problem]:
    try:
        kind = source.kind()
    except Unreadable as stop:
        return iter([stop.problem])
    return read_tbx(source) if kind == Kind.XML else read_delimited(source)


@dataclass(frozen=True, slots=True)
class _Checked:
    """`entries` is None when there were too many to keep."""

    count: int
    entries: list[Entry] | None
    warnings: list[Problem]


def _check(name: str, items: Iterable[Entry | Problem]) -> _Checked:
    problems: list[Problem] = []
    warnings: list[Problem] = []
    kept: list[Entry] | None = []
    count = 0
    for item in items:
        if isinstance(item, Problem):
            (problems if item.stops else warnings).append(item)
        else:
            count += 1
            clean = _normalised(item)
            problems.extend(Problem(item.line, flaw.code, flaw.params) for flaw in flaws(clean.draft))
            if kept is not None:
                kept.append(clean)
                if len(kept) > _KEPT_ENTRIES:
                    kept = None
        if len(problems) >= _PROBLEMS_LIMIT:
            break
    if problems:
        raise ImportRefused(name, problems[:_PROBLEMS_LIMIT])
    return _Checked(count, kept, warnings)


def _only_entries(items: Iterable[Entry | Problem]) -> Iterator[Entry]:
    return (_normalised(item) for item in items if isinstance(item, Entry))


def _normalised(entry: Entry) -> Entry:
    return Entry(normalised(entry.draft), entry.line, entry.status)


def _in_parts(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    remaining = iter(entries)
    while part := list(islice(remaining, size)):
        yield part


def _encode(session: Session, encoder: Encoder, numbers: Sequence[int], progress: Progress) -> None:
    before, every = 0, repository.count_texts(session, numbers)

    def tick(done: int, _total: int) -> None:
        progress(Step.ENCODE, before + done, every)

    progress(Step.ENCODE, 0, every)
    for start in range(0, len(numbers), _ENCODED_PART):
        views = repository.load(session, numbers[start : start + _ENCODED_PART]).values()
        passages = [item for view in views for item in embeddings.passages_of(view.number, view.draft())]
        embeddings.add_missing(session, encoder, passages, progress=tick)
        before += len(passages)
    progress(Step.ENCODE, every, every)
