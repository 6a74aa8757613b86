"""Before Rasa is imported: quiet, on one thread, without telemetry."""

from __future__ import annotations

import asyncio
import copy
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from serve import DEFAULTS, HERE

for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)
os.environ.pop("TRUCHEMENT_MODEL_FOLDER", None)  # the small models of the tests know words alone

import pytest  # noqa: E402
import yaml  # noqa: E402
from aiohttp.test_utils import TestServer  # noqa: E402
from rasa_sdk import Tracker  # noqa: E402

from actions.client import ApiClient, Timeouts  # noqa: E402
from tests.fake_api import FakeApi  # noqa: E402

TOKEN = "token"


def read_domain() -> dict[str, Any]:
    """The domain as Rasa sends it to the actions: the parts laid together."""
    domain: dict[str, Any] = {}
    for path in sorted((HERE / "domain").glob("*.yml")):
        for key, value in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if isinstance(value, dict):
                domain.setdefault(key, {}).update(value)
            elif isinstance(value, list):
                domain.setdefault(key, []).extend(value)
    return domain


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    return read_domain()


@pytest.fixture
def api() -> FakeApi:
    return FakeApi(TOKEN)


@asynccontextmanager
async def serving(api: FakeApi, total_seconds: float = 5.0) -> AsyncIterator[ApiClient]:
    """The fake API on a real port, and a client of it."""
    server = TestServer(api.app())
    await server.start_server()
    client = ApiClient(str(server.make_url("/")), TOKEN, Timeouts(connect=1.0, total=total_seconds))
    try:
        yield client
    finally:
        await client.close()
        await server.close()


def run(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(work())


def tracker(
    text: str = "",
    intent: str = "inform",
    slots: dict[str, Any] | None = None,
    entities: dict[str, str] | None = None,
    confidence: float = 0.95,
) -> Tracker:
    """A conversation's state as Rasa sends it, with one last message."""
    filled: dict[str, Any] = {"language": "fr", "requested_slot": None, **(slots or {})}
    return Tracker.from_dict(
        {
            "sender_id": "someone",
            "slots": copy.deepcopy(filled),
            "latest_message": {
                "text": text,
                "intent": {"name": intent, "confidence": confidence},
                "entities": [{"entity": name, "value": value} for name, value in (entities or {}).items()],
                "intent_ranking": [{"name": intent, "confidence": confidence}],
            },
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {"name": "request_form"},
            "latest_action_name": "action_listen",
        }
    )
