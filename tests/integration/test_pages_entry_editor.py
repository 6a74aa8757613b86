"""The entry editor, collections and subject fields over HTTP: what is refused, kept and told."""

import re
import secrets

import pytest
from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from kit.audit import Actor, ActorKind
from terminology import domains
from terminology.bank import Bank
from terminology.collections import Collections
from terminology.concepts import ConceptDraft, ConceptView, Language, Term
from tests.integration.staff import HTML, enter, hidden, send

AUTHOR = Actor(ActorKind.STAFF, "1", "Awa Essai")
ENGLISH = {**HTML, "Accept-Language": "en"}


@pytest.fixture
def concept(services: Services) -> ConceptView:
    mark = secrets.token_hex(4)
    kept = {"tbx": [{"category": "register", "element": "termNote", "text": "neutre"}]}
    draft = ConceptDraft(
        (Term(f"okapi {mark}", Language.FR, extra=kept), Term(f"okapi {mark}", Language.EN)),
        extra={"id": "c12"},
    )
    with services.database.transaction() as session:
        return Bank(session, services.encoder).propose(draft, AUTHOR, services.clock.now())


def present(services: Services, number: int) -> ConceptView:
    with services.database.transaction() as session:
        return Bank(session, services.encoder).get(number)


def test_rewording_a_term_keeps_what_its_file_said(
    client: TestClient, services: Services, concept: ConceptView
) -> None:
    enter(client, services, Role.TRANSLATOR)
    address = f"/staff/termes/{concept.number}/modifier"
    page = client.get(address, headers=HTML).text
    fields = {
        "version": hidden(page, "version"),
        "term-fr-0-text": "okapi du Congo",
        "term-fr-0-was": hidden(page, "term-fr-0-was"),
        "term-fr-0-reliability": "4",
        "term-en-0-text": "okapi",
        "do": "",
    }
    assert send(client, address, page, **fields).headers["location"] == f"/termes/{concept.number}"
    now = present(services, concept.number)
    assert now.terms[0].extra == concept.terms[0].extra
    assert (now.extra, now.terms[0].reliability) == ({"id": "c12"}, 4)


def test_a_form_of_two_hundred_terms_is_taken(client: TestClient, services: Services) -> None:
    enter(client, services, Role.TRANSLATOR)
    page = client.get("/staff/termes/new", headers=HTML).text
    mark = secrets.token_hex(4)
    fields = {
        f"term-fr-{number}-{name}": value
        for number in range(200)
        for name, value in (
            ("text", f"terme {mark} {number}"),
            *((name, "") for name in ("status", "gender", "region", "source", "note", "number")),
        )
    }
    fields["confirmed"] = "yes"
    answer = send(client, "/staff/termes/new", page, **fields)
    assert answer.status_code == 303
    one_more = send(client, "/staff/termes/new", page, **fields, **{"term-fr-900-text": "de trop"})
    assert one_more.status_code == 422
    assert "201 termes, pour 200 au plus" in one_more.text


def test_strange_forms_are_answered(client: TestClient, services: Services, concept: ConceptView) -> None:
    enter(client, services, Role.TRANSLATOR)
    address = f"/staff/termes/{concept.number}/modifier"
    page = client.get(address, headers=HTML).text
    for fields in (
        {"do": "add:term-de"},
        {"do": "remove:../.."},
        {"do": "add:relation", "relation-9999-kind": "cousin"},
        {"do": "nothing"},
        {"term-fr-99999999-text": "a"},
        {"term-fr-0-text": "a", "version": "-3"},
        {"term-fr-0-text": "a", "version": "9" * 40},
        {"term-fr-0-text": "a", "version": "1", "domain-0-code": "x" * 300},
        {"term-fr-0-text": "\u202e\U0001f600", "version": "0", "relation-0-number": "٣"},
    ):
        answer = send(client, address, page, **fields)
        assert answer.status_code in {200, 409, 422}, (fields, answer.status_code)
    assert present(services, concept.number).version == 1


def test_who_lost_the_race_reads_what_others_did(
    client: TestClient, services: Services, concept: ConceptView
) -> None:
    enter(client, services, Role.TRANSLATOR)
    address = f"/staff/termes/{concept.number}/modifier"
    page = client.get(address, headers=ENGLISH).text
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        draft = ConceptDraft((*concept.terms, Term("okapia", Language.EN)), note="Theirs")
        bank.revise(concept.number, 1, draft, AUTHOR, services.clock.now())
    fields = {
        "version": "1",
        "term-fr-0-text": concept.terms[0].text,
        "term-fr-0-was": concept.terms[0].text,
        "term-en-0-text": concept.terms[1].text,
        "term-en-1-text": "forest giraffe",
        "note": "Mine",
    }
    lost = send(client, address, page, **fields)
    assert lost.status_code == 409
    assert "Awa Essai" in lost.text
    assert "« Mine » de vous, « Theirs » dans la banque" in re.sub(r"\s", " ", lost.text)
    assert hidden(lost.text, "version") == "2"
    for text in ("okapia", "forest giraffe"):
        assert f'value="{text}"' in lost.text


