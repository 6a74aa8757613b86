"""Importing a file: handed in, tried, looked at, confirmed."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Path, Request, Response, UploadFile
from fastapi.concurrency import run_in_threadpool

from api import deposits as handing_in
from api import messages
from api.dependencies import ServicesDep
from api.pages import forms
from api.pages.rendering import redirect, render, words_for
from api.security.access import check_form_token, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.wiring import Services
from terminology import domains
from terminology.concepts import ConceptStatus, Language
from terminology.differences import Change, changes
from terminology.exchange.deposits import Deposit, FileTooLarge, State
from terminology.exchange.deposits.outcomes import (
    changes_of,
    duplicates_of,
    problems_of,
    suspicions_of,
)
from terminology.exchange.report import ConceptChange
from terminology.exchange.tabular.roles import EXTRA, ROLES, Role, role_of
from terminology.exchange.tabular.template import csv_template, xlsx_template

# The right first: nobody else's file is worth reading for its form token.
_Importer = Annotated[StaffSession, Depends(require(Right.IMPORT_CONCEPTS))]
router = APIRouter(
    prefix="/staff/termes/importer",
    dependencies=[Depends(require(Right.IMPORT_CONCEPTS)), Depends(check_form_token)],
)

_STATUSES = (ConceptStatus.PROPOSED, ConceptStatus.VALIDATED, ConceptStatus.DRAFT)
_Identity = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
_SILENT_SECONDS = 120
_TEMPLATES = {
    "csv": (csv_template, "text/csv; charset=utf-8"),
    "xlsx": (xlsx_template, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@router.get("")
def show_form(request: Request, services: ServicesDep, staff: _Importer) -> Response:
    return _form(request, services, staff, forms.Form({"status": ConceptStatus.PROPOSED.value}))


@router.get("/modele.{ending}")
def download_template(ending: Annotated[str, Path(pattern="^(csv|xlsx)$")]) -> Response:
    make, media_type = _TEMPLATES[ending]
    headers = {"Content-Disposition": f'attachment; filename="truchement.{ending}"'}
    return Response(make(), media_type=media_type, headers=headers)


@router.post("")
def hand_in(
    request: Request,
    *,
    services: ServicesDep,
    staff: _Importer,
    file: Annotated[UploadFile | None, File()] = None,
    status: Annotated[str, Form()] = "",
) -> Response:
    chosen = ConceptStatus(status) if status in set(_STATUSES) else ConceptStatus.PROPOSED
    if file is None or not file.filename:
        form = forms.Form({"status": chosen.value}, {"file": "file_missing"})
        return _form(request, services, staff, form)
    try:
        deposit = handing_in.receive(
            services, file.file, file.filename, status=chosen, actor=staff.account.actor
        )
    except FileTooLarge as error:
        form = forms.Form({"status": chosen.value}, {"file": error.code}, error.params)
        return _form(request, services, staff, form)
    return redirect(request, f"/staff/termes/importer/{deposit.id}")


@router.get("/{identity}")
def show_deposit(request: Request, services: ServicesDep, staff: _Importer, identity: _Identity) -> Response:
    with services.database.transaction() as session:
        deposits = handing_in.deposits_in(session, services)
        deposit = deposits.get(identity, staff.account.actor)
        sample = deposits.sample(deposit) if not deposit.working else None
        fields = {field.code: field for field in domains.subject_fields(session)}
    now = services.clock.now()
    shown = [_Shown(item, _differences(item)) for item in changes_of(deposit.outcome)]
    return render(
        request,
        "exchange/deposit.html",
        deposit=deposit,
        State=State,
        sample=sample,
        roles=ROLES,
        problems=problems_of(deposit.outcome),
        new=[item for item in shown if item.change.number is None],
        changed=[item for item in shown if item.change.number is not None],
        suspicions=suspicions_of(deposit.outcome),
        duplicates=duplicates_of(deposit.outcome),
        silent=deposit.working and (now - deposit.updated_at).total_seconds() > _SILENT_SECONDS,
        names=fields,
        languages=tuple(Language),
    )


@router.post("/{identity}/analyser")
async def try_again(
    request: Request, services: ServicesDep, staff: _Importer, identity: _Identity
) -> Response:
    """Again, with the columns as they are named now."""
    typed = await request.form()
    columns = _columns(typed)
    await run_in_threadpool(handing_in.try_again, services, identity, columns, staff.account.actor)
    return redirect(request, f"/staff/termes/importer/{identity}")


@router.post("/{identity}/confirmer")
def confirm(request: Request, services: ServicesDep, staff: _Importer, identity: _Identity) -> Response:
    handing_in.confirm(services, identity, staff.account.actor)
    return redirect(request, f"/staff/termes/importer/{identity}")


@router.post("/{identity}/abandonner")
def abandon(request: Request, services: ServicesDep, staff: _Importer, identity: _Identity) -> Response:
    handing_in.abandon(services, identity, staff.account.actor)
    return redirect(request, "/staff/termes/importer", done="deposit_abandoned")


@router.get("/{identity}/rapport.csv")
def download_report(
    request: Request, services: ServicesDep, staff: _Importer, identity: _Identity
) -> Response:
    """Line by line, as a spreadsheet reads it."""
    with services.database.transaction() as session:
        deposit = handing_in.deposits_in(session, services).get(identity, staff.account.actor)
    words = words_for(request)
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(("line", "code", "refused", "reason"))
    told = (item.as_problem() for item in duplicates_of(deposit.outcome).found)
    for problem in (*problems_of(deposit.outcome), *told):
        reason = messages.fill(words.language, messages.words_of(problem.reason_code).detail, problem.params)
        rows.writerow((problem.line, problem.reason_code, "yes" if problem.stops else "no", reason))
    headers = {"Content-Disposition": 'attachment; filename="rapport.csv"'}
    return Response(text.getvalue().encode("utf-8-sig"), media_type="text/csv", headers=headers)


@dataclass(frozen=True, slots=True)
class _Shown:
    change: ConceptChange
    differences: Sequence[Change]


def _differences(change: ConceptChange) -> Sequence[Change]:
    return changes(change.before, (change.after, change.status)) if change.before else ()


def _columns(typed: Any) -> list[Role]:
    """`column-0`, `column-1`, … of the form, in their order."""
    found: list[Role] = []
    while (written := typed.get(f"column-{len(found)}")) is not None:
        found.append(role_of(str(written)) or EXTRA)
    return found


def _form(request: Request, services: Services, staff: StaffSession, form: forms.Form) -> Response:
    with services.database.transaction() as session:
        mine: list[Deposit] = handing_in.deposits_in(session, services).of(staff.account.actor)
    return render(
        request,
        "exchange/import.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if form.refused else HTTPStatus.OK,
        form=form,
        deposits=mine,
        statuses=_STATUSES,
        megabytes=services.settings.import_megabytes,
    )
