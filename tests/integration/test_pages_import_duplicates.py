"""Suspected duplicates of an import, on its page, in its report and as JSON."""

import re
import secrets

from fastapi.testclient import TestClient

from api.security.roles import Role
from api.wiring import Services
from tests.integration.staff import HTML, enter, send

ENGLISH = {**HTML, "Accept-Language": "en"}


def tried(client: TestClient, content: str) -> str:
    """The id of a file that was handed in and tried."""
    answer = client.post("/api/v1/terms/import", files={"file": ("liste.csv", content.encode())})
    return str(answer.json()["id"])


def test_duplicates_are_named_before_the_import_and_after_it(client: TestClient, services: Services) -> None:
    enter(client, services, Role.TERMINOLOGIST)
    word = secrets.token_hex(12)  # near in its letters to nothing that another test wrote
    first = tried(client, f"fr,en\n{word},{word} cutter\n")
    client.post(f"/api/v1/terms/imports/{first}/confirm")
    second = tried(client, f"fr,en\n{word},{word} cutters\n")
    address = f"/staff/termes/importer/{second}"
    page = client.get(address, headers=HTML).text
    assert "1 doublon présumé" in page
    assert re.search(rf"même terme\W+{word}", page)
    send(client, f"{address}/confirmer", page)
    done = client.get(address, headers=ENGLISH).text
    assert "1 suspected duplicate" in done
    (merge,) = re.findall(r'href="(/staff/termes/\d+/fusionner\?into=\d+)"', done)
    assert client.get(merge, headers=HTML).status_code == 200
    assert "resembles_term,no," in client.get(f"{address}/rapport.csv", headers=ENGLISH).text
    told = client.get(f"/api/v1/terms/imports/{second}").json()["duplicates"]
    assert (told["count"], told["found"][0]["merge"], told["found"][0]["reason"]) == (1, merge, "term")
    assert told["found"][0]["other_name"] == {"fr": word, "en": f"{word} cutter"}
