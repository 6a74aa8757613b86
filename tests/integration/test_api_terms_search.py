"""Search by JSON: who may filter by what, and any text at all."""

import secrets
from urllib.parse import quote_plus

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.security.roles import Role
from api.wiring import Services
from kit.audit import SYSTEM
from terminology.bank import Bank
from terminology.collections import Collections
from terminology.concepts import ConceptDraft, Language, Term, TermStatus
from tests.integration.staff import enter

SEARCH = "/api/v1/terms/search"


@pytest.fixture
def word() -> str:
    """One that no other test uses."""
    return "z" + "".join(secrets.choice("bcdfghjklm") for _ in range(9))


@pytest.fixture
def concepts(services: Services, word: str) -> list[int]:
    """Two validated ones, the second reliable and in a field, and one that is only proposed."""
    now = services.clock.now()
    drafts = [
        ConceptDraft(
            terms=(Term(f"{word} ancien", Language.FR, TermStatus.DEPRECATED), Term(word, Language.FR)),
            domains=("health",),
        ),
        ConceptDraft(terms=(Term(f"{word} treaty", Language.EN, reliability=4),), domains=("treaties",)),
        ConceptDraft(terms=(Term(f"{word} proposé", Language.FR),)),
    ]
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        proposed = [bank.propose(draft, SYSTEM, now) for draft in drafts]
        for concept in proposed[:2]:
            bank.validate(concept.number, concept.version, SYSTEM, now)
    return [concept.number for concept in proposed]


@pytest.fixture
def ready(concepts: list[int], services: Services, client: TestClient) -> TestClient:
    assert services.search_ready.wait(10)
    return client


def found(client: TestClient, word: str, **filters: object) -> set[int]:
    answer = client.get(SEARCH, params={"q": word, **filters})
    assert answer.status_code == 200, answer.text
    return {hit["concept"] for hit in answer.json()["hits"]}


def test_filters_of_the_address(ready: TestClient, word: str, concepts: list[int]) -> None:
    first, second, proposed = concepts
    assert {first, second} <= found(ready, word)
    assert proposed not in found(ready, word)
    assert found(ready, word, language="en") & set(concepts) == {second}
    assert found(ready, word, reliability=4) & set(concepts) == {second}
    assert found(ready, word, domain="treaties") & set(concepts) == {second}
    assert found(ready, word, status="validated") & set(concepts) == {first, second}


def test_a_deprecated_term_is_found_and_stands_behind_the_preferred_one(
    ready: TestClient, word: str, concepts: list[int]
) -> None:
    hit = ready.get(SEARCH, params={"q": f"{word} ancien"}).json()["hits"][0]
    assert (hit["concept"], hit["matched"], hit["status"]) == (concepts[0], f"{word} ancien", "validated")
    assert [(term["text"], term["status"]) for term in hit["source_terms"]] == [
        (word, "preferred"),
        (f"{word} ancien", "deprecated"),
    ]
    assert hit["target_terms"] == []  # a concept in one language only is a hit too


def test_proposals_are_found_by_the_staff_that_asks_for_them(
    ready: TestClient, services: Services, word: str, concepts: list[int]
) -> None:
    wanted = {"q": word, "status": ["proposed", "validated"]}
    refused = ready.get(SEARCH, params=wanted)
    assert (refused.status_code, refused.json()["code"]) == (401, "not_authenticated")
    enter(ready, services, Role.UNIT_AGENT)
    refused = ready.get(SEARCH, params=wanted)
    assert (refused.status_code, refused.json()["code"]) == (403, "right_missing")
    enter(ready, services, Role.TRANSLATOR)
    assert set(concepts) <= found(ready, word, status=["proposed", "validated"])
    assert found(ready, word, status="proposed") & set(concepts) == {concepts[2]}
    assert concepts[2] not in found(ready, word)


def test_collections_are_searched_by_who_may_see_them(
    ready: TestClient, services: Services, word: str, concepts: list[int]
) -> None:
    login = enter(ready, services, Role.TRANSLATOR)
    with services.database.transaction() as session:
        actor = SYSTEM.__class__(SYSTEM.kind, login, login)
        collections = Collections(session, actor)
        now = services.clock.now()
        mine = collections.create("Sommet", "Summit", shared=False, now=now).id
        collections.put_in(mine, [concepts[1]], now)
    assert found(ready, word, collection=mine) == {concepts[1]}
    assert ready.get(SEARCH, params={"q": word, "collection": 2**31 - 1}).status_code == 404
    enter(ready, services, Role.TRANSLATOR)
    assert ready.get(SEARCH, params={"q": word, "collection": mine}).json()["code"] == "collection_not_found"
    ready.cookies.clear()
    assert ready.get(SEARCH, params={"q": word, "collection": mine}).status_code == 401


@pytest.mark.parametrize(
    "parameters",
    [
        {"status": "gone"},
        {"reliability": 0},
        {"reliability": 5},
        {"collection": 0},
        {"collection": "x"},
        {"collection": 10**30},
        {"language": "de"},
        {"limit": 10**30},
    ],
)
def test_filters_that_mean_nothing_are_refused(ready: TestClient, parameters: dict[str, object]) -> None:
    assert ready.get(SEARCH, params={"q": "x", **parameters}).status_code == 422


signs = st.characters(categories=["Cc", "Cf", "Cs", "Co", "So", "Mn", "Po", "Zs"])
nasty = st.sampled_from(
    [
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "(a+)+$",
        "%_\\",
        "{{7*7}}",
        "../../etc/passwd",
        "\u202eabc",
        "مرحبا بالعالم",
        "👩🏽\u200d⚖️",
        "ﷺ" * 300,
        "\ud800",
        "\x00",
        "a" * 10_000,
        "é" * 500,
    ]
)


@example("\udfff visa")
@given(st.text(max_size=520) | st.text(alphabet=signs, max_size=60) | nasty)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_has_an_answer_or_a_refusal(ready: TestClient, text: str) -> None:
    # As a hostile client sends it: surrogates too, which no library would encode.
    raw = quote_plus(text.encode("utf-8", "surrogatepass"))
    for address in (f"{SEARCH}?q={raw}", f"{SEARCH}?q=visa&domain={raw[:300]}", f"/termes?q={raw}"):
        answer = ready.get(address)
        assert answer.status_code in {200, 422}, (answer.status_code, address)
        answer.content.decode()
