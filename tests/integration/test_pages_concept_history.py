"""A concept through its changes: told, taken back, withdrawn; and what stands beside it in the bank."""

import secrets

import pytest
from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from kit.audit import Actor, ActorKind
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptView, Definition, Language, Term
from tests.integration.staff import HTML, enter, hidden, send

AUTHOR = Actor(ActorKind.STAFF, "1", "Awa Essai")


@pytest.fixture
def concept(services: Services) -> ConceptView:
    """Proposed, validated, then reworded: version 3."""
    mark = secrets.token_hex(4)
    draft = ConceptDraft((Term(f"oryx {mark}", Language.FR), Term(f"gemsbok {mark}", Language.EN)))
    now = services.clock.now()
    reworded = ConceptDraft(
        (Term(f"algazelle {mark}", Language.FR), draft.terms[1]),
        (Definition("Antilope du <Sahara>", Language.FR, "Atlas"),),
    )
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        made = bank.propose(draft, AUTHOR, now)
        bank.validate(made.number, 1, AUTHOR, now)
        return bank.revise(made.number, 2, reworded, AUTHOR, now)


def present(services: Services, number: int) -> ConceptView:
    with services.database.transaction() as session:
        return Bank(session, services.encoder).get(number)


def test_the_history_tells_who_changed_what_and_leads_back(
    client: TestClient, services: Services, concept: ConceptView
) -> None:
    enter(client, services, Role.TERMINOLOGIST)
    address = f"/staff/termes/{concept.number}"
    assert f'href="{address}/history"' in client.get(f"/termes/{concept.number}", headers=HTML).text
    page = client.get(f"{address}/history", headers=HTML).text
    first, second = concept.terms[0].text, concept.terms[0].text.replace("algazelle", "oryx")
    mark = first.removeprefix("algazelle ")
    assert f'lang="fr"><del>oryx </del>{mark}</td>' in page
    assert f'lang="fr"><ins>algazelle </ins>{mark}</td>' in page
    assert "Awa Essai" in page
    assert "Antilope du &lt;Sahara&gt;" in page
    assert "Revenir à la version 3" not in page
    english = client.get(f"{address}/history", headers={**HTML, "Accept-Language": "en"}).text
    assert "Go back to version 1" in english

    back = send(client, f"{address}/revert", page, version="3", to_version="1")
    assert back.headers["location"] == f"/termes/{concept.number}"
    now = present(services, concept.number)
    assert (now.version, now.terms[0].text, now.definitions) == (4, second, ())
    unknown = send(client, f"{address}/revert", page, version="4", to_version="99")
    assert unknown.status_code == 404


def test_a_lost_race_says_who_was_faster_and_changes_nothing(
    client: TestClient, services: Services, concept: ConceptView
) -> None:
    enter(client, services, Role.HEAD_OF_TRANSLATION)
    page = client.get(f"/termes/{concept.number}", headers=HTML).text
    for action, fields in (("withdraw", {}), ("revert", {"to_version": "1"})):
        answer = send(client, f"/staff/termes/{concept.number}/{action}", page, version="2", **fields)
        assert answer.status_code == 409
        assert "Awa Essai" in answer.text
        assert "décidez de nouveau" in answer.text
    assert present(services, concept.number).version == 3


def test_the_head_of_translation_withdraws_and_others_do_not(
    client: TestClient, services: Services, concept: ConceptView
) -> None:
    enter(client, services, Role.TERMINOLOGIST)
    page = client.get(f"/termes/{concept.number}", headers=HTML).text
    assert "Retirer cette fiche" not in page
    history = client.get(f"/staff/termes/{concept.number}/history", headers=HTML).text
    address = f"/staff/termes/{concept.number}/withdraw"
    assert send(client, address, history, version="3").status_code == 403
    head = TestClient(client.app)
    enter(head, services, Role.HEAD_OF_TRANSLATION)
    page = head.get(f"/termes/{concept.number}", headers=HTML).text
    assert send(head, address, page, version=hidden(page, "version")).status_code == 303
    page = head.get(f"/termes/{concept.number}", headers=HTML).text
    assert "Elle garde son numéro" in page
    assert "Retirer cette fiche" not in page
    assert TestClient(client.app).get(f"/termes/{concept.number}", headers=HTML).status_code == 404


def test_a_proposal_that_the_bank_has_is_warned_of_and_may_go_on(
    client: TestClient, services: Services, concept: ConceptView
) -> None:
    services.search.refresh()
    services.search_ready.set()
    enter(client, services, Role.TRANSLATOR)
    page = client.get("/staff/termes/new", headers=HTML).text
    fields = {"term-fr-0-text": concept.terms[0].text.upper(), "term-en-0-text": "something else"}
    warned = send(client, "/staff/termes/new", page, **fields)
    assert warned.status_code == 200
    assert "La banque a peut-être déjà cette fiche" in warned.text
    assert f'href="/termes/{concept.number}"' in warned.text
    sent = send(
        client, "/staff/termes/new", warned.text, **fields, confirmed=hidden(warned.text, "confirmed")
    )
    assert sent.status_code == 303
    shared = client.get(sent.headers["location"], headers=HTML).text
    assert f'<a class="govuk-link" href="/termes/{concept.number}">' in shared
    assert "Terme partagé" in shared
    assert "Terme partagé" not in TestClient(client.app).get(f"/termes/{concept.number}", headers=HTML).text
