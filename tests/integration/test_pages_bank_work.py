"""The terminologist's desk and what leads to it, through the pages."""

import secrets
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.reader_answers import send_answer
from api.security.roles import Role
from api.wiring import Services
from kit.audit import Actor, ActorKind
from kit.mail import OutboxMessage
from terminology import duplicates
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptView, Language, Term
from terminology.gaps import counting
from tests.integration.staff import HTML, enter, hidden, send

ENGLISH = {**HTML, "Accept-Language": "en"}
AWA = Actor(ActorKind.STAFF, "awa", "Awa Essai")
FR, EN = Language.FR, Language.EN


@pytest.fixture(autouse=True)
def empty_lists(services: Services) -> None:
    with services.database.transaction() as session:
        session.execute(
            text("TRUNCATE term_gap, reader_feedback, concept_mark, concept_comment, duplicate_pair")
        )
    services.search.refresh()


def make(services: Services, french: str | None = None, *, validate: bool = True) -> ConceptView:
    word = french or f"oryx {secrets.token_hex(4)}"
    now = services.clock.now()
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        view = bank.propose(ConceptDraft((Term(word, FR), Term(f"{word} EN", EN))), AWA, now)
        return bank.validate(view.number, 1, AWA, now) if validate else view


def someone(client: TestClient, services: Services, *roles: Role) -> TestClient:
    other = TestClient(client.app)
    enter(other, services, *roles)
    return other


def test_a_comment_is_written_answered_and_closed_and_the_public_sees_none_of_it(
    client: TestClient, services: Services
) -> None:
    concept = make(services)
    page = f"/termes/{concept.number}"
    translator = someone(client, services, Role.TRANSLATOR)
    reviser = someone(client, services, Role.TERMINOLOGIST)
    shown = translator.get(page, headers=HTML).text
    empty = send(translator, f"/staff{page}/commentaires", shown, text="  ")
    assert empty.status_code == 409
    assert "Écrivez votre commentaire" in empty.text
    sent = send(translator, f"/staff{page}/commentaires", shown, text="Et <b>l’autre</b> ?")
    assert sent.status_code == 303
    listed = reviser.get("/staff/termes/commentaires", headers=HTML).text
    assert "Et &lt;b&gt;l’autre&lt;/b&gt; ?" in listed
    shown = reviser.get(page, headers=HTML).text
    thread = hidden(shown, "reply_to")
    send(reviser, f"/staff{page}/commentaires", shown, text="Non.", reply_to=thread)
    stranger = someone(client, services, Role.TRANSLATOR)
    token = stranger.get("/staff/termes/new", headers=HTML).text
    assert send(stranger, f"/staff/termes/commentaires/{thread}/clore", token).status_code == 403
    assert send(reviser, f"/staff/termes/commentaires/{thread}/clore", shown).status_code == 303
    assert "Aucun commentaire n’est ouvert" in reviser.get("/staff/termes/commentaires", headers=HTML).text
    assert "Clos par Aïssatou Essai" in translator.get(page, headers=HTML).text
    public = TestClient(client.app).get(page, headers=HTML).text
    assert "l’autre" not in public
    assert "Commentaires" not in public


def test_an_edit_of_a_validated_entry_is_to_be_checked_until_somebody_confirms(
    client: TestClient, services: Services
) -> None:
    concept = make(services)
    with services.database.transaction() as session:
        draft = ConceptDraft((Term(f"{concept.terms[0].text} bis", FR), concept.terms[1]))
        bank = Bank(session, services.encoder)
        bank.revise(concept.number, concept.version, draft, AWA, services.clock.now())
    reviser = someone(client, services, Role.TERMINOLOGIST)
    listed = reviser.get("/staff/termes/verifier", headers=HTML).text
    assert "Modifiée par Awa Essai\xa0: terme" in listed
    assert "Changed by Awa Essai: term" in reviser.get("/staff/termes/verifier", headers=ENGLISH).text
    page = reviser.get(f"/termes/{concept.number}", headers=HTML).text
    address = f"/staff/termes/{concept.number}/confirmer"
    version = hidden(page, "version")
    assert send(reviser, address, page, version=version).status_code == 303
    again = send(reviser, address, page, version=str(int(version) + 1))
    assert again.status_code == 409
    assert "n’est pas, ou n’est plus, à revérifier" in again.text
    assert "Aucune fiche validée" in reviser.get("/staff/termes/verifier", headers=HTML).text
    history = reviser.get(f"/staff/termes/{concept.number}/history", headers=HTML).text
    assert "Faite par Aïssatou Essai" in history
    assert "Confirmée telle quelle" in history
    translator = someone(client, services, Role.TRANSLATOR)
    assert translator.get("/staff/termes/verifier", headers=HTML).status_code == 403
    assert "À revérifier" not in translator.get("/staff/termes", headers=HTML).text


