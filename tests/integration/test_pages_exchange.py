"""Files in and out of the bank, on the pages and as JSON: tried, confirmed once, or refused line by line."""

import io
import secrets
from datetime import timedelta

import openpyxl
import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import func, select

from api.security.roles import Role
from api.wiring import Services
from terminology.exchange.deposits import run
from terminology.exchange.deposits.deposits import purge
from terminology.exchange.deposits.jobs import folder_of
from terminology.exchange.deposits.tables import DepositRow
from terminology.tables import TermRow
from tests.integration.staff import HTML, enter, hidden, send

ADDRESS = "/staff/termes/importer"
ENGLISH = {**HTML, "Accept-Language": "en"}


@pytest.fixture
def word() -> str:
    """A term that no other test uses."""
    return f"zibeline {secrets.token_hex(4)}"


@pytest.fixture
def terminologist(client: TestClient, services: Services) -> TestClient:
    enter(client, services, Role.TERMINOLOGIST)
    return client


def hand_in(client: TestClient, content: str | bytes, name: str = "liste.csv", **fields: str) -> Response:
    page = client.get(ADDRESS, headers=HTML).text
    return client.post(
        ADDRESS,
        data={"form_token": hidden(page, "form_token"), "status": "validated", **fields},
        files={"file": (name, content.encode() if isinstance(content, str) else content)},
        headers=HTML,
        follow_redirects=False,
    )


