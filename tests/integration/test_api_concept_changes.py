"""Concepts revised, reverted and withdrawn by JSON, their history, and collections."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from tests.integration.staff import enter

CONCEPTS = "/api/v1/concepts"
COLLECTIONS = "/api/v1/collections"
BODY: dict[str, Any] = {
    "terms": [
        {
            "text": "laissez-passer",
            "language": "fr",
            "contexts": [{"text": "Un laissez-passer est exigé.", "source": "Décret"}],
        },
        {"text": "travel permit", "language": "en", "status": "admitted"},
    ],
    "definitions": [{"text": "Titre de voyage provisoire.", "language": "fr", "note": "Au sens strict"}],
    "domains": ["consular"],
    "notes": [{"text": "Pluriel invariable.", "language": "fr", "source": "Académie"}, {"text": "Vu"}],
    "documents": [{"title": "Loi", "url": "https://lois.example/1", "kind": "law", "date": "1997"}],
}


@pytest.fixture
def concept(client: TestClient, services: Services) -> dict[str, Any]:
    enter(client, services, Role.HEAD_OF_TRANSLATION)
    made = client.post(CONCEPTS, json=BODY)
    assert made.status_code == 201
    answer: dict[str, Any] = made.json()
    return answer


def content(read: dict[str, Any]) -> dict[str, Any]:
    """What GET gave, as PUT takes it back."""
    left = {"number", "status", "created_at", "updated_at", "collections"}
    return {name: value for name, value in read.items() if name not in left}


def test_what_is_read_can_be_sent_back_and_changes_nothing(
    client: TestClient, concept: dict[str, Any]
) -> None:
    address = f"{CONCEPTS}/{concept['number']}"
    read = client.get(address).json()
    assert read["terms"][0]["contexts"] == BODY["terms"][0]["contexts"]
    assert [item["language"] for item in read["notes"]] == ["fr", None]
    assert read["documents"][0]["date"] == "1997"
    again = client.put(address, json=content(read))
    assert (again.status_code, again.json()["version"]) == (200, read["version"])
    revised = client.put(address, json=content(read) | {"note": "Relu", "documents": []})
    assert (revised.json()["version"], revised.json()["documents"]) == (read["version"] + 1, [])


def test_a_lost_race_is_explained(client: TestClient, concept: dict[str, Any]) -> None:
    address = f"{CONCEPTS}/{concept['number']}"
    read = content(client.get(address).json())
    assert client.put(address, json=read | {"note": "Le leur"}).status_code == 200
    lost = client.put(address, json=read | {"note": "Le mien", "origin": "Ici"})
    assert lost.status_code == 409
    problem = lost.json()
    assert problem["code"] == "concept_changed_meanwhile"
    assert problem["params"]["version"] == read["version"] + 1
    (revision,) = problem["params"]["revisions"]
    assert (revision["action"], revision["author"]) == ("revised", "Aïssatou Essai")
    (change,) = problem["params"]["changes"]
    assert (change["field"], change["before"], change["after"]) == ("note", "", "Le leur")
    (clash,) = problem["params"]["clashes"]
    assert (clash["field"], clash["theirs"], clash["mine"]) == ("note", "Le leur", "Le mien")
    assert client.get(address).json()["note"] == "Le leur"


def test_history_revert_withdraw(client: TestClient, services: Services, concept: dict[str, Any]) -> None:
    number = concept["number"]
    address = f"{CONCEPTS}/{number}"
    read = content(client.get(address).json())
    client.put(address, json=read | {"definitions": []})
    history = client.get(f"{address}/history").json()
    assert [item["version"] for item in history["revisions"]] == [2, 1]
    newest = history["revisions"][0]
    assert newest["action"] == "revised"
    assert {change["field"] for change in newest["changes"]} == {"definition", "definition_note"}
    assert any(change["after"] == "laissez-passer" for change in history["revisions"][1]["changes"])
    unknown = client.post(f"{address}/revert", json={"version": 2, "to_version": 9})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "revision_not_found")
    reverted = client.post(f"{address}/revert", json={"version": 2, "to_version": 1}).json()
    assert (reverted["version"], len(reverted["definitions"])) == (3, 1)

    translator = TestClient(client.app)
    enter(translator, services, Role.TRANSLATOR)
    for action, body in (("withdraw", {"version": 3}), ("revert", {"version": 3, "to_version": 1})):
        refused = translator.post(f"{address}/{action}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "right_missing")
    withdrawn = client.post(f"{address}/withdraw", json={"version": 3})
    assert withdrawn.json()["status"] == "withdrawn"
    gone = client.put(address, json=read | {"version": 4})
    assert (gone.status_code, gone.json()["code"]) == (409, "concept_is_withdrawn")
    assert TestClient(client.app).get(f"{address}/history").status_code == 401


def test_relations_are_said_and_refused_in_words(
    client: TestClient, services: Services, concept: dict[str, Any]
) -> None:
    number = concept["number"]
    other = client.post(CONCEPTS, json=BODY | {"relations": [{"kind": "broader", "number": number}]}).json()
    assert other["relations"] == [{"kind": "broader", "number": number}]
    read = client.get(f"{CONCEPTS}/{number}").json()
    assert read["relations"] == [{"kind": "narrower", "number": other["number"]}]
    both = [*read["relations"], {"kind": "broader", "number": other["number"]}]
    refused = client.put(f"{CONCEPTS}/{number}", json=content(read) | {"relations": both})
    assert (refused.status_code, refused.json()["code"]) == (422, "concept_invalid")
    assert "à la fois générique et spécifique" in refused.json()["errors"][0]["message"]
    client.post(f"{CONCEPTS}/{number}/validate", json={"version": read["version"]})
    stranger = TestClient(client.app).get(f"{CONCEPTS}/{number}").json()
    assert stranger["relations"] == []
    assert stranger["collections"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"documents": [{"url": "javascript:alert(1)"}]},
        {"documents": [{"url": "https://a.example/", "date": "demain"}]},
        {"relations": [{"kind": "broader", "number": 2**31 - 1}]},
        {"relations": [{"kind": "cousin", "number": 1}]},
        {"relations": [{"kind": "see", "number": 0}]},
        {"notes": [{"text": "a\ufffe"}]},
        {"terms": [{"text": "a", "language": "fr", "contexts": [{"text": ""}]}]},
        {"extra": {"a": "\x00"}},
        {"extra": {"a": json.loads("[" * 400 + "]" * 400)}},
    ],
)
def test_what_is_refused(client: TestClient, services: Services, change: dict[str, Any]) -> None:
    enter(client, services, Role.TRANSLATOR)
    refused = client.post(CONCEPTS, json=BODY | change)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["message"]


def test_collections(client: TestClient, services: Services, concept: dict[str, Any]) -> None:
    number = concept["number"]
    assert client.post(COLLECTIONS, json={"fr": " "}).json()["code"] == "collection_invalid"
    made = client.post(COLLECTIONS, json={"fr": "Sommet", "en": "Summit"})
    assert made.status_code == 201
    address = f"{COLLECTIONS}/{made.json()['id']}"
    added = client.post(f"{address}/concepts", json={"concepts": [number, 2**31 - 1]})
    assert added.json() == {"count": 1}
    assert client.get(address).json()["concepts"] == [number]
    assert client.get(f"{CONCEPTS}/{number}").json()["collections"] == [
        {"id": made.json()["id"], "fr": "Sommet", "en": "Summit"}
    ]

    other = TestClient(client.app)
    enter(other, services, Role.TRANSLATOR)
    assert other.get(address).status_code == 404
    assert other.get(f"{CONCEPTS}/{number}").json()["collections"] == []
    shared = client.put(address, json={"version": 1, "fr": "Sommet", "en": "Summit", "shared": True})
    assert shared.json()["shared"] is True
    assert made.json()["id"] in {item["id"] for item in other.get(COLLECTIONS).json()}
    assert other.post(f"{address}/concepts/remove", json={"concepts": [number]}).json() == {"count": 1}
    assert other.delete(f"{address}?version=2").json()["code"] == "collection_not_yours"
    assert client.delete(f"{address}?version=1").json()["code"] == "collection_changed_meanwhile"
    assert client.delete(f"{address}?version=2").status_code == 204
    assert client.get(address).status_code == 404
    assert TestClient(client.app).get(COLLECTIONS).status_code == 401
