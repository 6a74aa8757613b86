"""The search page's filters, and the fragments its script asks for."""

import secrets

import pytest
from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from kit.audit import SYSTEM
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Language, Term, TermStatus
from tests.integration.staff import HTML, enter


@pytest.fixture
def word() -> str:
    """One that no other test uses."""
    return "q" + "".join(secrets.choice("bcdfghjklm") for _ in range(9))


@pytest.fixture
def ready(services: Services, word: str, client: TestClient) -> TestClient:
    valid = ConceptDraft(
        (
            Term(f"{word} <b>", Language.FR),
            Term(f"{word} ancien", Language.FR, TermStatus.DEPRECATED),
            Term(f"{word} in English", Language.EN),
        ),
        domains=("treaties",),
    )
    now = services.clock.now()
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        found = bank.propose(valid, SYSTEM, now)
        bank.validate(found.number, found.version, SYSTEM, now)
        bank.propose(ConceptDraft((Term(f"{word} proposé", Language.FR),)), SYSTEM, now)
    assert services.search_ready.wait(10)
    services.search.refresh()
    return client


def test_the_address_holds_the_filters_and_the_form_shows_them(ready: TestClient, word: str) -> None:
    address = f"/termes?q={word}&domain=treaties&language=en&reliability=2&source=fr"
    page = ready.get(address, headers=HTML).text
    assert f"{word} &lt;b&gt;" in page
    for chosen in ('value="treaties" selected', 'value="2" selected'):
        assert chosen in page
    assert "<details" in page
    assert "open" in page.split("<details", 1)[1][:100]
    assert f"{word} &lt;b&gt;" not in ready.get(f"/termes?q={word}&domain=health", headers=HTML).text


@pytest.mark.parametrize(
    "nonsense", ["source=de&language=x&reliability=9&status=gone&collection=abc", "domain="]
)
def test_a_filter_that_means_nothing_is_none(ready: TestClient, word: str, nonsense: str) -> None:
    page = ready.get(f"/termes?q={word}&{nonsense}", headers=HTML)
    assert page.status_code == 200
    assert f"{word} &lt;b&gt;" in page.text


def test_a_term_not_to_use_stands_beside_the_one_to_use(ready: TestClient, word: str) -> None:
    page = ready.get(f"/termes/resultats?q={word} ancien", headers=HTML).text
    assert "<html" not in page
    assert "À éviter" in page
    assert f'<strong lang="fr">{word} &lt;b&gt;</strong>' in page.split("à employer")[1]
    assert "To be avoided" in ready.get(f"/termes/resultats?q={word} ancien&lang=en", headers=HTML).text


def test_the_quick_search_offers_what_is_valid(ready: TestClient, word: str) -> None:
    offered = ready.get(f"/termes/suggestions?q={word}", headers=HTML).text
    assert 'role="option"' in offered
    assert "data-said=" in offered
    assert f"{word} &lt;b&gt;" in offered
    assert f"{word} proposé" not in offered
    assert ready.get("/termes/suggestions?q=", headers=HTML).status_code == 200
    assert ready.get(f"/termes/suggestions?q={'x' * 600}", headers=HTML).status_code == 422


def test_proposals_are_shown_to_whoever_works_on_the_bank(
    ready: TestClient, services: Services, word: str
) -> None:
    address = f"/termes?q={word}&status=proposed"
    assert "État des fiches" not in ready.get("/termes", headers=HTML).text
    refused = ready.get(address, headers=HTML, follow_redirects=False)
    assert (refused.status_code, refused.headers["location"][:12]) == (303, "/staff/login")
    enter(ready, services, Role.UNIT_AGENT)
    assert ready.get(address, headers=HTML).status_code == 403
    enter(ready, services, Role.TRANSLATOR)
    page = ready.get(address, headers=HTML).text
    assert f"{word} proposé" in page
    assert "Proposée" in page
    assert f"{word} proposé" not in ready.get(f"/termes?q={word}", headers=HTML).text
    assert f"{word} &lt;b&gt;" in ready.get(f"/termes?q={word}&status=any", headers=HTML).text
