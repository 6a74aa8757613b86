"""The API's client: what it reads, and each kind of failure by its own name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from actions import contract
from actions.client import (
    ApiBroken,
    ApiClient,
    ApiUnreachable,
    Conflict,
    NotAllowed,
    NotFound,
    TooMany,
)
from tests.conftest import run, serving
from tests.fake_api import FakeApi

CONTENT: dict[str, Any] = {
    "procedure": "visa",
    "subject": "Visa",
    "name": "Jean",
    "phone": None,
    "email": "j@e.cm",
    "language": "fr",
    "consent": True,
}


def test_registering_twice_with_one_key_makes_one_request(api: FakeApi) -> None:
    async def work() -> None:
        async with serving(api) as client:
            first = await client.register(CONTENT, idempotency_key="key-1", sender="s")
            again = await client.register(CONTENT, idempotency_key="key-1", sender="s")
            assert (first.number, first.code) == (again.number, again.code)
            assert (first.replayed, again.replayed) == (False, True)
            assert first.due_date == date(2026, 12, 24)

    run(work)
    assert len(api.registered) == 1


def test_the_same_key_with_another_content_is_a_conflict(api: FakeApi) -> None:
    async def work() -> None:
        async with serving(api) as client:
            await client.register(CONTENT, idempotency_key="key-1", sender="s")
            with pytest.raises(Conflict) as caught:
                await client.register({**CONTENT, "name": "Paul"}, idempotency_key="key-1", sender="s")
            assert caught.value.code == "registration_key_reused"

    run(work)


def test_a_call_says_who_asks_and_for_whom_without_giving_the_conversation_away(api: FakeApi) -> None:
    async def work() -> None:
        async with serving(api) as client:
            await client.register(CONTENT, idempotency_key="key-1", sender="conversation-id")

    run(work)
    _, path, headers = api.calls[-1]
    assert path == contract.REGISTER[1]
    assert headers["Authorization"] == "Bearer token"
    assert headers[contract.IDEMPOTENCY_HEADER] == "key-1"
    assert "conversation-id" not in headers[contract.ADDRESS_HEADER]


def test_unknown_number_and_wrong_code_are_the_same_error(api: FakeApi) -> None:
    async def work() -> None:
        async with serving(api) as client:
            receipt = await client.register(CONTENT, idempotency_key="key-1", sender="s")
            found = await client.status(receipt.number, receipt.code, sender="s")
            assert found.registered_on == date(2026, 11, 22)
            assert found.waiting_for == ("Original de l’acte",)
            for number, code in ((receipt.number, "AAAAA-AAAAA"), ("REQ-2026-999999-00", receipt.code)):
                with pytest.raises(NotFound):
                    await client.status(number, code, sender="s")

    run(work)


def test_too_many_tries_say_how_long_to_wait(api: FakeApi) -> None:
    api.tries = 20

    async def work() -> None:
        async with serving(api) as client:
            with pytest.raises(TooMany) as caught:
                await client.status("REQ-2026-999999-00", "AAAAA-AAAAA", sender="s")
            assert caught.value.retry_after_seconds == 150

    run(work)


@pytest.mark.parametrize(
    ("failing", "error"),
    [("down", ApiBroken), ("broken", ApiBroken), ("slow", ApiUnreachable), ("late", ApiUnreachable)],
)
def test_each_failure_has_its_error(api: FakeApi, failing: str, error: type[Exception]) -> None:
    api.failing = failing

    async def work() -> None:
        async with serving(api, total_seconds=0.3) as client:
            with pytest.raises(error):
                await client.register(CONTENT, idempotency_key="key-1", sender="s")

    run(work)


def test_no_one_listening_is_unreachable() -> None:
    async def work() -> None:
        client = ApiClient("http://127.0.0.1:9", "token")
        with pytest.raises(ApiUnreachable):
            await client.procedures()
        await client.close()

    run(work)


def test_a_wrong_token_is_our_fault(api: FakeApi) -> None:
    api.token = "another"

    async def work() -> None:
        async with serving(api) as client:
            with pytest.raises(NotAllowed):
                await client.register(CONTENT, idempotency_key="key-1", sender="s")

    run(work)


def test_terms(api: FakeApi) -> None:
    async def work() -> None:
        async with serving(api) as client:
            hits = await client.search_terms("diplomatic bag", source="en", target="fr")
            assert hits[0].targets == ("valise diplomatique",)
            assert await client.search_terms("zzzz", source="en", target="fr") == []

    run(work)
