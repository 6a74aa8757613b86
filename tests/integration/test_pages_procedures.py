"""Procedures on pages: proposed, confirmed, and what becomes of the dossiers that are under way."""

import re
from dataclasses import replace
from html import unescape

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import text

from api.pages.rules.procedure_form import read_procedure, values_of
from api.security.roles import Role
from api.wiring import Services
from kit.audit import SYSTEM
from kit.errors import DomainError
from relance import seed
from relance.data_files import read_procedures, read_units
from relance.dossiers import Dossiers
from relance.errors import ProcedureWrong
from relance.views import Registration
from tests.integration.staff import HTML, enter, hidden, send

PLACE = "/staff/regles/demarches/legalisation"
REQUEST = Registration("legalisation", "Acte", "Fon Grace", None, "fon@example.org", "fr", True, "counter")


@pytest.fixture
def number(client: TestClient, services: Services) -> str:
    """A dossier under the first version of its procedure."""
    now = services.clock.now()
    with services.database.transaction() as session:
        everything = (
            "dossier, number_sequence, calendar_version, procedure_stage, procedure_version, procedure"
        )
        session.execute(text(f"TRUNCATE {everything} CASCADE"))
        seed.load(session, now)
        dossiers = Dossiers(session, services.secrets.code_key)
        return dossiers.register(REQUEST, idempotency_key="page de démarche", actor=SYSTEM, now=now).number


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form that proposes a version."""
    form = page[page.index("Proposer une version") :]
    found = {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]*? name="([a-z_]+\d*)"[^>]*? value="([^"]*)"', form)
    }
    found |= dict.fromkeys(re.findall(r'name="(pausable_\d+)"[^>]*? checked', form), "yes")
    for name, body in re.findall(r'<textarea[^>]*? name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = unescape(body)
    for name, body in re.findall(r'<select[^>]*? name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return found


def propose(client: TestClient, **changed: str) -> Response:
    page = client.get(PLACE, headers=HTML).text
    return send(client, PLACE, page, **(fields_of(page) | changed))


def test_a_version_is_proposed_confirmed_and_followed_by_new_dossiers(
    client: TestClient, services: Services, number: str
) -> None:
    enter(client, services, Role.REMINDER_OFFICE)
    assert propose(client, amount_0="3", pausable_0="", resume_1="reset").status_code == 303
    page = client.get(PLACE, headers={**HTML, "Accept-Language": "en"}).text
    assert "Version 2, proposed by" in page
    assert "3 working days" in page
    refused = send(client, f"{PLACE}/confirm", page, version="2")
    assert refused.status_code == 403
    # Until it is confirmed, the first one holds.
    assert "1 jour ouvrable" in client.get(f"/staff/dossiers/{number}", headers=HTML).text
    enter(client, services, Role.SECRETARY_GENERAL)
    page = client.get(PLACE, headers=HTML).text
    assert send(client, f"{PLACE}/confirm", page, version="2").status_code == 303
    assert send(client, f"{PLACE}/confirm", page, version="2").status_code == 409
    assert "Confirmée par" in client.get(PLACE, headers=HTML).text
    with services.database.transaction() as session:
        dossiers = Dossiers(session, services.secrets.code_key)
        now = services.clock.now()
        old = dossiers.get(number, now)
        newer = dossiers.register(REQUEST, idempotency_key="sous la nouvelle", actor=SYSTEM, now=now).number
        new = dossiers.get(newer, now)
    assert (old.deadline.amount, old.deadline.procedure_version, old.deadline.provisional) == (1, 1, True)
    assert (new.deadline.amount, new.deadline.procedure_version, new.deadline.provisional) == (3, 2, False)


def test_a_dossier_is_moved_on_purpose_and_not_reminded_twice(
    client: TestClient, services: Services, number: str
) -> None:
    enter(client, services, Role.REMINDER_OFFICE)
    propose(client, amount_0="5")
    enter(client, services, Role.SECRETARY_GENERAL)
    page = client.get(PLACE, headers=HTML).text
    send(client, f"{PLACE}/confirm", page, version="2")
    enter(client, services, Role.REQUESTS_OFFICE, unit="BR")
    page = client.get(f"/staff/dossiers/{number}", headers=HTML).text
    assert "Passer à la version 2" in page
    action, version = f"/staff/dossiers/{number}/procedure", hidden(page, "version")
    assert 'href="#move_reason"' in send(client, action, page, version=version, move_reason=" ").text
    assert send(client, action, page, version=version, move_reason="Décision du SG").status_code == 303
    with services.database.transaction() as session:
        detail = Dossiers(session, services.secrets.code_key).get(number, services.clock.now())
    assert (detail.deadline.procedure_version, detail.deadline.amount) == (2, 5)
    assert detail.deadline.started_at == detail.deadlines[0].started_at
    assert [deadline.cause for deadline in detail.deadlines] == ["registered", "procedure_moved"]
    assert (detail.history[-1].code, detail.history[-1].text) == ("procedure_moved", "Décision du SG")
    again = send(client, action, page, version=str(detail.summary.version), move_reason="Encore")
    assert again.status_code == 409


def test_a_procedure_without_a_stage_is_refused_and_what_was_typed_kept(
    client: TestClient, services: Services, number: str
) -> None:
    enter(client, services, Role.REMINDER_OFFICE)
    none = {f"fr_{place}": "" for place in range(6)}
    refused = propose(client, **none, description_fr="Autre description")
    assert refused.status_code == 422
    assert "Il faut au moins une étape" in refused.text
    assert "Autre description" in refused.text
    for change, place in (
        ({"amount_0": "trois"}, "amount_0"),
        ({"amount_0": "0"}, "stages"),
        ({"unit_1": ""}, "unit_1"),
        ({"head_0": "9", "unit_above_0": "3"}, "stages"),
        ({"papers_en": "Only one"}, "papers_en"),
    ):
        answer = propose(client, **change)
        assert answer.status_code == 422, change
        assert f'href="#{place}"' in answer.text
    page = client.get(PLACE, headers=HTML).text
    fields = fields_of(page)
    assert send(client, PLACE, page, **fields).status_code == 303
    assert send(client, PLACE, page, **fields).status_code == 409  # somebody proposed meanwhile


def test_what_stands_in_the_form_is_the_procedure() -> None:
    for procedure in read_procedures(read_units()):
        again = read_procedure(procedure, values_of(procedure))
        assert replace(again, level=procedure.level) == procedure
    values = values_of(procedure) | {"fr_7": "Contrôle", "en_7": "Second Check!", "unit_7": "BR"}
    values |= {"amount_7": "2", "period_7": "weeks", "basis_7": "art. 8", "resume_7": "reset"}
    added = read_procedure(procedure, values).stages[-1]
    assert (added.code, added.pausable, added.resume) == ("second_check", False, "reset")
    with pytest.raises(ProcedureWrong):
        read_procedure(procedure, values | {"amount_7": "²"})
    with pytest.raises(DomainError):
        read_procedure(procedure, {})
