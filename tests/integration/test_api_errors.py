"""Errors as callers meet them, and the transaction of a request."""

import logging
from collections.abc import Iterator
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from api.app import create_app
from api.dependencies import BotDep, ClientAddressDep, SessionDep
from api.wiring import Services
from kit.errors import Conflict, Forbidden, Invalid, NotFound, TooMany, Unavailable


class Item(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str = Field(max_length=5)
    count: int = Field(ge=1)


@pytest.fixture
def app(services: Services) -> Iterator[FastAPI]:
    with services.database.transaction() as session:
        session.execute(
            text("CREATE TABLE IF NOT EXISTS trial (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)")
        )
        session.execute(text("TRUNCATE trial"))
    yield create_app(services)
    with services.database.transaction() as session:
        session.execute(text("DROP TABLE trial"))


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def _raising(app: FastAPI, error: Exception, path: str = "/api/v1/trial") -> None:
    @app.get(path)
    def trial() -> None:
        raise error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound(), 404),
        (Conflict(), 409),
        (Forbidden(), 403),
        (Invalid(), 422),
        (TooMany(), 429),
        (Unavailable(reason="/var/lib/somewhere"), 503),
    ],
)
def test_each_kind_of_error_has_its_status(app: FastAPI, client: TestClient, error, status):
    _raising(app, error)
    response = client.get("/api/v1/trial", headers={"Accept-Language": "en"})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert (problem["status"], problem["code"], problem["type"]) == (status, error.code, "about:blank")
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]
    assert "somewhere" not in response.text


def test_retry_after(app: FastAPI, client: TestClient):
    _raising(app, TooMany(retry_after_seconds=17))
    assert client.get("/api/v1/trial").headers["retry-after"] == "17"


def test_languages(app: FastAPI, client: TestClient):
    _raising(app, NotFound())
    french = client.get("/api/v1/trial").json()["title"]
    english = client.get("/api/v1/trial", headers={"Accept-Language": "en-GB,fr;q=0.5"}).json()["title"]
    assert french == "Introuvable"
    assert english not in {"", french}
    assert client.get("/api/v1/trial?lang=en").json()["title"] == english


def test_an_unexpected_error_shows_no_trace_and_is_logged(app: FastAPI, client: TestClient, caplog):
    _raising(app, RuntimeError("secret of the house"))
    with caplog.at_level(logging.ERROR):
        response = client.get("/api/v1/trial?q=personal")
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert "secret of the house" in caplog.text
    assert "personal" not in caplog.text


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (StaleDataError("row"), 409, "changed_meanwhile"),
        (
            OperationalError("SELECT", {}, Exception("server closed the connection")),
            503,
            "database_unavailable",
        ),
    ],
)
def test_errors_of_the_database(app: FastAPI, client: TestClient, error, status, code):
    _raising(app, error)
    response = client.get("/api/v1/trial")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert "SELECT" not in response.text


def test_a_bad_body_names_its_fields(app: FastAPI, client: TestClient):
    @app.post("/api/v1/trial")
    def trial(item: Item) -> None:
        del item

    response = client.post("/api/v1/trial", json={"name": "too long", "count": 0, "other": 1})
    assert response.status_code == 422
    assert response.json()["code"] == "request_invalid"
    assert response.json()["errors"] == [
        {"field": "name", "code": "string_too_long", "message": "Au plus 5 caractères."},
        {"field": "count", "code": "greater_than_equal", "message": "Au moins 1."},
        {"field": "other", "code": "extra_forbidden", "message": "Ce champ n’est pas attendu."},
    ]
    broken = client.post("/api/v1/trial", content=b"{", headers={"Content-Type": "application/json"})
    assert broken.json()["errors"][0]["code"] == "json_invalid"
    missing = client.post("/api/v1/trial")
    assert (missing.status_code, missing.json()["code"]) == (422, "request_invalid")


def test_unknown_addresses_and_methods(client: TestClient):
    assert client.get("/api/v1/nothing").json()["code"] == "page_not_found"
    response = client.get("/api/v1/chat/sessions")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response.headers["allow"] == "POST"


def test_a_body_that_is_too_large(client: TestClient):
    response = client.post("/api/v1/chat/messages", content=b"x" * (1024 * 1024 + 1))
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")
    assert response.headers["x-content-type-options"] == "nosniff"

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    response = client.post(
        "/api/v1/chat/messages", content=pieces(), headers={"Content-Type": "application/json"}
    )
    assert (response.status_code, response.json()["code"]) == (413, "body_too_large")


