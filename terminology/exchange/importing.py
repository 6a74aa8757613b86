"""A file goes in whole or not at all, in the caller's transaction.

Every problem is found before anything is written. A big file is read twice, so that memory does not grow with
it. Vectors come last, as they take nearly all the time.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TypeVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from terminology import embeddings, repository, writing
from terminology.concepts import ConceptStatus, Relation
from terminology.errors import ConceptInvalid
from terminology.exchange import resembling
from terminology.exchange.checking import PROBLEMS_LIMIT, Checked, check, settled
from terminology.exchange.intake import Intake
from terminology.exchange.reading import read_entries
from terminology.exchange.report import (
    Entry,
    ImportRefused,
    ImportReport,
    Problem,
    Progress,
    Resemblances,
    Step,
    Trial,
    no_progress,
)
from terminology.exchange.sources import Source
from terminology.exchange.stores import BankStore, TrialStore
from terminology.exchange.tabular.roles import Role
from terminology.links import relations
from terminology.links.graph import Edge, edge_of, find_circle
from terminology.ports import Encoder

__all__ = ["Conditions", "import_entries", "import_file", "try_file"]

_PART = 5_000
_ENCODED_PART = 20_000
_READ_TICK = 500
_IMPORT_LOCK = 0x7472_696D  # two imports of one file at once would add it twice
_SUBJECT_LIMIT = 100
_Item = TypeVar("_Item")
_SHOWN = 50  # changes and suspicions of a trial


@dataclass(frozen=True, slots=True)
class Conditions:
    """How entries come in: with which status, by whom, when, with vectors of which model; and whether they
    are compared with what is there, to tell whoever imports of duplicates.
    """

    status: ConceptStatus
    actor: Actor
    now: datetime
    encoder: Encoder
    compared: bool = True


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
    columns: Sequence[Role] | None = None,
) -> ImportReport:
    """CSV, TSV (either in gzip too), XLSX, TBX or MultiTerm XML, told apart by content; `name` is for a
    stream that has none, `columns` says what each column of a table is where its heading does not.

    Raises ImportRefused with all problems (up to a hundred), in which case nothing was written.
    """
    conditions = Conditions(status, actor, now, encoder)
    with Source(path_or_stream, name) as source:
        checked = check(source.name, _ticking(source, columns, progress))
        return import_entries(
            session,
            source.name,
            _entries(source, columns, checked),
            checked.count,
            conditions,
            progress=progress,
            warnings=checked.warnings,
            targets=checked.targets,
        )


def try_file(
    session: Session,
    path_or_stream: Path | BinaryIO,
    *,
    status: ConceptStatus,
    encoder: Encoder | None = None,
    progress: Progress = no_progress,
    name: str = "",
    columns: Sequence[Role] | None = None,
) -> Trial:
    """What `import_file` would do, without a trace of it in the bank. Raises ImportRefused likewise.

    With an encoder the duplicates of a small file are looked for by meaning too.
    """
    with Source(path_or_stream, name) as source, _undone(session):
        checked = check(source.name, _ticking(source, columns, progress))
        store = TrialStore(session, _SHOWN)
        intake = Intake(session, store, status, checked.targets)
        _take_all(intake, _entries(source, columns, checked), checked.count, Step.COMPARE, progress)
        _edges(source.name, intake)
        resemblances = resembling.of_trial(session, encoder, store.new, intake.added)
        report = _report(source.name, checked.count, intake, checked.warnings, resemblances)
        return Trial(report, tuple(store.changes), tuple(store.suspicions), store.suspected)


def import_entries(
    session: Session,
    name: str,
    entries: Iterable[Entry],
    count: int,
    conditions: Conditions,
    *,
    progress: Progress = no_progress,
    warnings: Sequence[Problem] = (),
    targets: frozenset[str] = frozenset(),
) -> ImportReport:
    """`count` entries, whose drafts are normalised and without flaws, into the bank.

    `targets` are the ids that their links lead to.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _IMPORT_LOCK})
    if targets:
        relations.lock(session)
    store = BankStore(session, conditions.actor, conditions.now)
    intake = Intake(session, store, conditions.status, targets)
    done = _take_all(intake, entries, count, Step.WRITE, progress)
    _relate(session, name, intake, conditions)
    resemblances = Resemblances()
    if intake.touched:
        _encode(session, conditions.encoder, intake.touched, progress)
        writing.notify(session)
        if conditions.compared:
            resemblances = resembling.of_import(session, conditions.encoder, intake.touched)
    report = _report(name, done, intake, warnings, resemblances)
    _record(session, report, conditions)
    return report


