"""The bank by JSON."""

import time

import pytest
from fastapi.testclient import TestClient

from api.wiring import Services
from kit.audit import SYSTEM
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Definition, Language, Term

SEARCH = "/api/v1/terms/search"
DRAFT = ConceptDraft(
    terms=(Term("valise diplomatique", Language.FR), Term("diplomatic bag", Language.EN)),
    definitions=(Definition("Sac scellé pour le courrier d’une ambassade.", Language.FR),),
)


@pytest.fixture
def concept(services: Services) -> int:
    """A validated one, made before the application starts."""
    now = services.clock.now()
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        proposed = bank.propose(DRAFT, SYSTEM, now)
        return bank.validate(proposed.number, proposed.version, SYSTEM, now).number


@pytest.fixture
def ready(concept: int, services: Services, client: TestClient) -> TestClient:
    assert services.search_ready.wait(10)
    return client


def test_found_in_the_other_language(ready: TestClient, concept: int):
    found = ready.get(SEARCH, params={"q": "valise diplomatique", "source": "fr", "target": "en"})
    assert found.status_code == 200
    body = found.json()
    assert (body["query"], body["language"]) == ("valise diplomatique", "fr")
    hit = next(each for each in body["hits"] if each["concept"] == concept)
    assert hit["source_terms"] == [{"text": "valise diplomatique", "language": "fr", "status": "preferred"}]
    assert hit["target_terms"] == [{"text": "diplomatic bag", "language": "en", "status": "preferred"}]
    assert hit["definition"].startswith("Sac scellé")
    assert hit["why"][0] == "exact"
    assert 0 <= hit["score"] <= 1


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 422),
        ({"q": "x" * 501}, 422),
        ({"q": "x", "limit": "0"}, 422),
        ({"q": "x", "source": "de"}, 422),
        ({"q": ""}, 200),
        ({"q": "\x00' OR 1=1 --%_\\"}, 200),
        ({"q": "x", "domain": "no such field"}, 200),
        ({"q": "👍🏽 مرحبا"}, 200),
    ],
)
def test_any_query_has_an_answer(ready: TestClient, parameters, status):
    assert ready.get(SEARCH, params=parameters).status_code == status


def test_no_answer_before_the_index_is_there(client: TestClient, services: Services):
    assert services.search_ready.wait(10)
    services.search_ready.clear()
    response = client.get(SEARCH, params={"q": "valise"})
    assert (response.status_code, response.json()["code"]) == (503, "search_not_ready")


def test_a_concept_is_read_by_its_number(client: TestClient, concept: int):
    body = client.get(f"/api/v1/concepts/{concept}").json()
    assert (body["number"], body["status"], body["version"]) == (concept, "validated", 2)
    assert [term["text"] for term in body["terms"]] == ["valise diplomatique", "diplomatic bag"]
    assert body["definitions"][0]["language"] == "fr"


@pytest.mark.parametrize(("number", "status"), [("999999", 404), ("0", 422), ("x", 422), ("9" * 30, 422)])
def test_numbers_that_lead_nowhere(client: TestClient, number, status):
    assert client.get(f"/api/v1/concepts/{number}").status_code == status


def test_a_proposal_is_not_public(client: TestClient, services: Services):
    with services.database.transaction() as session:
        proposed = Bank(session, services.encoder).propose(DRAFT, SYSTEM, services.clock.now())
    response = client.get(f"/api/v1/concepts/{proposed.number}")
    assert (response.status_code, response.json()["code"]) == (404, "concept_not_found")


def test_strangers_neither_propose_nor_validate(client: TestClient, concept: int):
    body = {"terms": [{"text": "note verbale", "language": "fr"}]}
    for response in (
        client.post("/api/v1/concepts", json=body),
        client.post(f"/api/v1/concepts/{concept}/validate", json={"version": 1}),
    ):
        assert (response.status_code, response.json()["code"]) == (401, "not_authenticated")


def test_what_is_validated_is_found_at_once(ready: TestClient, services: Services):
    now = services.clock.now()
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        draft = ConceptDraft(terms=(Term("agrément", Language.FR), Term("agrément", Language.EN)))
        proposed = bank.propose(draft, SYSTEM, now)
        number = bank.validate(proposed.number, proposed.version, SYSTEM, now).number
    until = time.monotonic() + 5
    while time.monotonic() < until:
        hits = ready.get(SEARCH, params={"q": "agrément"}).json()["hits"]
        if number in [hit["concept"] for hit in hits]:
            return
        time.sleep(0.1)
    pytest.fail("the validated concept was not found within 5 s")
