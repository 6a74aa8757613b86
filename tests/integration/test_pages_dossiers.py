"""The staff's pages on real dossiers: what is registered at the counter is what the citizen follows."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from kit.clock import FixedClock
from relance import seed
from relance.dossiers import Dossiers
from tests.integration.staff import HTML, enter, hidden, send

REQUEST = {
    "procedure": "legalisation",
    "subject": "Légaliser <b>mon</b> diplôme",
    "name": "Ngo Bassa Élodie",
    "phone": "6 99 12 34 56",
    "email": "",
    "citizen_language": "fr",
    "consent": "yes",
}


@pytest.fixture
def desk(client: TestClient, services: Services) -> TestClient:
    """A browser in which an agent of the Bureau des Requêtes is logged in."""
    with services.database.transaction() as session:
        seed.load(session, services.clock.now())
    enter(client, services, Role.REQUESTS_OFFICE, unit="BR")
    return client


def register(desk: TestClient, **changed: str) -> tuple[str, str]:
    """Number and code of a request registered at the counter."""
    page = desk.get("/staff/dossiers/new", headers=HTML).text
    data = {**REQUEST, **changed, "key": hidden(page, "key")}
    receipt = send(desk, "/staff/dossiers/new", page, **data)
    assert receipt.status_code == 200, receipt.text
    number = re.search(r"REQ-\d{4}-\d{6}-\d\d", receipt.text)
    code = re.search(r'class="tr-secret">([0-9A-Z]{5}-[0-9A-Z]{5})<', receipt.text)
    assert number
    assert code
    return number[0], code[1]


def act(desk: TestClient, number: str, action: str, **fields: str) -> str:
    """Do something with a dossier; the page that follows."""
    page = desk.get(f"/staff/dossiers/{number}", headers=HTML).text
    fields.setdefault("version", hidden(page, "version"))
    answer = send(desk, f"/staff/dossiers/{number}/{action}", page, **fields)
    assert answer.status_code == 303, answer.text
    return desk.get(answer.headers["location"], headers=HTML).text


def follow(client: TestClient, number: str, code: str, language: str = "fr") -> str:
    headers = {**HTML, "Accept-Language": language}
    return client.post("/suivi", data={"number": number, "code": code}, headers=headers).text


def test_a_dossier_from_the_counter_to_its_end(desk: TestClient, clock: FixedClock) -> None:
    number, code = register(desk)
    citizen = TestClient(desk.app)
    assert "Reçue" in follow(citizen, number, code)
    clock.instant += timedelta(hours=1)
    page = act(desk, number, "take")
    assert "Le dossier est pris en charge." in page
    assert "En cours d’examen" in follow(citizen, number, code)
    page = act(
        desk, number, "ask-paper", papers="Copie du passeport\n\n Acte de naissance ", paper_message="Merci"
    )
    assert "Délai suspendu" in page
    told = follow(citizen, number, code)
    assert "Copie du passeport" in told
    assert "Acte de naissance" in told
    assert "Réponse attendue au plus tard" not in told
    act(desk, number, "resume")
    page = act(desk, number, "decide", outcome="granted", decision_message="Votre acte est prêt.\nÀ retirer.")
    assert "Accordée" in page
    told = follow(citizen, number, code, "en")
    assert "A decision has been taken" in told
    assert "Votre acte est prêt.\nÀ retirer." in told
    page = act(desk, number, "close")
    assert "Dossier clos" in page
    assert "Close" in follow(citizen, number, code)


def test_sending_the_counters_form_twice_registers_once(desk: TestClient) -> None:
    page = desk.get("/staff/dossiers/new", headers=HTML).text
    data = {**REQUEST, "key": hidden(page, "key")}
    first = send(desk, "/staff/dossiers/new", page, **data).text
    again = send(desk, "/staff/dossiers/new", page, **data).text
    secrets_shown = r'class="tr-secret">([^<]+)<'
    assert re.findall(secrets_shown, first) == re.findall(secrets_shown, again)
    changed = send(desk, "/staff/dossiers/new", page, **{**data, "subject": "Autre chose"})
    assert changed.status_code == 409


def test_a_refused_form_keeps_what_was_typed(desk: TestClient) -> None:
    page = desk.get("/staff/dossiers/new", headers=HTML).text
    data = {**REQUEST, "key": hidden(page, "key"), "phone": "12", "name": 'Élodie "N"'}
    answer = send(desk, "/staff/dossiers/new", page, **data)
    assert answer.status_code == 422
    assert 'value="12"' in answer.text
    assert "Élodie &#34;N&#34;" in answer.text
    assert "Légaliser &lt;b&gt;mon&lt;/b&gt; diplôme" in answer.text
    assert '<option value="legalisation" selected' in answer.text
    assert 'href="#phone"' in answer.text
    assert hidden(answer.text, "key") == data["key"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"procedure": ""}, "procedure"),
        ({"subject": " "}, "subject"),
        ({"name": "x"}, "name"),
        ({"phone": ""}, "phone"),
        ({"email": "no"}, "email"),
        ({"citizen_language": ""}, "citizen_language"),
        ({"consent": ""}, "consent"),
    ],
)
def test_each_refusal_names_its_field(desk: TestClient, change: dict[str, str], field: str) -> None:
    page = desk.get("/staff/dossiers/new", headers=HTML).text
    answer = send(desk, "/staff/dossiers/new", page, **{**REQUEST, **change, "key": hidden(page, "key")})
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text


def test_two_agents_do_not_overwrite_each_other(desk: TestClient) -> None:
    number, _ = register(desk)
    page = desk.get(f"/staff/dossiers/{number}", headers=HTML).text
    seen = hidden(page, "version")
    act(desk, number, "take")
    late = send(desk, f"/staff/dossiers/{number}/note", page, version=seen, note="Ma note")
    assert late.status_code == 409
    assert "Ma note" in late.text
    assert "govuk-error-summary" in late.text
    assert hidden(late.text, "version") != seen
    act(desk, number, "note", note="Ma note", version=hidden(late.text, "version"))


def test_what_the_state_does_not_allow_is_refused_and_not_offered(desk: TestClient) -> None:
    number, _ = register(desk)
    page = desk.get(f"/staff/dossiers/{number}", headers=HTML).text
    assert "/close" not in page
    version = hidden(page, "version")
    assert send(desk, f"/staff/dossiers/{number}/close", page, version=version).status_code == 409
    act(desk, number, "take")
    page = desk.get(f"/staff/dossiers/{number}", headers=HTML).text
    fields = {"version": hidden(page, "version"), "decision_message": "Voilà"}
    nothing_chosen = send(desk, f"/staff/dossiers/{number}/decide", page, **fields)
    assert nothing_chosen.status_code == 422
    assert "Voilà" in nothing_chosen.text
    nothing_said = send(
        desk, f"/staff/dossiers/{number}/decide", page, version=fields["version"], outcome="refused"
    )
    assert 'href="#decision_message"' in nothing_said.text
    no_paper = send(desk, f"/staff/dossiers/{number}/ask-paper", page, version=fields["version"], papers=" ")
    assert 'href="#papers"' in no_paper.text


def test_the_list_filters_by_its_address(desk: TestClient, services: Services, clock: FixedClock) -> None:
    number, _ = register(desk, subject="Attestation de zèbre")
    other, _ = register(desk, subject="Attestation de girafe", procedure="legalisation")
    act(desk, other, "take")
    found = desk.get("/staff", params={"q": "ZEBRE"}, headers=HTML).text
    assert number in found
    assert other not in found
    taken = desk.get("/staff?q=attestation&state=in_progress", headers=HTML).text
    assert other in taken
    assert number not in taken
    assert desk.get("/staff?q=attestation&state=nonsense&page=9999", headers=HTML).status_code == 200
    assert "En retard" not in desk.get("/staff?q=zebre", headers=HTML).text
    clock.instant += timedelta(days=90)
    enter(desk, services, Role.REQUESTS_OFFICE, unit="BR")
    late = desk.get("/staff?q=zebre&late=yes", headers=HTML).text
    assert number in late
    assert "En retard" in late
    assert "Aucun dossier ne répond" in desk.get("/staff?q=licorne", headers=HTML).text


def test_an_agent_sees_the_dossiers_of_the_own_unit_only(desk: TestClient, services: Services) -> None:
    number, _ = register(desk, subject="Affaire de pangolin")
    stranger = TestClient(desk.app)
    enter(stranger, services, Role.UNIT_AGENT, unit="BREL")
    assert number not in stranger.get("/staff?q=pangolin&unit=BR", headers=HTML).text
    assert stranger.get(f"/staff/dossiers/{number}", headers=HTML).status_code == 404
    page = stranger.get("/staff/password", headers=HTML).text
    answer = send(stranger, f"/staff/dossiers/{number}/take", page, version="1")
    assert answer.status_code == 404
    colleague = TestClient(desk.app)
    enter(colleague, services, Role.UNIT_AGENT, unit="BR")
    assert number in colleague.get("/staff?q=pangolin", headers=HTML).text
    homeless = TestClient(desk.app)
    enter(homeless, services, Role.UNIT_AGENT)
    assert number not in homeless.get("/staff?q=pangolin", headers=HTML).text


def test_who_may_read_may_not_always_act(desk: TestClient, services: Services) -> None:
    number, _ = register(desk)
    reader = TestClient(desk.app)
    enter(reader, services, Role.SECRETARY_GENERAL)
    page = reader.get(f"/staff/dossiers/{number}", headers=HTML).text
    assert "Prendre en charge" not in page
    answer = send(reader, f"/staff/dossiers/{number}/take", page, version=hidden(page, "version"))
    assert answer.status_code == 403


def test_following_never_tells_a_wrong_code_from_an_unknown_number(
    desk: TestClient, services: Services
) -> None:
    number, code = register(desk)
    citizen = TestClient(desk.app)
    same = []
    for typed in ((number, "AAAAA-AAAAA"), ("REQ-2026-999999-99", code), ("n’importe quoi", code)):
        answer = citizen.post("/suivi", data={"number": typed[0], "code": typed[1]}, headers=HTML)
        assert answer.status_code == 404
        assert 'value="AAAAA-AAAAA"' in answer.text or f'value="{code}"' in answer.text
        same.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert len(set(same)) == 1
    empty = citizen.post("/suivi", data={}, headers=HTML)
    assert "Saisissez le numéro" in empty.text
    assert "Saisissez votre code" in empty.text
    for _ in range(6):
        last = citizen.post("/suivi", data={"number": number, "code": "AAAAA-AAAAA"}, headers=HTML)
    assert last.status_code == 429
    assert "Retry-After" in last.headers


def test_why_a_deadline_is_what_it_is(desk: TestClient, services: Services) -> None:
    number, _ = register(desk)
    page = desk.get(f"/staff/dossiers/{number}", headers=HTML).text
    assert "Pourquoi cette date" in page
    assert "provisoire" in page
    assert "art. 8" in page
    with services.database.transaction() as session:
        detail = Dossiers(session, services.secrets.code_key).get(number, services.clock.now())
    assert detail.deadline
    assert page.count('<th scope="row"') == len(detail.deadline.explanation)


def test_every_procedure_is_on_its_page_in_both_languages(desk: TestClient) -> None:
    french = desk.get("/demarches", headers=HTML).text
    english = desk.get("/demarches", headers={**HTML, "Accept-Language": "en"}).text
    assert french.count("tr-card") == english.count("tr-card") >= 8
    assert "Légalisation de documents" in french
    assert "Legalisation of documents" in english
    assert "jours ouvrables" in french
    assert "working days" in english


def test_the_date_foreseen_before_filing_is_the_one_promised_and_explained(
    desk: TestClient, clock: FixedClock
) -> None:
    clock.instant = datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
    enter(desk, desk.app.state.services, Role.REQUESTS_OFFICE, unit="BR")
    page = desk.get("/demarches", headers={**HTML, "Accept-Language": "en"}).text
    # 1 + 5 + 2 working days after Monday 21 December, without Christmas and New Year's Day.
    assert "If you file your request today: answer by Monday" in page
    assert "4 January 2027" in page
    assert "Public holiday: Christmas Day" in page
    number, code = register(desk)
    told = follow(TestClient(desk.app), number, code)
    assert "lundi 4 janvier 2027" in told
    assert "Pourquoi cette date" in told
    assert "Jour férié : Noël" in told.replace("\u00a0", " ")
    assert "au plus tard le 22 décembre 2026" in told