def test_a_person_gets_a_page(app: FastAPI, client: TestClient):
    app.state.render_error_page = lambda _request, problem: HTMLResponse(
        f"<h1>{problem.title}</h1>", problem.status
    )
    _raising(app, TooMany(retry_after_seconds=5), "/somewhere")
    _raising(app, TooMany(retry_after_seconds=5))
    page = client.get("/somewhere", headers={"Accept": "text/html"})
    assert (page.status_code, page.text) == (429, "<h1>Trop d’essais</h1>")
    assert page.headers["retry-after"] == "5"
    assert client.get("/somewhere", headers={"Accept": "application/json"}).json()["code"] == "too_many"
    assert client.get("/api/v1/trial", headers={"Accept": "text/html"}).json()["code"] == "too_many"


def test_a_commit_that_fails_is_no_success(app: FastAPI, client: TestClient, services: Services):
    """The row's uniqueness is checked at the commit: the route itself sees nothing wrong."""

    @app.post("/api/v1/trial", status_code=201)
    def trial(session: SessionDep) -> dict[str, str]:
        session.execute(text("INSERT INTO trial VALUES (1)"))
        return {"number": "REQ-1"}

    assert client.post("/api/v1/trial").status_code == 201
    response = client.post("/api/v1/trial")
    assert response.status_code == 500
    assert "REQ-1" not in response.text


def test_an_error_after_writing_leaves_nothing(app: FastAPI, client: TestClient, services: Services):
    @app.post("/api/v1/trial")
    def trial(session: SessionDep) -> None:
        session.execute(text("INSERT INTO trial VALUES (2)"))
        raise Conflict

    assert client.post("/api/v1/trial").status_code == 409
    with services.database.transaction() as session:
        assert session.scalar(text("SELECT count(*) FROM trial")) == 0


def test_one_request_has_one_transaction(app: FastAPI, client: TestClient):
    def deeper(session: SessionDep) -> int:
        return id(session)

    @app.get("/api/v1/trial")
    def trial(session: SessionDep, other: Annotated[int, Depends(deeper)]) -> bool:
        return id(session) == other

    assert client.get("/api/v1/trial").json() is True


def test_the_bot_proves_who_it_is(app: FastAPI, client: TestClient, services: Services):
    @app.get("/api/v1/trial")
    def trial(bot: BotDep) -> str:
        return bot.kind

    for headers in ({}, {"Authorization": "Bearer nobody"}, {"Authorization": "Basic x"}):
        refused = client.get("/api/v1/trial", headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
        assert refused.headers["www-authenticate"] == "Bearer"
    token = services.secrets.bot_api_token
    assert client.get("/api/v1/trial", headers={"Authorization": f"Bearer {token}"}).json() == "bot"


def test_whose_tries_are_counted(app: FastAPI, client: TestClient, services: Services):
    @app.get("/api/v1/trial")
    def trial(address: ClientAddressDep) -> str:
        return address

    told = {"X-Client-Address": "conversation"}
    token = services.secrets.bot_api_token
    assert client.get("/api/v1/trial", headers=told).json() == "testclient"
    assert (
        client.get("/api/v1/trial", headers=told | {"Authorization": f"Bearer {token}"}).json()
        == "conversation"
    )
    assert client.get("/api/v1/trial", headers=told | {"Authorization": "Bearer no"}).status_code == 401


def test_headers_and_request_ids(client: TestClient):
    response = client.get("/healthz", headers={"X-Request-ID": "abc-12345678"})
    assert response.json() == {"status": "ok"}
    assert response.headers["x-request-id"] == "abc-12345678"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["referrer-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in response.headers["content-security-policy"]
    assert "unsafe" not in response.headers["content-security-policy"]
    assert "strict-transport-security" not in response.headers
    forged = client.get("/healthz", headers={"X-Request-ID": "short"}).headers["x-request-id"]
    assert len(forged) == 32


def test_https_is_remembered_where_it_is_used(services: Services):
    services.settings = services.settings.model_copy(update={"public_url": "https://truchement.example"})
    client = TestClient(create_app(services))
    assert "max-age" in client.get("/healthz").headers["strict-transport-security"]
