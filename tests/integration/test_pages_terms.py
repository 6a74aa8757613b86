"""The bank's pages: searching, proposing, validating; and those that every visitor sees."""

import secrets
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from kit.mail import Message
from tests.integration.staff import HTML, enter, hidden, send

ENGLISH = {**HTML, "Accept-Language": "en"}


@pytest.fixture
def french() -> str:
    """A term that no other test uses."""
    return f"zibeline {secrets.token_hex(4)}"


def propose(client: TestClient, french: str, more: Mapping[str, str] = MappingProxyType({})) -> str:
    """The address of a new proposal's page."""
    page = client.get("/staff/termes/new", headers=HTML).text
    # The tests' encoder knows letters alone: the terms of other tests look like this one's.
    asked = {"confirmed": "yes"}
    fields = {"term-fr-0-text": french, "term-en-0-text": f"{french} in English", **asked, **more}
    answer = send(client, "/staff/termes/new", page, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def test_a_proposal_becomes_a_public_entry(client: TestClient, services: Services, french: str) -> None:
    enter(client, services, Role.TRANSLATOR)
    address = propose(
        client,
        french,
        {
            "term-fr-1-text": "Autre nom",
            "term-fr-1-status": "admitted",
            "term-fr-2-text": "",
            "term-fr-7-text": "Troisième",
            "term-fr-7-status": "deprecated",
            "definition-fr-0-text": "Bête <i>rare</i>",
            "definition-fr-0-source": "Décret",
            "note": "À voir",
        },
    )
    assert "La proposition est enregistrée" in client.get(address, headers=HTML).text
    assert "Valider cette fiche" not in client.get(address, headers=HTML).text
    stranger = TestClient(client.app)
    assert stranger.get(address, headers=HTML).status_code == 404
    waiting = client.get("/staff/termes", headers=HTML).text
    assert address in waiting
    assert f'lang="en">{french} in English<' in waiting

    reviser = TestClient(client.app)
    enter(reviser, services, Role.TERMINOLOGIST)
    page = reviser.get(address, headers=HTML).text
    validated = send(reviser, f"/staff{address}/validate", page, version=hidden(page, "version"))
    assert validated.headers["location"] == address
    again = send(reviser, f"/staff{address}/validate", page, version=hidden(page, "version"))
    assert again.status_code == 409
    assert "Quelqu’un d’autre a modifié cette fiche" in again.text

    public = stranger.get(address, headers=HTML).text
    assert f'<h1 class="govuk-heading-l" lang="fr">{french}</h1>' in public
    assert "Bête &lt;i&gt;rare&lt;/i&gt;" in public
    assert "Troisième" in public
    assert "Admis" in public
    english = stranger.get(address, headers=ENGLISH).text
    assert f'<h1 class="govuk-heading-l" lang="en">{french} in English</h1>' in english


def test_who_may_propose_may_not_validate(client: TestClient, services: Services, french: str) -> None:
    enter(client, services, Role.TRANSLATOR)
    address = propose(client, french)
    page = client.get("/staff/termes/new", headers=HTML).text
    assert send(client, f"/staff{address}/validate", page, version="1").status_code == 403


def test_an_incomplete_proposal_keeps_what_was_typed(client: TestClient, services: Services) -> None:
    enter(client, services, Role.TRANSLATOR)
    page = client.get("/staff/termes/new?q=%22laissez-passer%22", headers=HTML).text
    assert 'name="term-fr-0-text" type="text" spellcheck="false" value="&#34;laissez-passer&#34;"' in page
    typed = {"term-fr-0-text": " ", "note": "Deux\nlignes", "definition-en-0-text": "<b>gras</b>"}
    answer = send(client, "/staff/termes/new", page, **typed)
    assert answer.status_code == 422
    assert 'href="#term-fr-0-text"' in answer.text
    assert "Deux\nlignes</textarea>" in answer.text
    assert "&lt;b&gt;gras&lt;/b&gt;</textarea>" in answer.text
    too_long = {"term-fr-0-text": "a" * 600, "term-en-0-text": "b"}
    answer = send(client, "/staff/termes/new", page, **too_long)
    assert answer.status_code == 422
    assert "600 caractères" in answer.text
    assert 'href="#term-fr-0-text"' in answer.text


def test_search_finds_and_says_why(client: TestClient, services: Services, french: str) -> None:
    enter(client, services, Role.TERMINOLOGIST)
    address = propose(client, french)
    page = client.get(address, headers=HTML).text
    send(client, f"/staff{address}/validate", page, version=hidden(page, "version"))
    services.search.refresh()
    services.search_ready.set()
    found = TestClient(client.app).get("/termes", params={"q": french.upper()}, headers=HTML).text
    assert f'href="{address}"' in found
    assert f'<span lang="fr">{french}</span>' in found
    assert f'<span lang="en">{french} in English</span>' in found
    assert "Le terme, aux accents ou majuscules près" in found
    nothing = client.get("/termes", params={"q": "<script>xyzzy 9184"}, headers=HTML).text
    assert "<script>xyzzy" not in nothing
    assert client.get("/termes?q=a&source=xx&domain=unknown", headers=HTML).status_code == 200
    too_long = client.get("/termes", params={"q": "a" * 501}, headers=HTML)
    assert too_long.status_code == 422
    assert "Cherchez un terme ou une courte description." in too_long.text
    assert client.get("/termes", headers=HTML).status_code == 200


def test_numbers_that_no_concept_has(client: TestClient) -> None:
    assert client.get("/termes/2147483647", headers=HTML).status_code == 404
    assert client.get("/termes/0", headers=HTML).status_code == 422
    assert client.get("/termes/abc", headers=HTML).status_code == 422


def test_the_outbox_shows_messages_newest_first(client: TestClient, services: Services) -> None:
    for number in range(25):
        mark = secrets.token_hex(4)
        services.mailer.send(Message(f"{mark}@test", "br@example.cm", f"Relance {number}", "Deux\n<lignes>"))
    enter(client, services, Role.REMINDER_OFFICE)
    page = client.get("/staff/envois", headers=HTML).text
    assert "Deux\n&lt;lignes&gt;" in page
    assert page.count("<article") == 20
    assert 'href="/staff/envois?page=2"' in page
    assert client.get("/staff/envois?page=2", headers=HTML).text.count("<article") >= 5


def test_the_language_is_chosen_kept_and_switched_on_the_same_page(client: TestClient) -> None:
    page = client.get("/", headers=ENGLISH)
    assert '<html lang="en"' in page.text
    assert 'href="/?lang=fr"' in page.text
    page = client.get("/?lang=fr", headers=ENGLISH)
    assert '<html lang="fr"' in page.text
    assert '<html lang="fr"' in client.get("/suivi", headers=ENGLISH).text
    filtered = client.get("/termes?q=&source=fr", headers=HTML).text
    assert 'href="/termes?q=&amp;source=fr&amp;lang=en"' in filtered
    assert '<html lang="fr"' in TestClient(client.app).get("/?lang=xx").text


def test_an_error_is_a_page_for_people_in_their_language(client: TestClient) -> None:
    french = client.get("/nulle-part", headers=HTML)
    assert french.status_code == 404
    assert "Page introuvable" in french.text
    assert "Page not found" in client.get("/nulle-part", headers=ENGLISH).text
    assert client.get("/nulle-part").headers["content-type"] == "application/problem+json"


def test_no_page_holds_a_script_or_a_style_of_its_own(client: TestClient) -> None:
    for address in ("/", "/suivi", "/termes", "/demarches", "/staff/login"):
        page = client.get(address, headers=HTML)
        assert "style=" not in page.text
        assert "<style" not in page.text
        assert page.text.count("<script") == 1
        assert "'unsafe-inline'" not in page.headers["content-security-policy"]


def test_what_a_visitor_loads_first_is_small(client: TestClient) -> None:
    """Under 100 KB compressed for the home page with all it needs, under 30 KB for the chat."""
    import gzip
    import re

    from api import assets
    from api.pages.rendering import STATIC

    assets.build()
    page = client.get("/", headers=HTML).text
    names = {
        name.partition("?")[0] for name in re.findall(r'(?:href|src|data-frontend)="/static/([^"]+)"', page)
    }
    assert {"page.js", "vendor/site.css", "vendor/govuk-frontend.min.js"} <= names
    sizes = {name: len(gzip.compress((STATIC / name).read_bytes())) for name in names}
    assert sum(sizes.values()) + len(gzip.compress(page.encode())) < 100_000
    chat = sum(len(gzip.compress((STATIC / name).read_bytes())) for name in ("chat.js", "chat.css"))
    assert chat < 10_000