def _ticking(source: Source, columns: Sequence[Role] | None, progress: Progress) -> Iterator[Entry | Problem]:
    for count, item in enumerate(read_entries(source, columns)):
        if count % _READ_TICK == 0:
            progress(Step.READ, min(source.position_bytes, source.size_bytes), source.size_bytes)
        yield item
    progress(Step.READ, source.size_bytes, source.size_bytes)


def _entries(source: Source, columns: Sequence[Role] | None, checked: Checked) -> Iterator[Entry]:
    again = checked.entries if checked.entries is not None else read_entries(source, columns)
    return settled(again, checked.targets)


def _take_all(intake: Intake, entries: Iterable[Entry], count: int, step: str, progress: Progress) -> int:
    done = 0
    progress(step, 0, count)
    for part in _in_parts(entries, _PART):
        intake.take(part)
        done += len(part)
        progress(step, done, count)
    return done


def _relate(session: Session, name: str, intake: Intake, conditions: Conditions) -> None:
    """The relations that the file says, once all its concepts are there. Raises ImportRefused."""
    if not (wanted := _edges(name, intake)):
        return
    # What this transaction wrote is unknown to the planner: it would read every revision for each concept.
    session.execute(text("ANALYZE concept, concept_revision, concept_relation"))
    fresh = frozenset(intake.touched)
    try:
        for part in _in_parts(wanted, _PART):
            relations.relate(session, part, conditions.actor, conditions.now, fresh)
    except ConceptInvalid as error:
        line = min(wanted.values())
        problems = [Problem(line, flaw.code, flaw.params) for flaw in error.flaws]
        raise ImportRefused(name, problems[:PROBLEMS_LIMIT]) from error


def _edges(name: str, intake: Intake) -> dict[Edge, int]:
    """With the line that says each. Raises ImportRefused for a hierarchy that goes in a circle."""
    wanted: dict[Edge, int] = {}
    while intake.links:
        link = intake.links.pop()
        target = intake.numbers.get(link.target)
        # Two entries of the file may have become one concept.
        if target is not None and target != link.number:
            wanted[edge_of(link.number, Relation(link.kind, target))] = link.line
    if circle := find_circle(wanted):
        identities = {number: identity for identity, number in intake.numbers.items()}
        path = " < ".join(identities.get(number, "…") for number in (*circle, circle[0]))
        line = min(line for edge, line in wanted.items() if edge.concept in circle)
        raise ImportRefused(name, [Problem(line, "relation_circle", {"path": path})])
    intake.forget()
    return wanted


@contextmanager
def _undone(session: Session) -> Iterator[None]:
    """New subject fields that a trial meets are forgotten again."""
    point = session.begin_nested()
    try:
        yield
    finally:
        point.rollback()


def _report(
    name: str, read: int, intake: Intake, warnings: Sequence[Problem], resemblances: Resemblances
) -> ImportReport:
    return ImportReport(
        file=name,
        read=read,
        added=intake.added,
        unchanged=intake.unchanged,
        updated=intake.updated,
        repeated=intake.repeated,
        problems=(*warnings, *intake.warnings),
        duplicates=resemblances,
    )


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


def _in_parts(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    remaining = iter(items)
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