def test_only_staff_of_the_bank_write(client: TestClient, services: Services, concept: ConceptView) -> None:
    for address in (f"/staff/termes/{concept.number}/modifier", "/staff/collections"):
        assert client.get(address, headers=HTML, follow_redirects=False).status_code == 303
    enter(client, services, Role.REQUESTS_OFFICE)
    for address in (f"/staff/termes/{concept.number}/modifier", "/staff/collections"):
        assert client.get(address, headers=HTML).status_code == 403
    page = client.get("/termes/domaines", headers=HTML).text
    assert "Nouveau domaine" not in page


def test_collections_are_found_by_those_who_may(
    client: TestClient, services: Services, concept: ConceptView
) -> None:
    enter(client, services, Role.TRANSLATOR)
    now = services.clock.now()
    with services.database.transaction() as session:
        private = Collections(session, AUTHOR).create("À moi", "", shared=False, now=now).id
        shared = Collections(session, AUTHOR).create("À tous", "For all", shared=True, now=now).id
    assert client.get(f"/staff/collections/{private}", headers=HTML).status_code == 404
    page = client.get(f"/termes/{concept.number}", headers=HTML).text
    assert "À tous" in page
    assert "À moi" not in page
    put = send(
        client, "/staff/collections/ajouter", page, collection=str(shared), concept=str(concept.number)
    )
    assert put.headers["location"] == f"/staff/collections/{shared}"
    found = client.get(f"/staff/collections/{shared}", headers=ENGLISH).text
    assert concept.terms[0].text in found
    assert "For all" in found
    foreign = send(client, f"/staff/collections/{shared}", page, version="1", fr="Autre")
    assert foreign.status_code == 403


def test_a_subject_field_is_browsed_page_by_page(client: TestClient, services: Services) -> None:
    now = services.clock.now()
    with services.database.transaction() as session:
        domains.load_subject_fields(session)
        bank = Bank(session, services.encoder)
        for number in range(55):
            draft = ConceptDraft((Term(f"zébu {number:02}", Language.FR),), domains=("treaties",))
            bank.validate(bank.propose(draft, AUTHOR, now).number, 1, AUTHOR, now)
        bank.propose(ConceptDraft((Term("zébu caché", Language.FR),), domains=("treaties",)), AUTHOR, now)
    tree = client.get("/termes/domaines", headers=HTML).text
    assert 'href="/termes/domaines/treaties"' in tree
    page = client.get("/termes/domaines/treaties", headers=HTML).text
    assert "zébu 00" in page
    assert "page=2" in page
    last = client.get("/termes/domaines/treaties?page=2", headers=HTML).text
    assert "zébu 54" in last
    assert "zébu caché" not in page + last
    for strange in ("nulle-part", "a%00b", "x" * 3000):
        assert client.get(f"/termes/domaines/{strange}", headers=HTML).status_code in {404, 422}
    assert client.get("/termes/domaines/treaties?page=99999999999", headers=HTML).status_code == 422


def test_a_subject_field_is_renamed_moved_and_guarded(client: TestClient, services: Services) -> None:
    with services.database.transaction() as session:
        domains.load_subject_fields(session)
    enter(client, services, Role.HEAD_OF_TRANSLATION)
    page = client.get("/termes/domaines", headers=HTML).text
    mark = secrets.token_hex(3)
    send(client, "/staff/domaines", page, fr=f"Forêts protégées {mark}", en=f"Protected forests {mark}")
    added = send(client, "/staff/domaines", page, fr=f"Chasse {mark}", en=f"Hunting {mark}")
    address = added.headers["location"]
    code = address.rpartition("/")[2]
    was = {"was_fr": f"Chasse {mark}", "was_en": f"Hunting {mark}", "was_parent": ""}
    renamed = {"fr": f"Chasse et pêche {mark}", "en": f"Hunting {mark}", "parent": "treaties"}
    for changed, told in (
        ({"fr": "", "en": "x"}, "Donnez les deux noms"),
        ({"fr": f"Forets PROTEGEES {mark}", "en": f"Hunting {mark}"}, "porte déjà ce nom"),
        ({"fr": f"Chasse {mark}", "en": f"Hunting {mark}", "parent": code}, "placé sous lui-même"),
        ({"fr": f"Chasse {mark}", "en": f"Hunting {mark}", "parent": "rien"}, "n’existe pas"),
    ):
        refused = send(client, f"/staff/domaines/{code}", page, **was, **changed)
        assert refused.status_code == 422
        assert told in refused.text
    assert send(client, f"/staff/domaines/{code}", page, **was, **renamed).status_code == 303
    late = send(client, f"/staff/domaines/{code}", page, **was, **renamed)
    assert late.status_code == 409
    assert "Quelqu’un d’autre a modifié ce domaine" in late.text
    assert f"Chasse et pêche {mark}" in client.get("/termes/domaines/treaties", headers=HTML).text
    enter(client, services, Role.TERMINOLOGIST)
    page = client.get("/staff/collections", headers=HTML).text
    assert send(client, "/staff/domaines", page, fr="a", en="b").status_code == 403
