"""Letters as PDF: what they say, in both languages, and that nothing a citizen wrote is taken for markup."""

import io
import re

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from pypdf import PdfReader
from sqlalchemy import text

from api.security.roles import Role
from api.wiring import Services
from relance import seed
from tests.integration.staff import HTML, enter, hidden, send

REQUEST = {
    "procedure": "legalisation",
    "subject": "Mon *diplôme* #panic() $x$ <b>",
    "name": "Ngo Bassa Élodie",
    "phone": "6 99 12 34 56",
    "email": "",
    "citizen_language": "fr",
    "consent": "yes",
}


@pytest.fixture
def desk(client: TestClient, services: Services) -> TestClient:
    with services.database.transaction() as session:
        session.execute(text("TRUNCATE dossier, number_sequence CASCADE"))
        seed.load(session, services.clock.now())
    enter(client, services, Role.REQUESTS_OFFICE, unit="BR")
    return client


def words_of(answer: Response) -> str:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    # What is copied out of a PDF has soft hyphens.
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xad", "-").split())


def test_the_receipt_is_taken_home_and_registers_nothing_twice(desk: TestClient) -> None:
    page = desk.get("/staff/dossiers/new", headers=HTML).text
    receipt = send(desk, "/staff/dossiers/new", page, **REQUEST, key=hidden(page, "key")).text
    code = re.findall(r'class="tr-secret">([^<]+)<', receipt)[1]
    fields = {name: hidden(receipt, name) for name in ("key", "procedure", "name", "phone", "consent")}
    fields |= {"citizen_language": "fr", "subject": REQUEST["subject"]}
    printed = words_of(send(desk, "/staff/dossiers/new/receipt.pdf", receipt, **fields))
    assert "Récépissé de demande" in printed
    assert "REQ-2026-000001-" in printed
    assert code in printed
    assert "Mon *diplôme* #panic() $x$ <b>" in printed
    assert "REQ-2026-000002" not in desk.get("/staff", headers=HTML).text


def test_a_reminder_letter_and_a_slip_in_both_languages(desk: TestClient) -> None:
    page = desk.get("/staff/dossiers/new", headers=HTML).text
    receipt = send(desk, "/staff/dossiers/new", page, **REQUEST, key=hidden(page, "key")).text
    found = re.search(r"REQ-\d{4}-\d{6}-\d\d", receipt)
    assert found
    place = f"/staff/dossiers/{found[0]}"
    page = desk.get(place, headers=HTML).text
    for kind, language, expected in (
        (
            "letter",
            "fr",
            ("Objet : relance, dossier", "24 novembre 2026", "1 jour ouvré", "À l’attention de :"),
        ),
        ("letter", "en", ("Subject: reminder, dossier", "24 November 2026", "1 working day")),
        ("slip", "fr", ("Bordereau d’envoi", "Original de l’acte à légaliser")),
        ("slip", "en", ("Transmission slip", "Original of the document to be legalised")),
    ):
        answer = send(desk, f"{place}/letter.pdf", page, kind=kind, letter_language=language)
        printed = words_of(answer)
        assert found[0] in printed
        assert [words for words in expected if words not in printed] == []
        assert "Ngo Bassa" not in printed  # a letter between services names no citizen
    history = desk.get(place, headers=HTML).text
    assert history.count("Lettre de relance imprimée") == 2
    assert send(desk, f"{place}/letter.pdf", page, kind="letter", letter_language="de").status_code == 422


def test_a_stranger_prints_nothing(desk: TestClient, services: Services) -> None:
    page = desk.get("/staff/dossiers/new", headers=HTML).text
    receipt = send(desk, "/staff/dossiers/new", page, **REQUEST, key=hidden(page, "key")).text
    found = re.search(r"REQ-\d{4}-\d{6}-\d\d", receipt)
    assert found
    enter(desk, services, Role.UNIT_AGENT, unit="BREL")
    page = desk.get("/staff/password", headers=HTML).text
    answer = send(desk, f"/staff/dossiers/{found[0]}/letter.pdf", page, kind="letter", letter_language="fr")
    assert answer.status_code == 404
