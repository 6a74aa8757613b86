"""The calendar on pages: read by year, changed in two steps, out and in as iCalendar."""

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import text

from api.security.roles import Role
from api.wiring import Services
from kit.audit import SYSTEM
from relance import seed
from relance.dossiers import Dossiers
from relance.views import Registration
from tests.integration.staff import HTML, enter, hidden, send

PLACE = "/staff/regles/calendrier"
REQUEST = Registration("legalisation", "Acte", "Fon Grace", None, "fon@example.org", "fr", True, "counter")


@pytest.fixture
def number(client: TestClient, services: Services) -> str:
    now = services.clock.now()
    with services.database.transaction() as session:
        session.execute(
            text("TRUNCATE dossier, number_sequence, calendar_version, calendar_proposal CASCADE")
        )
        seed.load(session, now)
        dossiers = Dossiers(session, services.secrets.code_key)
        found = dossiers.register(REQUEST, idempotency_key="page de calendrier", actor=SYSTEM, now=now).number
    enter(client, services, Role.REMINDER_OFFICE)
    return found


def change(client: TestClient, what: str, **fields: str) -> Response:
    page = client.get(PLACE, headers=HTML).text
    return send(client, f"{PLACE}/{what}", page, base=hidden(page, "base"), **fields)


def test_a_day_is_closed_in_two_steps(client: TestClient, number: str) -> None:
    english = client.get(f"{PLACE}?year=2026", headers={**HTML, "Accept-Language": "en"}).text
    assert "National Day" in english
    assert "estimated" in english
    proposed = change(client, "jour", day="2026-11-24", kind="closure")
    assert proposed.status_code == 303
    page = client.get(proposed.headers["location"], headers=HTML).text
    assert number in page
    assert "1 échéance bouge" in page
    assert "24 nov. 2026" in page
    assert "25 nov. 2026" in page
    assert send(client, proposed.headers["location"], page).status_code == 303
    assert "Fermeture exceptionnelle" in client.get(PLACE, headers=HTML).text
    dossier = client.get(f"/staff/dossiers/{number}", headers=HTML).text
    assert "Échéance déplacée par le calendrier" in dossier
    assert send(client, proposed.headers["location"], page).status_code == 404
    again = change(client, "oter", removed="2026-11-24")
    assert "1 échéance bouge" in client.get(again.headers["location"], headers=HTML).text


def test_what_is_refused_keeps_what_was_typed(client: TestClient, number: str) -> None:
    for fields, place in (
        ({"day": "hier", "kind": "closure"}, "day"),
        ({"day": "2026-11-24", "kind": "decreed", "name_fr": "Deuil", "name_en": ""}, "name_en"),
        ({"day": "2026-11-24", "kind": "opening", "hours": "le matin"}, "hours"),
        ({"day": "1990-01-01", "kind": "closure"}, "day"),
    ):
        answer = change(client, "jour", **fields)
        assert answer.status_code == 422
        assert f'href="#{place}"' in answer.text
        assert all(value in answer.text for value in fields.values())
    assert 'href="#tue"' in change(client, "semaine", mon="07:30-15:30", tue="toujours").text
    assert "Aucun jour n’est travaillé" in change(client, "semaine").text
    assert change(client, "oter", removed="2026-11-24").status_code == 422


def test_out_and_in_as_icalendar(client: TestClient, number: str) -> None:
    answer = client.get(f"{PLACE}/calendrier.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in answer.content
    page = client.get(PLACE, headers=HTML).text
    data = {"form_token": hidden(page, "form_token"), "base": hidden(page, "base")}

    def bring(content: bytes) -> Response:
        files = {"file": ("calendrier.ics", content, "text/calendar")}
        return client.post(f"{PLACE}/fichier", data=data, files=files, headers=HTML, follow_redirects=False)

    assert bring(answer.content).status_code == 422  # nothing changes
    assert 'href="#file"' in bring(b"nothing").text
    changed = answer.content.replace(b"20261225", b"20261124").replace(b"20261226", b"20261125")
    assert bring(changed).status_code == 303


def test_only_those_who_edit_rules_come_here(client: TestClient, services: Services, number: str) -> None:
    enter(client, services, Role.UNIT_AGENT, unit="BR")
    assert client.get(PLACE, headers=HTML).status_code == 403
