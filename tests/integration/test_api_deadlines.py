"""Deadlines previewed by JSON: the same answers as the command line's."""

import json

import pytest
from fastapi.testclient import TestClient

from api.wiring import Services
from relance import seed

PREVIEW = "/api/v1/deadlines/preview"
ELAPSED = "/api/v1/deadlines/elapsed"
HOURS = {day: [["07:30", "15:30"]] for day in ("mon", "tue", "wed", "thu", "fri")}
WANTED = {
    "calendar": {"timezone": "Africa/Douala", "hours": HOURS, "holidays": ["2026-12-25"]},
    "start": "2026-12-23T14:00:00+01:00",
    "period": {"amount": 2, "unit": "working_days"},
}


def test_a_deadline_with_its_reasons(client: TestClient):
    body = client.post(PREVIEW, json=WANTED).json()
    assert body["due_at"] == "2026-12-28T15:30:00+01:00"
    assert body["legal_date"] == "2026-12-28"
    why = {day["date"]: day["why"] for day in body["explanation"]}
    assert why["2026-12-23"] == "start_day"
    assert why["2026-12-24"] == "counted"
    assert why["2026-12-25"] == "day_off"


def test_elapsed_working_time(client: TestClient):
    wanted = {
        "calendar": WANTED["calendar"],
        "start": "2026-12-24T15:00:00+01:00",
        "end": "2026-12-28T08:00:00+01:00",
    }
    assert client.post(ELAPSED, json=wanted).json() == {"working_seconds": 3600}
    pause = {"from": "2026-12-28T07:45:00+01:00", "to": "2026-12-29T00:00:00+01:00"}
    assert client.post(ELAPSED, json=wanted | {"pauses": [pause]}).json() == {"working_seconds": 2700}
    refused = client.post(ELAPSED, json=wanted | {"end": "2026-12-24T14:00:00+01:00"})
    assert (refused.status_code, refused.json()["code"]) == (422, "end_before_start")
    assert client.post(ELAPSED, json=wanted | {"calendar": "nobody's"}).json()["code"] == "calendar_unknown"


def test_the_ministrys_calendar_has_a_name(client: TestClient, services: Services):
    with services.database.transaction() as session:
        seed.load(session, services.clock.now())
    body = client.post(PREVIEW, json=WANTED | {"calendar": "minrex"}).json()
    assert body["legal_date"] == "2026-12-28"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"calendar": "nobody's"}, "calendar_unknown", None),
        ({"calendar": "a\x00b"}, "calendar_unknown", None),
        ({"calendar": "a\ud800b"}, "calendar_unknown", None),
        ({"start": "a\ud800b"}, "preview_wrong", "start"),
        ({"start": [[[[[[["deep"]]]]]]]}, "preview_wrong", "start"),
        ({"start": "x" * 100_000}, "preview_wrong", "start"),
        ({"calendar": 3}, "preview_wrong", "calendar"),
        ({"start": "2026-12-23T14:00:00"}, "preview_wrong", "start"),
        ({"period": {"amount": 0, "unit": "working_days"}}, "period_wrong", None),
        ({"period": {"amount": 10**12, "unit": "months"}}, "period_wrong", None),
        ({"period": {"amount": 900, "unit": "months"}}, "deadline_beyond_horizon", None),
        ({"pauzes": []}, "preview_wrong", "pauzes"),
    ],
)
def test_what_is_refused(client: TestClient, change, code, field):
    content = json.dumps(WANTED | change)
    response = client.post(PREVIEW, content=content, headers={"Content-Type": "application/json"})
    assert response.status_code == 422
    assert len(response.content) < 3000
    assert response.headers["content-type"] == "application/problem+json"
    assert code in {None, response.json()["code"]}
    if field:
        assert response.json()["errors"][0]["field"] == field


@pytest.mark.parametrize("body", [b"[]", b"null", b"3", b"{", b"\xff", b'{"calendar": ' + b"[" * 100_000])
def test_bodies_that_are_no_objects(client: TestClient, body):
    for address in (PREVIEW, ELAPSED):
        response = client.post(address, content=body, headers={"Content-Type": "application/json"})
        assert response.status_code == 422
    assert response.json()["code"] in {"request_invalid", "preview_wrong"}
