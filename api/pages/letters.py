"""Letters of a dossier as PDF, always sent as a file to keep, never shown in the page."""

from fastapi import APIRouter, Depends, Response

from api.dependencies import NowDep, ServicesDep, SessionDep
from api.pages.counter import Registrar, TypedForm
from api.pages.desk import ReadingDesk, TextField
from api.security.access import check_form_token
from relance.dossiers import Dossiers
from relance.letters import LetterKind, print_letter, print_receipt

router = APIRouter(dependencies=[Depends(check_form_token)])
dossier = APIRouter(prefix="/staff/dossiers/{number}")


@router.post("/staff/dossiers/new/receipt.pdf")
def give_receipt(
    *, services: ServicesDep, session: SessionDep, staff: Registrar, now: NowDep, typed: TypedForm
) -> Response:
    """The counter's form once more: the same key gives the same number and code, and no second request."""
    receipt = Dossiers(session, services.secrets.code_key).register(
        typed.registration(), idempotency_key=typed.key_of(staff), actor=staff.account.actor, now=now
    )
    printed = print_receipt(session, receipt, f"{services.settings.base_url}/suivi", now)
    return _file(printed, receipt.number)


@dossier.post("/letter.pdf")
def give_letter(desk: ReadingDesk, kind: TextField = "", letter_language: TextField = "") -> Response:
    wanted = LetterKind.SLIP if kind == LetterKind.SLIP.value else LetterKind.LETTER
    number = desk.read().summary.number
    printed = print_letter(desk.session, number, wanted, letter_language, desk.actor, desk.now)
    return _file(printed, f"{number}-{wanted.value}-{letter_language}")


def _file(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)


router.include_router(dossier)
