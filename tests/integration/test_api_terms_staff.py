"""Staff propose and validate concepts by JSON, with the session of the pages."""

import pytest
from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from tests.integration.staff import enter

CONCEPTS = "/api/v1/concepts"
BODY = {
    "terms": [
        {"text": "note verbale", "language": "fr", "part_of_speech": "noun", "gender": "feminine"},
        {"text": "note verbale", "language": "en", "reliability": 4},
    ],
    "definitions": [{"text": "Écrit diplomatique à la troisième personne.", "language": "fr"}],
}


def _validate(client: TestClient, number: int, version: int):
    return client.post(f"{CONCEPTS}/{number}/validate", json={"version": version})


def test_proposed_then_validated(client: TestClient, services: Services):
    enter(client, services, Role.TRANSLATOR)
    proposed = client.post(CONCEPTS, json=BODY)
    assert proposed.status_code == 201
    concept = proposed.json()
    assert concept["status"] == "proposed"
    assert client.get(f"{CONCEPTS}/{concept['number']}").status_code == 200
    refused = _validate(client, concept["number"], concept["version"])
    assert (refused.status_code, refused.json()["code"]) == (403, "right_missing")
    client.cookies.clear()
    assert client.get(f"{CONCEPTS}/{concept['number']}").status_code == 404
    enter(client, services, Role.TERMINOLOGIST)
    validated = _validate(client, concept["number"], concept["version"])
    assert (validated.status_code, validated.json()["status"]) == (200, "validated")
    stale = _validate(client, concept["number"], concept["version"])
    assert (stale.status_code, stale.json()["code"]) == (409, "concept_changed_meanwhile")
    again = _validate(client, concept["number"], validated.json()["version"])
    assert (again.status_code, again.json()["code"]) == (409, "concept_move_not_allowed")
    client.cookies.clear()
    assert client.get(f"{CONCEPTS}/{concept['number']}").json()["terms"][0]["gender"] == "feminine"


def test_another_site_cannot_use_the_session(client: TestClient, services: Services):
    enter(client, services, Role.TRANSLATOR)
    for headers in ({"Origin": "https://elsewhere.example"}, {"Sec-Fetch-Site": "cross-site"}):
        response = client.post(CONCEPTS, json=BODY, headers=headers)
        assert (response.status_code, response.json()["code"]) == (403, "form_expired")
    plain = client.post(CONCEPTS, content=b'{"terms": []}', headers={"Content-Type": "text/plain"})
    assert plain.status_code == 422


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"terms": []}, "request_invalid"),
        ({"terms": [{"text": "x", "language": "de"}]}, "request_invalid"),
        ({"terms": [{"text": "x", "language": "fr", "reliability": 9}]}, "request_invalid"),
        ({"status": "validated"}, "request_invalid"),
        ({"number": 1}, "request_invalid"),
        ({"terms": [{"text": "   ", "language": "fr"}]}, "concept_invalid"),
        ({"terms": [{"text": "a\x00b", "language": "fr"}]}, "concept_invalid"),
        ({"note": "a\x00b"}, "concept_invalid"),
    ],
)
def test_what_is_refused(client: TestClient, services: Services, change, code):
    enter(client, services, Role.TERMINOLOGIST)
    response = client.post(CONCEPTS, json=BODY | change)
    assert (response.status_code, response.json()["code"]) == (422, code)
    assert response.json()["errors"][0]["message"]
