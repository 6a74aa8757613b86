"""The chat widget's way to the bot."""

import uuid
from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Request, status
from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from api.chat.gateway import LONGEST_TEXT, Gateway, Incoming
from api.chat.rasa import BotMessage
from api.dependencies import LanguageDep, PeerDep
from api.v1.fields import Answer, Body, answers_of

router = APIRouter(prefix="/chat", tags=["chat"])


def get_gateway(request: Request) -> Gateway:
    gateway: Gateway = request.app.state.gateway
    return gateway


GatewayDep = Annotated[Gateway, Depends(get_gateway)]
_Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,100}$")]


class NewSession(Answer):
    session: str = Field(description="Opaque. Whoever holds it holds the conversation.")


class NewMessage(Body):
    session: _Token
    message_id: uuid.UUID = Field(description="Chosen by the client; sent again, it gets the same answer.")
    text: str | None = Field(default=None, max_length=LONGEST_TEXT)
    payload: str | None = Field(
        default=None, max_length=LONGEST_TEXT, description="Of a button in the last answers."
    )
    language: Literal["fr", "en"] | None = None

    @model_validator(mode="after")
    def _say_one_thing(self) -> Self:
        if (self.text is None) == (self.payload is None):
            raise PydanticCustomError("text_or_payload", "text or payload")
        return self


class BotAnswer(Answer):
    messages: list[BotMessage]


@router.post("/sessions", status_code=status.HTTP_201_CREATED, responses=answers_of(429, 503))
async def open_session(gateway: GatewayDep, peer: PeerDep) -> NewSession:
    return NewSession(session=await gateway.open_session(peer))


@router.post("/messages", responses=answers_of(404, 409, 422, 429, 503))
async def send_message(
    message: NewMessage, gateway: GatewayDep, peer: PeerDep, language: LanguageDep
) -> BotAnswer:
    incoming = Incoming(
        session=message.session,
        message_id=message.message_id,
        language=message.language or language,
        text=message.text or "",
        payload=message.payload,
    )
    return BotAnswer(messages=await gateway.answer(incoming, peer))
