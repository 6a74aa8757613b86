"""The gateway's way in: Rasa's REST channel, with the token that Rasa's leaves out."""

from __future__ import annotations

import hmac
import os
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

import components.fast_actions

__all__ = ["GatewayInput"]


class GatewayInput(RestInput):
    """POST /webhooks/rest/webhook {"sender", "message", "metadata"} with `Authorization: Bearer <BOT_RASA_TOKEN>`.

    Without BOT_RASA_TOKEN in the environment nothing is asked: for trials on one's own machine.
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

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[None]]) -> Blueprint:
        blueprint = super().blueprint(on_new_message)
        blueprint.on_request(self._check)
        return blueprint

    async def _check(self, request: Request) -> HTTPResponse | None:
        if request.method != "POST":
            return None
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._token and not hmac.compare_digest(given.encode(), self._token.encode()):
            return response.json({"status": 401, "code": "not_authorised"}, status=401)
        if not isinstance(request.json, dict) or not request.json.get("sender"):
            # Rasa gives everybody without a sender the one conversation "default".
            return response.json({"status": 422, "code": "sender_missing"}, status=422)
        return None
