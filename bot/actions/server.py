"""The action server: rasa-sdk's executor behind a token, on loopback.

`python -m rasa_sdk` listens on every interface and asks nobody who he is; this is the same executor without
that.

Environment: BOT_ACTIONS_HOST, BOT_ACTIONS_PORT, BOT_ACTIONS_TOKEN, BOT_API_URL, BOT_API_TOKEN.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web
from rasa_sdk import Action
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.answers import AnswerFaq
from actions.catalogue import Catalogue
from actions.client import ApiClient
from actions.conversation import Aside, Cancel, ChangeLanguage, Clarify, Forget, Restart
from actions.offers import WhatNext
from actions.request_form import ValidateRequestForm
from actions.request_questions import AskConfirm, AskProcedure, StartRequest
from actions.status_form import ReportStatus, StartStatus, ValidateStatusForm
from actions.term_form import StartTerm, TranslateTerm, ValidateTermForm

__all__ = ["Configuration", "ConfigurationMissing", "all_actions", "create_app", "main"]

logger = logging.getLogger("actions")

_BODY_BYTES_MAX = 4 * 1024 * 1024  # a long conversation's whole tracker
_STOP_SECONDS = 5.0  # a running registration may end


class ConfigurationMissing(Exception):
    pass


@dataclass(frozen=True)
class Configuration:
    host: str
    port: int
    token: str
    api_url: str
    api_token: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Configuration:
        """Raises ConfigurationMissing naming what is not there: no secret has a default."""
        needed = ("BOT_ACTIONS_TOKEN", "BOT_API_URL", "BOT_API_TOKEN")
        missing = [name for name in needed if not environment.get(name)]
        if missing:
            raise ConfigurationMissing(", ".join(missing))
        return cls(
            host=environment.get("BOT_ACTIONS_HOST", "127.0.0.1"),
            port=int(environment.get("BOT_ACTIONS_PORT", "5055")),
            token=environment["BOT_ACTIONS_TOKEN"],
            api_url=environment["BOT_API_URL"],
            api_token=environment["BOT_API_TOKEN"],
        )


def all_actions(client: ApiClient) -> list[Action]:
    catalogue = Catalogue(client)
    return [
        StartRequest(catalogue),
        AskProcedure(catalogue),
        AskConfirm(catalogue),
        ValidateRequestForm(client, catalogue),
        StartStatus(),
        ValidateStatusForm(),
        ReportStatus(client),
        StartTerm(),
        ValidateTermForm(),
        TranslateTerm(client),
        AnswerFaq(catalogue),
        Aside(client),
        ChangeLanguage(),
        Clarify(),
        WhatNext(catalogue),
        Cancel(),
        Forget(),
        Restart(),
    ]


def create_app(client: ApiClient, token: str) -> web.Application:
    """Routes: GET /health, POST /webhook (Rasa's action protocol; the token as ?token=, as Rasa sends it)."""
    executor = ActionExecutor()
    for action in all_actions(client):
        executor.register_action(action)

    async def webhook(request: web.Request) -> web.Response:
        if not _allowed(request, token):
            return web.json_response({"error": "not_authorised"}, status=401)
        return await _run(executor, request)

    async def health(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def close(_: web.Application) -> None:
        await client.close()

    app = web.Application(client_max_size=_BODY_BYTES_MAX)
    app.add_routes([web.get("/health", health), web.post("/webhook", webhook)])
    app.on_cleanup.append(close)
    return app


def _allowed(request: web.Request, token: str) -> bool:
    given = request.query.get("token") or request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(given.encode(), token.encode())


async def _run(executor: ActionExecutor, request: web.Request) -> web.Response:
    try:
        call = await request.json()
        name = str(call["next_action"])
        result = await executor.run(call)
    except ActionExecutionRejection as rejection:
        return web.json_response({"error": "rejected", "action_name": rejection.action_name}, status=400)
    except ActionNotFoundException as error:
        return web.json_response({"error": "unknown_action", "action_name": error.action_name}, status=404)
    except (json.JSONDecodeError, KeyError, TypeError):
        # 422, not 400: Rasa takes a 400 for an action that declines to run.
        return web.json_response({"error": "bad_call"}, status=422)
    except Exception:
        # The edge: Rasa is told that it failed, the log why. Nobody is sent a trace.
        logger.exception("action %s failed", name)
        return web.json_response({"error": "action_failed", "action_name": name}, status=500)
    return web.json_response(result)


def main() -> int:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    # One line for each registered function at INFO says nothing that the source does not.
    logging.getLogger("rasa_sdk").setLevel(logging.WARNING)
    try:
        configuration = Configuration.read(os.environ)
    except ConfigurationMissing as missing:
        sys.stderr.write(f"missing in the environment: {missing}\n")
        return 2
    client = ApiClient(configuration.api_url, configuration.api_token)
    asyncio.set_event_loop(asyncio.new_event_loop())
    # No access log: its lines would hold the token that Rasa puts into the address.
    web.run_app(
        create_app(client, configuration.token),
        host=configuration.host,
        port=configuration.port,
        access_log=None,
        print=None,
        shutdown_timeout=_STOP_SECONDS,
        loop=asyncio.get_event_loop(),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
