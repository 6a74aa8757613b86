"""Citizens' requests by JSON, as the bot makes them."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from api.wiring import Services
from relance import seed
from relance.tables import DossierRow

REQUESTS = "/api/v1/requests"
STATUS = "/api/v1/requests/status"
REQUEST = {
    "procedure": "legalisation",
    "subject": "Légalisation de mon diplôme de licence",
    "name": "Aïssatou Njoya",
    "phone": "+237 6 99 12 34 56",
    "email": None,
    "language": "fr",
    "consent": True,
}


@pytest.fixture(autouse=True)
def founding_data(services: Services) -> None:
    with services.database.transaction() as session:
        seed.load(session, services.clock.now())


@pytest.fixture
def bot_headers(services: Services) -> dict[str, str]:
    return {
        "Authorization": f"Bearer {services.secrets.bot_api_token}",
        "X-Client-Address": uuid.uuid4().hex,
    }


def _register(client: TestClient, headers: dict[str, str], key: str | None = None, **change):
    return client.post(
        REQUESTS, json=REQUEST | change, headers=headers | {"Idempotency-Key": key or uuid.uuid4().hex}
    )


def test_the_procedures_a_citizen_may_ask_for(client: TestClient):
    found = client.get("/api/v1/procedures").json()["procedures"]
    assert len(found) >= 8
    legalisation = next(each for each in found if each["code"] == "legalisation")
    assert legalisation["period_fr"] == "8 jours ouvrables"
    assert legalisation["period_en"] == "8 working days"
    assert legalisation["provisional"] is True
    assert legalisation["papers_en"][0] == "Original of the document to be legalised"


def test_registered_and_followed(client: TestClient, bot_headers):
    response = _register(client, bot_headers)
    assert response.status_code == 201
    receipt = response.json()
    assert receipt["number"].startswith("REQ-2026-")
    assert receipt["procedure"] == "legalisation"
    assert receipt["replayed"] is False
    assert receipt["due_date"] > "2026-11-23"
    proof = {"number": receipt["number"].lower(), "code": receipt["code"].lower().replace("-", " ")}
    for headers in ({}, bot_headers):
        found = client.post(STATUS, json=proof, headers=headers).json()
        assert found["number"] == receipt["number"]
        assert found["state"] == "received"
        assert found["registered_on"] == "2026-11-23"
        assert found["due_date"] == receipt["due_date"]
        assert found["procedure_en"] == "Legalisation of documents"
        assert found["message_fr"] == "Votre demande est enregistrée et va être examinée."
        assert found["message_en"] == "Your request is registered and will be examined."
    assert "Njoya" not in client.post(STATUS, json=proof).text


def test_the_same_key_gives_the_same_request(client: TestClient, bot_headers):
    first = _register(client, bot_headers, "the-same-key").json()
    again = _register(client, bot_headers, "the-same-key").json()
    assert again == first | {"replayed": True}
    other = _register(client, bot_headers, "the-same-key", subject="Une tout autre demande de ma part")
    assert (other.status_code, other.json()["code"]) == (409, "registration_key_reused")


def test_the_same_key_at_once_makes_one_request(client: TestClient, services: Services, bot_headers):
    def count() -> int:
        with services.database.transaction() as session:
            return session.scalar(select(func.count()).select_from(DossierRow)) or 0

    before, key = count(), uuid.uuid4().hex
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: _register(client, bot_headers, key), range(4)))
    assert {each.status_code for each in answers} == {201}
    assert len({(each.json()["number"], each.json()["code"]) for each in answers}) == 1
    assert count() == before + 1


def test_only_the_bot_registers(client: TestClient, bot_headers):
    assert _register(client, {}).status_code == 401
    assert _register(client, {"Authorization": "Bearer wrong"}).status_code == 401
    without_key = client.post(REQUESTS, json=REQUEST, headers=bot_headers)
    assert without_key.status_code == 422
    assert without_key.json()["errors"][0]["field"] == "Idempotency-Key"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"consent": False}, "consent_missing"),
        ({"phone": None}, "contact_missing"),
        ({"phone": "12"}, "phone_wrong"),
        ({"email": "nobody"}, "email_wrong"),
        ({"procedure": "nothing"}, "procedure_unknown"),
        ({"subject": "?"}, "subject_wrong"),
        ({"language": "de"}, "request_invalid"),
        ({"name": "A\x00B"}, "request_invalid"),
        ({"name": "A\nBcc: x@example.org"}, "request_invalid"),
        ({"subject": "x" * 2001}, "request_invalid"),
        ({"number": "REQ-2026-000001-00"}, "request_invalid"),
    ],
)
def test_what_is_refused(client: TestClient, bot_headers, change, code):
    response = _register(client, bot_headers, **change)
    assert (response.status_code, response.json()["code"]) == (422, code)


def test_wrong_code_unknown_and_malformed_number_are_one_answer(client: TestClient, bot_headers):
    receipt = _register(client, bot_headers).json()
    answers = [
        client.post(STATUS, json={"number": number, "code": code}, headers=bot_headers)
        for number, code in (
            (receipt["number"], "AAAAA-AAAAA"),
            ("REQ-2026-999999-48", receipt["code"]),
            ("n'importe quoi", receipt["code"]),
            ("", ""),
        )
    ]
    bodies = [each.json() | {"request_id": ""} for each in answers]
    assert all(body == bodies[0] for body in bodies)
    assert bodies[0]["code"] == "dossier_not_found"
    assert bodies[0]["params"] == {}
    assert {each.status_code for each in answers} == {404}


def test_tries_count_although_each_is_refused(client: TestClient, bot_headers):
    receipt = _register(client, bot_headers).json()
    wrong = {"number": receipt["number"], "code": "AAAAA-AAAAA"}
    statuses = [client.post(STATUS, json=wrong, headers=bot_headers).status_code for _ in range(6)]
    assert statuses == [404] * 5 + [429]
    refused = client.post(STATUS, json=wrong, headers=bot_headers)
    assert refused.json()["code"] == "too_many_tries"
    assert int(refused.headers["retry-after"]) > 0
    assert refused.json()["params"]["retry_after_seconds"] > 0
    # Another conversation of the same bot is another person.
    elsewhere = bot_headers | {"X-Client-Address": uuid.uuid4().hex}
    right = {"number": receipt["number"], "code": receipt["code"]}
    assert client.post(STATUS, json=right, headers=elsewhere).status_code == 200
