"""Pages of those who follow deadlines: promises, reminders by hand, suspensions, what was not delivered."""

import re
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text

from api.security.roles import Role
from api.wiring import Services
from kit.audit import SYSTEM
from kit.clock import FixedClock
from relance import seed
from relance.dossiers import Dossiers
from relance.reminders import sweep
from relance.tables import ReminderRow, UnitRow
from relance.views import Receipt, Registration
from tests.integration.staff import HTML, enter, hidden, send

REQUEST = Registration("legalisation", "Acte", "Fon Grace", None, "fon@example.org", "fr", True, "counter")


@pytest.fixture
def receipt(services: Services) -> Receipt:
    now = services.clock.now()
    with services.database.transaction() as session:
        seed.load(session, now)
        session.execute(text("TRUNCATE dossier, number_sequence CASCADE"))
        dossiers = Dossiers(session, services.secrets.code_key)
        return dossiers.register(REQUEST, idempotency_key="essai de page", actor=SYSTEM, now=now)


def page_of(client: TestClient, number: str, language: str = "fr") -> str:
    headers = {**HTML, "Accept-Language": language}
    return client.get(f"/staff/dossiers/{number}", headers=headers).text


def act(client: TestClient, number: str, action: str, **fields: str):
    page = page_of(client, number)
    return send(client, f"/staff/dossiers/{number}/{action}", page, version=hidden(page, "version"), **fields)


def test_a_unit_promises_a_day_and_the_citizen_reads_it(
    client: TestClient, services: Services, receipt: Receipt
) -> None:
    enter(client, services, Role.UNIT_AGENT, unit="BR")
    refused = act(client, receipt.number, "acknowledge", promised="2026-11-29", ack_reason="Archives")
    assert refused.status_code == 422
    assert 'href="#promised"' in refused.text
    assert "Archives" in refused.text
    assert "Donnez un jour ouvré à venir" in refused.text
    silent = act(client, receipt.number, "acknowledge", promised="2026-12-01", ack_reason=" ")
    assert 'href="#ack_reason"' in silent.text
    fields = {"promised": "2026-12-01", "ack_reason": "Archives fermées", "share": "yes"}
    assert act(client, receipt.number, "acknowledge", **fields).status_code == 303
    page = page_of(client, receipt.number)
    assert "Le service s’engage pour le 1 décembre 2026" in page.replace("1er", "1")
    assert "Jour promis par le service" in page
    citizen = TestClient(client.app)
    data = {"number": receipt.number, "code": receipt.code}
    told = citizen.post("/suivi", data=data, headers={**HTML, "Accept-Language": "en"}).text
    assert "The unit promises to have done by" in told
    assert "Archives fermées" in told
    assert "Relancer à la main" not in page


def test_the_reminder_office_reminds_and_suspends(
    client: TestClient, services: Services, receipt: Receipt
) -> None:
    enter(client, services, Role.REMINDER_OFFICE)
    assert 'href="#addressee"' in act(client, receipt.number, "remind", remind_note="Vite").text
    assert act(client, receipt.number, "remind", addressee="unit", remind_note="Vite").status_code == 303
    again = act(client, receipt.number, "remind", addressee="unit", remind_note="Plus vite")
    assert again.status_code == 409
    assert "Plus vite" in again.text
    fields = {"until": "2026-12-01", "suspend_reason": "Au tribunal"}
    assert act(client, receipt.number, "suspend", **fields).status_code == 303
    assert "Reminders suspended until" in page_of(client, receipt.number, "en")
    assert act(client, receipt.number, "lift").status_code == 303
    assert "Relances suspendues jusqu" not in page_of(client, receipt.number)
    # To promise is the unit's own word, and to decide is not theirs either.
    assert act(client, receipt.number, "acknowledge").status_code == 403


def test_an_agent_of_a_unit_does_not_remind(client: TestClient, services: Services, receipt: Receipt) -> None:
    enter(client, services, Role.UNIT_AGENT, unit="BR")
    for action in ("remind", "suspend", "lift"):
        assert act(client, receipt.number, action).status_code == 403


def test_what_could_not_be_delivered_is_shown_and_tried_again(
    client: TestClient, services: Services, receipt: Receipt, clock: FixedClock
) -> None:
    clock.instant += timedelta(days=7)
    with services.database.transaction() as session:
        sweep(session, clock.now())
        reminder = session.scalars(select(ReminderRow).where(ReminderRow.state == "written")).one()
        reminder.state, reminder.next_try_at = "failed", None
        reminder.last_error, reminder.attempts = "550 <nobody>", 16
    enter(client, services, Role.REMINDER_OFFICE)
    page = client.get("/staff/relances", headers=HTML).text
    assert receipt.number in page
    assert "550 &lt;nobody&gt;" in page
    assert send(client, f"/staff/relances/{reminder.id}/again", page).status_code == 303
    again = send(client, f"/staff/relances/{reminder.id}/again", page)
    assert again.status_code == 409
    assert "Seule une relance non remise" in again.text
    assert send(client, "/staff/relances/999999/again", page).status_code == 404
    waiting = client.get("/staff/relances?state=waiting", headers=HTML).text
    assert receipt.number in waiting
    assert "prochain envoi" in waiting
    assert client.get("/staff/relances?state=nonsense&page=7", headers=HTML).status_code == 200


def test_a_unit_chooses_its_address_and_one_message_a_day(
    client: TestClient, services: Services, receipt: Receipt
) -> None:
    enter(client, services, Role.REMINDER_OFFICE)
    assert "Bureau des Requêtes" in client.get("/staff/regles/services", headers=HTML).text
    page = client.get("/staff/regles/services/BR", headers=HTML).text
    refused = send(client, "/staff/regles/services/BR", page, email="nulle part", digest="yes")
    assert refused.status_code == 422
    assert 'value="nulle part"' in refused.text
    assert re.search(r'name="digest"[^>]*checked', refused.text)
    done = send(client, "/staff/regles/services/BR", page, email="br@ministere.example", digest="yes")
    assert done.status_code == 303
    with services.database.transaction() as session:
        unit = session.get_one(UnitRow, "BR")
        assert (unit.email, unit.digest) == ("br@ministere.example", True)
        unit.email, unit.digest = "requetes@ministere.example", False
    assert client.get("/staff/regles/services/NOBODY", headers=HTML).status_code == 404
    enter(client, services, Role.UNIT_AGENT, unit="BR")
    assert client.get("/staff/regles/services", headers=HTML).status_code == 403
