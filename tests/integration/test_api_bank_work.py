"""The same work by JSON, for programs."""

import secrets

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.security.roles import Role
from api.wiring import Services
from kit.audit import Actor, ActorKind
from terminology import duplicates
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptView, Language, Term
from terminology.gaps import counting
from tests.integration.staff import enter

AWA = Actor(ActorKind.STAFF, "awa", "Awa Essai")
API = "/api/v1"


@pytest.fixture(autouse=True)
def empty_lists(services: Services) -> None:
    with services.database.transaction() as session:
        session.execute(
            text("TRUNCATE term_gap, reader_feedback, concept_mark, concept_comment, duplicate_pair")
        )


def make(services: Services, french: str, english: str = "") -> ConceptView:
    now = services.clock.now()
    terms = (Term(french, Language.FR), Term(english or f"{french} EN", Language.EN))
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        return bank.validate(bank.propose(ConceptDraft(terms), AWA, now).number, 1, AWA, now)


@pytest.fixture
def word() -> str:
    return f"oryx {secrets.token_hex(4)}"


def test_what_an_entry_being_written_may_repeat(client: TestClient, services: Services, word: str) -> None:
    concept = make(services, word)
    services.search.refresh()
    body = {"terms": [{"text": word.upper(), "language": "fr"}]}
    assert client.post(f"{API}/concepts/duplicates", json=body).status_code == 401
    enter(client, services, Role.TRANSLATOR)
    services.search_ready.clear()
    assert client.post(f"{API}/concepts/duplicates", json=body).status_code == 503
    services.search_ready.set()
    found = client.post(f"{API}/concepts/duplicates", json=body).json()
    assert [(item["likeness"], item["hit"]["concept"]) for item in found][:1] == [("term", concept.number)]
    edited = client.post(f"{API}/concepts/duplicates", json=body | {"number": concept.number}).json()
    assert concept.number not in {item["hit"]["concept"] for item in edited}
    assert client.post(f"{API}/concepts/duplicates", json={"terms": []}).json() == []
    nonsense = {"terms": [{"text": "\x00\u202e" + "é" * 400, "language": "fr"}]}
    assert client.post(f"{API}/concepts/duplicates", json=nonsense).status_code in {200, 422}
    many = {"terms": [{"text": "a", "language": "fr"}] * 21}
    assert client.post(f"{API}/concepts/duplicates", json=many).status_code == 422


def test_comments_and_checks(client: TestClient, services: Services, word: str) -> None:
    concept = make(services, word)
    comments = f"{API}/concepts/{concept.number}/comments"
    assert client.get(comments).status_code == 401
    enter(client, services, Role.TRANSLATOR)
    first = client.post(comments, json={"text": "Et alors ?"})
    assert first.status_code == 201
    client.post(comments, json={"text": "Rien.", "reply_to": first.json()["id"]})
    (thread,) = client.get(comments).json()
    assert [item["text"] for item in [thread["first"], *thread["replies"]]] == ["Et alors ?", "Rien."]
    assert client.post(comments, json={"text": " "}).status_code == 422
    assert client.post(comments, json={"text": "?", "reply_to": 10**15}).status_code == 404
    assert client.post(f"{API}/comments/{first.json()['id']}/settle").status_code == 200
    with services.database.transaction() as session:
        draft = ConceptDraft((Term(f"{word} bis", Language.FR),))
        Bank(session, services.encoder).revise(concept.number, 2, draft, AWA, services.clock.now())
    (mark,) = client.get(f"{API}/concepts/{concept.number}/marks").json()
    assert (mark["reason"], mark["details"]) == ("edited", {"fields": ["term"]})
    assert client.post(f"{API}/concepts/{concept.number}/confirm", json={"version": 3}).status_code == 403
    enter(client, services, Role.TERMINOLOGIST)
    assert client.get(f"{API}/terms/waiting").json()["checks"] == 1
    confirmed = client.post(f"{API}/concepts/{concept.number}/confirm", json={"version": 3})
    assert confirmed.json()["version"] == 4
    again = client.post(f"{API}/concepts/{concept.number}/confirm", json={"version": 4})
    assert (again.status_code, again.json()["code"]) == (409, "concept_not_marked")


def test_a_merge(client: TestClient, services: Services, word: str) -> None:
    old, kept = make(services, word), make(services, f"{word} bis")
    enter(client, services, Role.TERMINOLOGIST)
    body = {
        "version": old.version,
        "into": kept.number,
        "into_version": kept.version,
        "preferred": {"fr": word},
    }
    merged = client.post(f"{API}/concepts/{old.number}/merge", json=body)
    assert merged.status_code == 200
    statuses = {term["text"]: term["status"] for term in merged.json()["terms"]}
    assert (statuses[word], statuses[f"{word} bis"]) == ("preferred", "admitted")
    again = client.post(f"{API}/concepts/{old.number}/merge", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "concept_changed_meanwhile")
    stale = client.post(f"{API}/concepts/{old.number}/validate", json={"version": old.version + 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "concept_merged")
    assert stale.json()["params"] == {"number": old.number, "survivor": kept.number}


def test_gaps_pairs_and_reports(client: TestClient, services: Services, word: str) -> None:
    one, other = make(services, word, word), make(services, word.title(), word)
    with services.database.transaction() as session:
        counting.note_gap(session, "bzzt krrp", Language.EN, services.clock.now().date())
        duplicates.look_again(session, services.encoder.name, services.clock.now())
    report = f"{API}/concepts/{one.number}/feedback"
    assert client.post(report, json={"kind": "other", "message": "Hm"}).status_code == 204
    for wrong in ({"kind": "x"}, {"message": "\x00"}, {"message": ""}, {"email": "nobody"}):
        refused = client.post(report, json={"kind": "other", "message": "Hm"} | wrong)
        assert refused.status_code == 422, wrong
    assert client.get(f"{API}/terms/gaps").status_code == 401
    enter(client, services, Role.TERMINOLOGIST)
    (gap,) = client.get(f"{API}/terms/gaps").json()
    assert (gap["text"], gap["count"]) == ("bzzt krrp", 1)
    key = {"folded": gap["folded"], "language": gap["language"]}
    assert client.post(f"{API}/terms/gaps/dismiss", json=key).status_code == 204
    assert client.get(f"{API}/terms/gaps").json() == []
    pairs = client.get(f"{API}/duplicates").json()
    assert (one.number, other.number) in {(pair["first"], pair["second"]) for pair in pairs}
    judgement = {"first": other.number, "second": one.number, "why": "Deux choses"}
    assert client.post(f"{API}/duplicates/judge", json=judgement).status_code == 204
    assert client.post(f"{API}/duplicates/judge", json=judgement | {"second": 2**31 - 1}).status_code == 404
    (said,) = client.get(f"{API}/feedback").json()
    assert (said["message"], said["answerable"]) == ("Hm", False)
    closing = f"{API}/feedback/{said['id']}/close"
    assert client.post(closing, json={"answer": "Merci"}).status_code == 204
    twice = client.post(closing, json={"answer": "Merci"})
    assert (twice.status_code, twice.json()["code"]) == (409, "feedback_already_closed")