def test_a_merge_shows_its_result_and_leads_the_old_number_to_the_new(
    client: TestClient, services: Services
) -> None:
    old, kept = make(services), make(services)
    reviser = someone(client, services, Role.TERMINOLOGIST)
    start = reviser.get(f"/staff/termes/{old.number}/fusionner", headers=HTML).text
    assert "Numéro de la fiche qui reste" in start
    for wrong, said in (
        ("abc", "en chiffres"),
        ("2147483647", "Aucune fiche"),
        (str(old.number), "elle-même"),
    ):
        refused = reviser.get(f"/staff/termes/{old.number}/fusionner?into={wrong}", headers=HTML)
        assert refused.status_code in {409, 422}
        assert said in refused.text
    chosen = old.terms[1].text
    compared = reviser.get(
        f"/staff/termes/{old.number}/fusionner?into={kept.number}&en={quote(chosen)}", headers=HTML
    ).text
    assert compared.count(f'lang="en">{chosen}</strong> <strong class="govuk-tag govuk-tag--green">') == 2
    fields = {
        "version": str(old.version),
        "into": str(kept.number),
        "into_version": str(kept.version),
        "en": chosen,
        "fr": kept.terms[0].text,
    }
    stale = send(reviser, f"/staff/termes/{old.number}/fusionner", compared, **fields | {"version": "1"})
    assert stale.status_code == 409
    assert "Quelqu’un d’autre a modifié cette fiche" in stale.text
    merged = send(reviser, f"/staff/termes/{old.number}/fusionner", compared, **fields)
    assert merged.headers["location"] == f"/termes/{kept.number}?ancien={old.number}"
    public = TestClient(client.app)
    led = public.get(f"/termes/{old.number}", headers=HTML, follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (301, merged.headers["location"])
    page = public.get(f"/termes/{old.number}", headers=HTML).text
    assert f"La fiche n° {old.number} a été fusionnée avec celle-ci" in page
    assert chosen in page
    assert "a été fusionnée" not in public.get(f"/termes/{kept.number}?ancien=999999", headers=HTML).text
    api = public.get(f"/api/v1/concepts/{old.number}", follow_redirects=False)
    assert (api.status_code, api.headers["location"]) == (301, f"/api/v1/concepts/{kept.number}")
    assert public.get(f"/api/v1/concepts/{old.number}").json()["number"] == kept.number
    # Who had the old page open while it was merged loses nothing of what they write.
    send(reviser, f"/staff/termes/{old.number}/commentaires", compared, text="Écrit trop tard")
    assert "Écrit trop tard" in reviser.get(f"/termes/{kept.number}", headers=HTML).text
    report = {"kind": "other", "message": "Lu trop tard"}
    late = public.post(f"/termes/{old.number}/signaler", data=report, headers=HTML, follow_redirects=False)
    assert late.headers["location"] == f"/termes/{kept.number}"
    history = reviser.get(f"/staff/termes/{old.number}/history", headers=HTML).text
    assert "Fusionnée avec une autre fiche" in history
    assert (
        "Réunie avec une autre fiche"
        in reviser.get(f"/staff/termes/{kept.number}/history", headers=HTML).text
    )
    back = send(reviser, f"/staff/termes/{old.number}/separer", history, version=hidden(history, "version"))
    assert back.status_code == 303
    assert reviser.get(f"/termes/{old.number}", headers=HTML, follow_redirects=False).status_code == 200


def test_a_translator_may_not_merge(client: TestClient, services: Services) -> None:
    concept = make(services)
    translator = someone(client, services, Role.TRANSLATOR)
    assert "Fusionner" not in translator.get(f"/termes/{concept.number}", headers=HTML).text
    assert translator.get(f"/staff/termes/{concept.number}/fusionner", headers=HTML).status_code == 403


def test_a_reader_reports_an_error_and_is_answered(client: TestClient, services: Services) -> None:
    concept = make(services)
    address = f"/termes/{concept.number}/signaler"
    assert f'action="{address}"' in client.get(f"/termes/{concept.number}", headers=HTML).text
    empty = client.post(address, data={"email": "pas une adresse", "message": " "}, headers=HTML)
    assert empty.status_code == 422
    for said in ("Choisissez ce qui ne va pas", "Dites ce qui ne va pas", "adresse électronique complète"):
        assert said in empty.text
    assert 'value="pas une adresse"' in empty.text
    report = {
        "kind": "spelling",
        "message": "<script>alert(1)</script>\nUne faute",
        "email": "awa@exemple.cm",
    }
    elsewhere = client.post(address, data=report, headers={**HTML, "Origin": "https://elsewhere.example"})
    assert elsewhere.status_code == 403
    for hostile in ("a\x00b", "\x1b[2J", "x" * 2_001):
        refused = client.post(address, data={**report, "message": hostile}, headers=HTML)
        assert refused.status_code == 422, hostile
    sent = client.post(address, data=report, headers=ENGLISH, follow_redirects=False)
    assert sent.headers["location"] == f"/termes/{concept.number}"
    reviser = someone(client, services, Role.TERMINOLOGIST)
    listed = reviser.get("/staff/termes/signalements", headers=HTML).text
    assert "&lt;script&gt;alert(1)" in listed
    assert "awa@exemple.cm" not in listed
    assert "ceci lui sera envoyé" in listed
    with services.database.transaction() as session:
        number = session.scalar(text("SELECT max(id) FROM reader_feedback"))
    closing = f"/staff/termes/signalements/{number}/clore"
    missing = send(reviser, closing, listed, answer="")
    assert (missing.status_code, "Dites ce qui a été fait" in missing.text) == (422, True)
    assert send(reviser, closing, listed, answer="Corrigé, merci.").status_code == 303
    assert send(reviser, closing, listed, answer="Encore").status_code == 409
    for _ in range(2):  # a job that is tried again
        send_answer(services, number)
    with services.database.transaction() as session:
        message = session.get(OutboxMessage, f"feedback-{number}@truchement")
        assert session.scalar(text("SELECT email FROM reader_feedback")) is None
    assert message is not None
    assert message.recipient == "awa@exemple.cm"
    assert "Your report on entry" in message.subject
    assert "Corrigé, merci." in message.body


def test_reports_are_limited_by_network_and_what_was_typed_stays(
    client: TestClient, services: Services
) -> None:
    concept = make(services)
    report = {"kind": "other", "message": "Une remarque"}
    answers = [
        client.post(f"/termes/{concept.number}/signaler", data=report, headers=HTML, follow_redirects=False)
        for _ in range(11)
    ]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert "Une remarque</textarea>" in answers[-1].text


def test_a_search_in_vain_is_counted_and_one_with_a_result_is_not(
    client: TestClient, services: Services
) -> None:
    concept = make(services)
    services.search.refresh()
    services.search_ready.set()
    for _ in range(2):
        client.get("/termes", params={"q": "Wxyzqar kvjpt"}, headers=HTML)
    client.get("/api/v1/terms/search", params={"q": "wxyzqar  KVJPT"})
    client.get("/termes", params={"q": "wxyzqar kvjpt", "domain": "diplomatie"}, headers=HTML)
    client.get("/termes/suggestions", params={"q": "wxyzq"}, headers=HTML)
    client.get("/termes", params={"q": concept.terms[0].text}, headers=HTML)
    client.get("/termes", params={"q": "wxyzq@exemple.cm"}, headers=HTML)
    with services.database.transaction() as session:
        assert [(gap.text, gap.count) for gap in counting.gaps(session, 10)] == [("wxyzqar KVJPT", 3)]
    translator = someone(client, services, Role.TRANSLATOR)
    listed = translator.get("/staff/termes/lacunes", headers=HTML).text
    assert "/staff/termes/new?q=wxyzqar%20KVJPT" in listed
    assert "Écarter" not in listed
    make(services, "wxyzqar kvjpt")
    services.search.refresh()
    assert "KVJPT" not in translator.get("/staff/termes/lacunes", headers=HTML).text


def test_a_gap_is_put_aside_and_back(client: TestClient, services: Services) -> None:
    with services.database.transaction() as session:
        counting.note_gap(session, "bzzt krrp", FR, services.clock.now().date())
    reviser = someone(client, services, Role.TERMINOLOGIST)
    listed = reviser.get("/staff/termes/lacunes", headers=HTML).text
    key = {"folded": "bzzt krrp", "language": "fr"}
    send(reviser, "/staff/termes/lacunes/ecarter", listed, **key)
    assert "bzzt" not in reviser.get("/staff/termes/lacunes", headers=HTML).text
    aside = reviser.get("/staff/termes/lacunes?dismissed=yes", headers=HTML).text
    assert "Écartée par Aïssatou Essai" in aside
    send(reviser, "/staff/termes/lacunes/ecarter", aside, **key, back="yes")
    assert "bzzt" in reviser.get("/staff/termes/lacunes", headers=HTML).text
    unknown = send(reviser, "/staff/termes/lacunes/ecarter", listed, folded="personne", language="fr")
    assert unknown.status_code == 404


def test_suspected_pairs_are_listed_judged_and_searched_for_again(
    client: TestClient, services: Services
) -> None:
    word = f"oryx {secrets.token_hex(4)}"
    one, other = make(services, word), make(services, word.upper())
    with services.database.transaction() as session:
        duplicates.look_again(session, services.encoder.name, services.clock.now())
    reviser = someone(client, services, Role.TERMINOLOGIST)
    listed = reviser.get("/staff/termes/doublons", headers=HTML).text
    address = f"/staff/termes/doublons/{one.number}/{other.number}"
    assert f'action="{address}"' in listed
    assert f"/staff/termes/{other.number}/fusionner?into={one.number}" in listed
    assert f"même terme\xa0: {word}" in listed
    assert send(reviser, address, listed, why="").status_code == 422
    assert send(reviser, address, listed, why="Deux espèces").status_code == 303
    assert address not in reviser.get("/staff/termes/doublons", headers=HTML).text
    judged = reviser.get("/staff/termes/doublons?judged=yes", headers=HTML).text
    assert "Deux fiches selon Aïssatou Essai\xa0: Deux espèces" in judged
    assert send(reviser, address, judged, back="yes").status_code == 303
    assert send(reviser, "/staff/termes/doublons/chercher", listed).status_code == 303
    with services.database.transaction() as session:
        queued = text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'workflow:find_duplicates'")
        assert session.scalar(queued) == 1
