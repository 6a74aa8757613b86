"""The workbench's pages, without a browser."""

import secrets

import pytest
from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from terminology.concepts import Language, Term, TermStatus
from tests.integration.staff import HTML, enter, hidden, send
from tests.integration.test_recognition import add
from tests.unit.test_texts import pdf, word_document

WORKBENCH = "/staff/atelier"
FR, EN = Language.FR, Language.EN


@pytest.fixture
def word() -> str:
    return f"zib{secrets.token_hex(4)}x"


@pytest.fixture
def number(services: Services, word: str) -> int:
    made = add(
        services,
        Term(f"valise {word}", FR),
        Term(f"sac {word}", FR, TermStatus.DEPRECATED),
        Term(f"{word} bag", EN),
    )
    services.recognition.refresh()
    services.search_ready.set()
    return made


def annotate(
    client: TestClient, text: str = "", document: tuple[str, bytes] | None = None
) -> tuple[int, str]:
    page = client.get(WORKBENCH, headers=HTML).text
    fields = {"form_token": hidden(page, "form_token"), "text": text, "language": ""}
    files = {"document": document} if document else {}
    answer = client.post(WORKBENCH, data=fields, files=files, headers=HTML)
    return answer.status_code, answer.text


def test_a_text_is_marked(client: TestClient, services: Services, number: int, word: str) -> None:
    enter(client, services, Role.TRANSLATOR)
    status, page = annotate(client, f"<b>La</b> valise {word},\r\nle sac {word}.")
    assert status == 200
    assert f'&lt;b&gt;La&lt;/b&gt; <a class="tr-mark" href="#fiche-{number}">valise {word}</a>,\nle' in page
    assert f'<a class="tr-mark tr-mark--forbidden" href="#fiche-{number}">sac {word}' in page
    assert f'id="fiche-{number}"' in page
    assert f'<span lang="en">{word} bag</span>' in page
    assert f"&lt;b&gt;La&lt;/b&gt; valise {word},\nle sac {word}.</textarea>" in page
    assert "/staff/atelier/termes/" not in page


def test_a_document_is_marked(client: TestClient, services: Services, number: int, word: str) -> None:
    enter(client, services, Role.TRANSLATOR)
    status, page = annotate(client, document=("lettre.docx", word_document("Bonjour", f"Les valises {word}")))
    assert status == 200
    assert f'href="#fiche-{number}">valises {word}</a>' in page


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (("a.pdf", pdf()), "aucun texte"),
        (("a.pdf", pdf("a", password="x")), "mot de passe"),
        (("a.docx", word_document("a")[:-300]), "endommagé"),
        (("a.txt", b"a" * 20_500_000), "dépasse 20 Mo"),
        (("a.txt", b"a" * 400_001), "400001 caractères"),
    ],
)
def test_a_document_that_cannot_be_read(
    client: TestClient, services: Services, number: int, document: tuple[str, bytes], said: str
) -> None:
    enter(client, services, Role.TRANSLATOR)
    status, page = annotate(client, "ce que j’avais écrit", document)
    assert status == 422
    assert said in page
    assert "ce que j’avais écrit</textarea>" in page


def test_a_body_beyond_all_limits(client: TestClient, services: Services, number: int) -> None:
    enter(client, services, Role.TRANSLATOR)
    assert annotate(client, document=("a.txt", b"a" * 22_000_000))[0] == 413


def test_nothing_to_annotate(client: TestClient, services: Services, number: int) -> None:
    enter(client, services, Role.TRANSLATOR)
    status, page = annotate(client, "  ")
    assert status == 422
    assert 'href="#text"' in page


def test_the_revision_changes_with_the_bank(
    client: TestClient, services: Services, number: int, word: str
) -> None:
    enter(client, services, Role.TRANSLATOR)
    before = client.get(f"{WORKBENCH}/etat").json()["revision"]
    add(services, Term(f"{word} neuf", FR))
    services.recognition.refresh()
    assert client.get(f"{WORKBENCH}/etat").json()["revision"] != before


def test_recognition_is_switched_off_and_on(
    client: TestClient, services: Services, number: int, word: str
) -> None:
    enter(client, services, Role.TERMINOLOGIST)
    address = f"{WORKBENCH}/termes/{number}"
    assert address in annotate(client, f"valise {word}")[1]
    page = client.get(address, headers=HTML).text
    fields = {"language": "fr", "term": f"valise {word}"}
    assert send(client, address, page, **fields, silent="true").headers["location"] == address
    services.recognition.refresh()
    assert "tr-mark" not in annotate(client, f"valise {word}")[1]
    page = client.get(address, headers=HTML).text
    assert "Reconnaissance arrêtée" in page
    send(client, address, page, **fields)
    services.recognition.refresh()
    assert "tr-mark" in annotate(client, f"valise {word}")[1]


def test_who_may(client: TestClient, services: Services, number: int) -> None:
    enter(client, services, Role.TRANSLATOR)
    assert client.get(f"{WORKBENCH}/termes/{number}", headers=HTML).status_code == 403
    enter(client, services, Role.REQUESTS_OFFICE)
    assert client.get(WORKBENCH, headers=HTML).status_code == 403
