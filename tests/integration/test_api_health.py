"""Whether the system can serve: the truth, and not too often."""

from datetime import timedelta

from fastapi.testclient import TestClient

from api.chat.rasa import ScriptedBot
from api.wiring import Services
from kit.clock import FixedClock
from kit.database import Database


def test_ready_when_every_part_is(client: TestClient, services: Services, bot: ScriptedBot):
    assert services.search_ready.wait(10)
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "search": "ok", "bot": "ok"}
    assert bot.asked[0][1] == "/greet"


def test_the_bot_is_asked_once_a_minute(client: TestClient, bot: ScriptedBot, clock: FixedClock):
    for _ in range(3):
        client.get("/readyz")
    assert len(bot.asked) == 1
    clock.instant += timedelta(seconds=61)
    client.get("/readyz")
    assert len(bot.asked) == 2


def test_a_bot_without_an_answer_is_not_ready_and_soon_asked_again(
    client: TestClient, bot: ScriptedBot, clock: FixedClock, services: Services
):
    assert services.search_ready.wait(10)
    good, bot.answer = bot.answer, lambda _message: []
    response = client.get("/readyz")
    assert (response.status_code, response.json()["bot"], response.json()["status"]) == (503, "down", "down")
    bot.answer = good
    clock.instant += timedelta(seconds=3)
    assert client.get("/readyz").status_code == 200


def test_no_index_no_readiness(client: TestClient, services: Services):
    assert services.search_ready.wait(10)
    services.search_ready.clear()
    assert client.get("/readyz").json()["search"] == "down"


def test_a_database_that_is_away(client: TestClient, services: Services):
    services.database = Database("postgresql://nobody@127.0.0.1:1/none")
    response = client.get("/readyz")
    assert (response.status_code, response.json()["database"]) == (503, "down")
    assert client.get("/healthz").status_code == 200
    services.database.close()