def deposited(client: TestClient, content: str | bytes, name: str = "liste.csv", **fields: str) -> str:
    answer = hand_in(client, content, name, **fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def in_bank(services: Services, text: str) -> int:
    with services.database.transaction() as session:
        return session.scalar(select(func.count()).select_from(TermRow).where(TermRow.text == text)) or 0


def test_a_file_is_tried_then_confirmed_once(
    terminologist: TestClient, services: Services, word: str
) -> None:
    address = deposited(terminologist, f"fr,en\n{word},{word} in English\n")
    page = terminologist.get(address, headers=HTML).text
    assert "Ce que l’import ferait" in page
    assert f'<span lang="fr">{word}</span>' in page
    assert in_bank(services, word) == 0
    confirmed = send(terminologist, f"{address}/confirmer", page)
    assert confirmed.headers["location"] == address
    assert in_bank(services, word) == 1
    send(terminologist, f"{address}/confirmer", page)
    assert in_bank(services, word) == 1
    done = terminologist.get(address, headers=ENGLISH).text
    assert "What was done" in done
    assert "Confirm the import" not in done
    assert not list(folder_of(services.settings).iterdir())


def test_what_changes_is_shown_before_it_does(
    terminologist: TestClient, services: Services, word: str
) -> None:
    first = deposited(terminologist, f"fr,en\n{word},{word} in English\n")
    send(terminologist, f"{first}/confirmer", terminologist.get(first, headers=HTML).text)
    second = deposited(
        terminologist,
        f"fr,en,definition_fr\n{word},{word} in English,Bête rare\n{word},another {word},\n",
    )
    page = terminologist.get(second, headers=HTML).text
    assert "Fiches de la banque qui changeraient" in page
    assert "<ins>Bête rare</ins>" in page
    assert "1 nouvelle fiche partage un terme avec une fiche de la banque" in page


def test_a_refused_file_says_why_line_by_line(
    terminologist: TestClient, services: Services, word: str
) -> None:
    address = deposited(terminologist, f"fr,en\n{word},b\n\nseul\n")
    page = terminologist.get(address, headers=ENGLISH).text
    assert "Why the file is refused" in page
    assert "The line has 1 columns instead of 2." in page
    assert "Confirm the import" not in page
    report = terminologist.get(f"{address}/rapport.csv", headers=ENGLISH).text
    assert "4,ragged_line,yes,The line has 1 columns instead of 2." in report
    assert in_bank(services, word) == 0
    send(terminologist, f"{address}/abandonner", page)
    assert terminologist.get(address, headers=HTML).status_code == 404
    assert not list(folder_of(services.settings).iterdir())


def test_columns_are_named_by_hand_and_remembered(
    terminologist: TestClient, services: Services, word: str
) -> None:
    heading = f"Vedette {secrets.token_hex(3)}"
    address = deposited(terminologist, f"{heading};Traduction\n{word};{word} in English\n")
    page = terminologist.get(address, headers=HTML).text
    assert "Aucune colonne de termes" in page
    again = send(terminologist, f"{address}/analyser", page, **{"column-0": "term:fr", "column-1": "term:en"})
    assert again.status_code == 303
    assert "Confirmer l’import" in terminologist.get(address, headers=HTML).text
    other = deposited(terminologist, f"{heading};Traduction\n{word} bis;b\n")
    assert "Confirmer l’import" in terminologist.get(other, headers=HTML).text


def test_only_who_may_import_does_and_only_one_s_own(
    client: TestClient, services: Services, word: str
) -> None:
    enter(client, services, Role.TERMINOLOGIST)
    address = deposited(client, f"fr\n{word}\n")
    other = TestClient(client.app)
    enter(other, services, Role.HEAD_OF_TRANSLATION)
    assert other.get(address, headers=HTML).status_code == 404
    translator = TestClient(client.app)
    enter(translator, services, Role.TRANSLATOR)
    assert translator.get(ADDRESS, headers=HTML).status_code == 403
    assert translator.get("/staff/termes/exporter", headers=HTML).status_code == 200
    assert TestClient(client.app).get("/api/v1/terms/export").status_code == 401


def test_nothing_chosen_and_too_much_are_said(terminologist: TestClient, services: Services) -> None:
    page = terminologist.get(ADDRESS, headers=HTML).text
    empty = send(terminologist, ADDRESS, page)
    assert empty.status_code == 422
    assert "Choisissez un fichier" in empty.text
    services.settings.import_megabytes = 1
    answer = hand_in(terminologist, b"fr\n" + b"a" * 1_000_100)
    assert answer.status_code == 422
    assert "Le fichier dépasse 1000000 octets" in answer.text
    assert not list(folder_of(services.settings).glob("*"))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_filled_in_is_understood(
    terminologist: TestClient, services: Services, word: str, ending: str
) -> None:
    template = terminologist.get(f"{ADDRESS}/modele.{ending}", headers=HTML).content
    if ending == "csv":
        headings = template.decode("utf-8-sig").strip().split(",")
        filled = template + ",".join([word, f"{word} in English", *[""] * (len(headings) - 2)]).encode()
    else:
        book = openpyxl.load_workbook(io.BytesIO(template))
        book.worksheets[0].append([word, f"{word} in English"])
        file = io.BytesIO()
        book.save(file)
        filled = file.getvalue()
    address = deposited(terminologist, filled, f"modele.{ending}")
    assert "Confirmer l’import" in terminologist.get(address, headers=HTML).text


def test_a_large_file_waits_for_a_worker_that_may_die(
    terminologist: TestClient, services: Services, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.deposits._TRIED_AT_ONCE_BYTES", 0)
    address = deposited(terminologist, f"fr,en\n{word},{word} in English\n")
    identity = address.rpartition("/")[2]
    page = terminologist.get(address, headers=HTML).text
    assert "Analyse en cours" in page
    assert "En attente de son tour" in page
    carry_out(services, identity)
    page = terminologist.get(address, headers=HTML).text
    send(terminologist, f"{address}/confirmer", page)
    assert "Import en cours" in terminologist.get(address, headers=HTML).text

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("terminology.exchange.importing.embeddings.add_missing", killed)
        with pytest.raises(KeyboardInterrupt):
            carry_out(services, identity)
    assert in_bank(services, word) == 0
    services.clock.instant += timedelta(minutes=5)
    assert "rien n’est à moitié écrit" in terminologist.get(address, headers=HTML).text
    carry_out(services, identity)
    carry_out(services, identity)
    assert in_bank(services, word) == 1
    assert "Ce qui a été fait" in terminologist.get(address, headers=HTML).text


def test_a_failure_of_ours_leaves_nothing_and_may_be_tried_again(
    terminologist: TestClient, services: Services, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = deposited(terminologist, f"fr,en\n{word},{word} in English\n")
    page = terminologist.get(address, headers=HTML).text

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("terminology.exchange.importing.embeddings.add_missing", broken)
        send(terminologist, f"{address}/confirmer", page)
    page = terminologist.get(address, headers=HTML).text
    assert "Interrompu par une erreur" in page
    assert in_bank(services, word) == 0
    send(terminologist, f"{address}/analyser", page)
    assert "Confirmer l’import" in terminologist.get(address, headers=HTML).text


def test_what_nobody_came_back_for_is_forgotten(terminologist: TestClient, services: Services) -> None:
    address = deposited(terminologist, "fr\nzibeline\n")
    folder = folder_of(services.settings)
    (file,) = folder.iterdir()
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)
    later = services.clock.now() + timedelta(days=8)
    with services.database.transaction() as session:
        assert purge(session, folder, later) >= 1
        assert session.get(DepositRow, address.rpartition("/")[2]) is None
    assert not file.exists()


def carry_out(services: Services, identity: str) -> None:
    run(services.database, services.clock, services.encoder, folder_of(services.settings), identity)


def test_json_tries_by_default_and_imports_when_told(
    terminologist: TestClient, services: Services, word: str
) -> None:
    files = {"file": ("liste.tsv", f"fr\ten\n{word}\t{word} in English\n".encode())}
    tried = terminologist.post("/api/v1/terms/import", files=files).json()
    assert (tried["state"], tried["counts"]["added"]) == ("tried", 1)
    assert in_bank(services, word) == 0
    address = f"/api/v1/terms/imports/{tried['id']}"
    assert terminologist.post(f"{address}/confirm").json()["state"] == "imported"
    assert terminologist.post(f"{address}/confirm").json()["state"] == "imported"
    assert in_bank(services, word) == 1
    assert terminologist.get(address).json()["counts"]["added"] == 1

    straight = terminologist.post(
        "/api/v1/terms/import",
        files={"file": ("x.csv", b"Colonne A\n" + f"{word} bis\n".encode())},
        data={"dry_run": "false", "column": "term:fr", "status": "proposed"},
    )
    assert straight.status_code == 202
    carry_out(services, straight.json()["id"])
    assert in_bank(services, f"{word} bis") == 1
    wrong = terminologist.post(
        "/api/v1/terms/import", files={"file": ("x.csv", b"a\n")}, data={"column": "nonsense"}
    )
    assert (wrong.status_code, wrong.json()["code"]) == (422, "column_unknown")
    bad = terminologist.post("/api/v1/terms/import", files={"file": ("x.tbx", b"<tbx><a></tbx>")}).json()
    assert (bad["state"], bad["problems"][0]["reason_code"]) == ("refused", "xml_broken")


@pytest.mark.parametrize(
    "form", ["tbx-dca", "tbx-dct", "tbx-v2", "csv", "tsv", "xlsx", "multiterm", "tmx", "omegat", "skos"]
)
def test_each_format_is_downloaded_and_says_what_it_holds(
    terminologist: TestClient, services: Services, word: str, form: str
) -> None:
    field = f"Domaine {word}"
    content = f"fr,en,domain\n{word},{word} in English,{field}\n"
    straight = terminologist.post(
        "/api/v1/terms/import",
        files={"file": ("x.csv", content.encode())},
        data={"dry_run": "false", "status": "validated"},
    )
    carry_out(services, straight.json()["id"])
    plain = {"Accept-Encoding": "identity"}
    wish = {"format": form, "domain": field, "collection": ""}
    page = terminologist.get("/staff/termes/exporter/fichier", params=wish, headers=plain)
    file = terminologist.get("/api/v1/terms/export", params={"format": form, "domain": field}, headers=plain)
    for answer in (page, file):
        assert answer.status_code == 200
        assert answer.headers["x-concepts"] == "1"
        assert "attachment" in answer.headers["content-disposition"]
        assert int(answer.headers["content-length"]) == len(answer.content)
    if form not in {"xlsx", "multiterm"}:
        assert word in file.content.decode()
    unknown = terminologist.get("/api/v1/terms/export", params={"domain": "nowhere at all"})
    assert unknown.status_code == 404
