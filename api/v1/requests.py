"""Citizens' requests: registered by the bot, followed by whoever has number and code."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Header, status
from pydantic import Field, StringConstraints

from api.dependencies import BotDep, ClientAddressDep, NowDep, ServicesDep, SessionDep
from api.v1.fields import Answer, Body, Code, Line, Prose, answers_of
from api.wording import status_sentence
from relance.dossiers import Dossiers
from relance.states import PublicState
from relance.views import PublicStatus, Registration

router = APIRouter(prefix="/requests", tags=["requests"])

_Typed = Annotated[str, StringConstraints(max_length=100)]
_Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        description="The same key with the same content gives the same number and code, and one request.",
    ),
]


class NewRequest(Body):
    procedure: Code
    subject: Prose
    name: Line
    phone: Line | None = None
    email: Line | None = None
    language: Literal["fr", "en"]
    consent: bool


class ReceiptAnswer(Answer):
    """`code` is the citizen's secret. It is shown to the citizen once, and kept nowhere in clear."""

    number: str
    code: str
    procedure: str
    due_date: date
    replayed: bool = Field(description="Whether this key had registered the request before.")


class Proof(Body):
    """Anything that was typed is taken: a malformed number is answered as an unknown one."""

    number: _Typed
    code: _Typed


class StatusAnswer(Answer):
    number: str
    state: PublicState
    procedure_fr: str
    procedure_en: str
    registered_on: date
    due_date: date | None
    waiting_for: list[str]
    message_fr: str
    message_en: str
    closed_on: date | None


@router.post("", status_code=status.HTTP_201_CREATED, responses=answers_of(401, 409, 503))
def register_request(
    body: NewRequest, *, key: _Key, bot: BotDep, session: SessionDep, services: ServicesDep, now: NowDep
) -> ReceiptAnswer:
    registration = Registration(**body.model_dump(), channel="bot")
    dossiers = Dossiers(session, services.secrets.code_key)
    receipt = dossiers.register(registration, idempotency_key=key, actor=bot, now=now)
    return ReceiptAnswer(
        number=receipt.number,
        code=receipt.code,
        procedure=receipt.procedure,
        due_date=receipt.legal_date,
        replayed=receipt.replayed,
    )


@router.post("/status", responses=answers_of(401, 404, 429))
def follow_request(
    body: Proof, address: ClientAddressDep, session: SessionDep, services: ServicesDep, now: NowDep
) -> StatusAnswer:
    """Unknown number, malformed number and wrong code have one answer."""
    dossiers = Dossiers(session, services.secrets.code_key)
    return _answer(dossiers.follow(body.number, body.code, address=address, now=now))


def _answer(found: PublicStatus) -> StatusAnswer:
    return StatusAnswer(
        number=found.number,
        state=found.state,
        procedure_fr=found.procedure_fr,
        procedure_en=found.procedure_en,
        registered_on=found.registered_on,
        due_date=found.due_date,
        waiting_for=list(found.waiting_for),
        message_fr=status_sentence(found, "fr"),
        message_en=status_sentence(found, "en"),
        closed_on=found.closed_on,
    )
