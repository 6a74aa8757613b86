"""Files in and out of the bank, for the translators' tools."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Path, Query, Response, UploadFile, status
from fastapi.responses import StreamingResponse

from api import deposits as handing_in
from api.dependencies import NowDep, ServicesDep
from api.exports import ExportWish, file_of
from api.security.access import check_same_origin, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.v1.fields import Answer, answers_of
from kit.errors import Invalid
from terminology.concepts import ConceptStatus, Language
from terminology.exchange.deposits import Deposit, State
from terminology.exchange.deposits.outcomes import duplicates_of
from terminology.exchange.report import Reason, Resemblance
from terminology.exchange.tabular.roles import Role, role_of

router = APIRouter(tags=["exchange"])

_Importer = Annotated[StaffSession, Depends(require(Right.IMPORT_CONCEPTS))]
_Exporter = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Identity = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_MOST_COLUMNS = 300


class ColumnUnknown(Invalid):
    """`column` is none of the roles that a column may have."""

    code = "column_unknown"


class ProblemAnswer(Answer):
    """`line` is counted from 1, 0 for the whole file; what does not `stop` the import is a warning."""

    line: int
    reason_code: str
    params: dict[str, Any]
    stops: bool


class CountsAnswer(Answer):
    read: int
    added: int
    updated: int
    unchanged: int
    repeated: int


class ResemblanceAnswer(Answer):
    """An imported concept (`number`; null in a trial, where `line` says which) that may repeat `other`.

    `name` and `other_name` are a term in each language, `score` is 0…1, `words` are the terms that both have,
    `merge` is the page where the two are merged.
    """

    number: int | None
    line: int
    name: dict[Language, str]
    other: int
    other_name: dict[Language, str]
    score: float
    reason: Reason
    words: list[str]
    merge: str | None


class DuplicatesAnswer(Answer):
    """The likeliest of `count`. `left` concepts were not compared, and without `by_meaning` those that were
    only by their words: the search that follows each import compares them all.
    """

    found: list[ResemblanceAnswer]
    count: int
    left: int
    by_meaning: bool


class ImportAnswer(Answer):
    """`trying` and `importing` are being worked on: ask again. `headings` and `columns` are a table's."""

    id: str
    name: str
    state: State
    headings: list[str]
    columns: list[str]
    step: str
    done: int
    total: int
    counts: CountsAnswer | None
    suspected: int
    duplicates: DuplicatesAnswer
    problems: list[ProblemAnswer]
    failure: str | None
    updated_at: datetime


@router.post(
    "/terms/import",
    responses={202: {"model": ImportAnswer}, **answers_of(401, 403, 413, 503)},
    dependencies=[Depends(check_same_origin)],
)
def import_terms(
    response: Response,
    services: ServicesDep,
    staff: _Importer,
    *,
    file: Annotated[UploadFile, File(description="CSV, TSV, XLSX, TBX, MultiTerm XML; also as .gz.")],
    dry_run: Annotated[bool, Form(description="Only say what would be done.")] = True,
    status_wanted: Annotated[ConceptStatus, Form(alias="status")] = ConceptStatus.PROPOSED,
    column: Annotated[
        list[str], Form(max_length=_MOST_COLUMNS, description="What each column is, in their order.")
    ] = [],  # noqa: B006 -- FastAPI copies it
) -> ImportAnswer:
    """The answer to a small file is its report; to a larger one where to ask for it (202)."""
    deposit = handing_in.receive(
        services,
        file.file,
        file.filename or "",
        status=status_wanted,
        actor=staff.account.actor,
        straight=not dry_run,
        columns=[_role(written) for written in column],
    )
    if deposit.working:
        response.status_code = status.HTTP_202_ACCEPTED
    return _answer(deposit)


@router.get("/terms/imports/{identity}", responses=answers_of(401, 403, 404))
def read_import(identity: _Identity, services: ServicesDep, staff: _Importer) -> ImportAnswer:
    """One's own."""
    with services.database.transaction() as session:
        return _answer(handing_in.deposits_in(session, services).get(identity, staff.account.actor))


@router.post(
    "/terms/imports/{identity}/confirm",
    responses=answers_of(401, 403, 404, 503),
    dependencies=[Depends(check_same_origin)],
)
def confirm_import(identity: _Identity, services: ServicesDep, staff: _Importer) -> ImportAnswer:
    """What was tried is imported. Said twice, it is done once."""
    return _answer(handing_in.confirm(services, identity, staff.account.actor))


@router.get(
    "/terms/export",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {}}}, **answers_of(401, 403, 404)},
)
def export_terms(
    services: ServicesDep, now: NowDep, staff: _Exporter, wish: Annotated[ExportWish, Query()]
) -> StreamingResponse:
    """`X-Concepts`, `X-Concepts-Left-Out`, `X-Data-Left-Out`: what the file holds, and what it cannot."""
    return file_of(services, wish, staff.account.actor, now)


def _role(written: str) -> Role:
    role = role_of(written)
    if role is None:
        raise ColumnUnknown(column=written[:80])
    return role


def _duplicates(deposit: Deposit) -> DuplicatesAnswer:
    told = duplicates_of(deposit.outcome)
    return DuplicatesAnswer(
        found=[_resemblance(item) for item in told.found],
        count=told.count,
        left=told.left,
        by_meaning=told.by_meaning,
    )


def _resemblance(item: Resemblance) -> ResemblanceAnswer:
    return ResemblanceAnswer(
        number=item.number,
        line=item.line,
        name=dict(item.name),
        other=item.other,
        other_name=dict(item.other_name),
        score=item.score,
        reason=item.reason,
        words=list(item.words),
        merge=f"/staff/termes/{item.number}/fusionner?into={item.other}" if item.number else None,
    )


def _answer(deposit: Deposit) -> ImportAnswer:
    outcome = deposit.outcome
    counts = outcome.get("counts")
    return ImportAnswer(
        id=deposit.id,
        name=deposit.name,
        state=deposit.state,
        headings=list(deposit.headings),
        columns=list(deposit.columns),
        step=deposit.step,
        done=deposit.done,
        total=deposit.total,
        counts=CountsAnswer(**counts) if counts else None,
        suspected=outcome.get("suspected", 0),
        duplicates=_duplicates(deposit),
        problems=[ProblemAnswer(**item) for item in outcome.get("problems", ())],
        failure=outcome.get("failure"),
        updated_at=deposit.updated_at,
    )
