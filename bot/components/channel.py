"""The gateway's way in: the messages of Rasa's REST channel, with the token that Rasa's leaves out.

Two more differences: a failure is an error and not an empty list, and its log line leaves out what the
citizen wrote.
"""

from __future__ import annotations

import hmac
import logging
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

import components.fast_actions

__all__ = ["GatewayInput"]

logger = logging.getLogger(__name__)


class GatewayInput(InputChannel):
    """POST /webhooks/rest/webhook {"sender", "message", "metadata"?} with `Authorization: Bearer
    <BOT_RASA_TOKEN>`.

    Answers a list of {"text", "buttons"?}; empty when an action failed. Without BOT_RASA_TOKEN in the
    environment no token is asked: for trials on one's own machine.
    """

    def __init__(self, token: str) -> None:
        self._token = token

    @classmethod
    def name(cls) -> str:
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> GatewayInput:
        components.fast_actions.install()
        return cls(os.environ.get("BOT_RASA_TOKEN", ""))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("gateway", __name__)

        @blueprint.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            ready = agent is not None and agent.is_ready()
            return response.json({"status": "ok" if ready else "loading"}, status=200 if ready else 503)

        @blueprint.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"code": "not_authorised"}, status=401)
            message = _read(request)
            if message is None:
                # Rasa's own channel gives everybody without a sender the one conversation "default".
                return response.json({"code": "sender_or_message_missing"}, status=422)
            try:
                await on_new_message(message)
            except Exception as error:
                logger.exception("a message was not answered: %s", type(error).__name__)
                return response.json({"code": "message_not_answered"}, status=500)
            return response.json(message.output_channel.messages)

        return blueprint

    def _allowed(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return not self._token or hmac.compare_digest(given.encode(), self._token.encode())


def _read(request: Request) -> UserMessage | None:
    body = request.json
    if not isinstance(body, dict):
        return None
    sender, text, metadata = body.get("sender"), body.get("message"), body.get("metadata")
    if not isinstance(sender, str) or not sender or not isinstance(text, str):
        return None
    return UserMessage(
        text,
        CollectingOutputChannel(),
        sender,
        input_channel=GatewayInput.name(),
        metadata=metadata if isinstance(metadata, dict) else None,
    )
