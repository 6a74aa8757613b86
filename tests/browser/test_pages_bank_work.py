"""The terminologist's desk in a real browser: from a search in vain to an entry, from two entries to one."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import text

from api import assets
from api.security.roles import Role
from terminology import duplicates
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Definition, Language, Term
from terminology.gaps import counting
from terminology.workflow import FeedbackKind, comments, feedback
from tests.browser.conftest import DESK, PHONE, Site, listen, log_in
from tests.browser.people import AGENT
from tests.browser.test_pages_everywhere import problems

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]
FR, EN = Language.FR, Language.EN


@pytest.fixture
def two(site: Site) -> tuple[int, int]:
    """Two entries that are one, with something of each kind waiting."""
    now = site.services.clock.now()
    with site.services.database.transaction() as session:
        session.execute(text("TRUNCATE term_gap, duplicate_pair"))
        bank = Bank(session, site.services.encoder)
        numbers = []
        for french, english in (
            ("lettre de créance", "letter of credence"),
            ("Lettre de créance", "credentials"),
        ):
            terms = (Term(french, FR), Term(english, EN))
            defined = (Definition("Accrédite un chef de mission.", FR),)
            view = bank.propose(ConceptDraft(terms, defined), AGENT, now)
            numbers.append(bank.validate(view.number, 1, AGENT, now).number)
        first = bank.get(numbers[0])
        more = ConceptDraft((*first.terms, Term("lettres", FR)), first.definitions)
        bank.revise(first.number, first.version, more, AGENT, now)
        comments.add(session, numbers[0], "Et « credentials » ?", AGENT, now)
        said = feedback.Received(numbers[1], FeedbackKind.SPELLING, "Une majuscule de trop", "a@b.cm", "fr")
        feedback.receive(session, said, AGENT, now)
        counting.note_gap(session, "agrément tacite", FR, now.date())
        duplicates.look_again(session, site.services.encoder.name, now)
    site.services.search.refresh()
    return numbers[0], numbers[1]


@pytest.mark.parametrize("where", ["phone", "desk"])
def test_every_page_of_the_desk(
    new_context: NewContext, site: Site, two: tuple[int, int], where: str
) -> None:
    axe = assets.package_file("axe-core/axe.min.js").read_text(encoding="utf-8")
    page = new_context(viewport=PHONE if where == "phone" else DESK).new_page()
    log_in(page, site.add_account(Role.ADMINISTRATOR))
    complaints = listen(page)
    first, second = two
    desk = ("", "/verifier", "/commentaires", "/signalements", "/lacunes", "/doublons")
    addresses = [f"/staff/termes{tab}" for tab in desk] + [
        "/staff/termes/lacunes?dismissed=yes",
        "/staff/termes/doublons?judged=yes",
        f"/staff/termes/{second}/fusionner",
        f"/staff/termes/{second}/fusionner?into={first}",
        f"/termes/{first}",
        f"/termes/{first}/signaler",
        f"/staff/termes/{first}/history",
    ]
    found = []
    for language in ("fr", "en"):
        page.goto(f"/termes?lang={language}")
        for address in addresses:
            page.goto(address)
            page.evaluate("document.querySelectorAll('details').forEach(details => (details.open = true))")
            found += [f"{address}: {problem}" for problem in problems(page, axe)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{address}: wider than the screen")
    assert found == []
    assert complaints == []


def test_a_search_in_vain_becomes_an_entry_and_leaves_the_list(new_context: NewContext, site: Site) -> None:
    reader = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    reader.goto("/termes?q=ξψφ+θδζλ")
    expect(reader.get_by_role("main")).to_contain_text("Rien ne correspond")
    reviser = new_context().new_page()
    log_in(reviser, site.add_account(Role.TERMINOLOGIST))
    reviser.get_by_role("link", name="Fiches à traiter").click()
    reviser.get_by_role("link", name="Lacunes").click()
    reviser.get_by_role("row").filter(has_text="ξψφ θδζλ").get_by_role("link", name="Proposer").click()
    expect(reviser.locator("[name='term-fr-0-text']")).to_have_value("ξψφ θδζλ")
    reviser.locator("[name='term-en-0-text']").fill("ξψφ θδζλ EN")
    reviser.get_by_role("button", name="Proposer", exact=True).last.click()
    if reviser.get_by_role("button", name="Proposer quand même", exact=True).count():
        reviser.get_by_role("button", name="Proposer quand même", exact=True).last.click()
    reviser.get_by_role("button", name="Valider cette fiche").click()
    site.services.search.refresh()
    reader.reload()
    expect(reader.get_by_role("main")).to_contain_text("ξψφ θδζλ EN")
    reviser.goto("/staff/termes/lacunes")
    expect(reviser.get_by_role("main")).not_to_contain_text("ξψφ")


def test_two_entries_become_one_and_the_old_number_leads_there(
    new_context: NewContext, site: Site, two: tuple[int, int]
) -> None:
    first, second = two
    reviser = new_context().new_page()
    log_in(reviser, site.add_account(Role.TERMINOLOGIST))
    reviser.goto("/staff/termes/doublons")
    reviser.get_by_role("link", name=f"Fusionner la fiche {second} avec la fiche {first}").click()
    reviser.get_by_label("credentials").last.check()
    reviser.get_by_role("button", name="Montrer le résultat").click()
    expect(reviser.get_by_role("region", name="Le résultat")).to_contain_text("credentials À employer")
    reviser.get_by_role("button", name="Fusionner", exact=True).click()
    expect(reviser.get_by_role("alert")).to_contain_text("n’en font plus qu’une")
    reader = new_context().new_page()
    reader.goto(f"/termes/{second}")
    expect(reader.get_by_role("main")).to_contain_text(f"La fiche n° {second} a été fusionnée avec celle-ci")
    assert reader.url.endswith(f"/termes/{first}?ancien={second}")


def test_who_writes_an_entry_is_warned_of_what_is_there(
    new_context: NewContext, site: Site, two: tuple[int, int]
) -> None:
    page: Page = new_context().new_page()
    log_in(page, site.add_account(Role.TRANSLATOR))
    page.goto("/staff/termes/new")
    page.locator("[name='term-fr-0-text']").press_sequentially("lettres de créance")
    warning = page.locator("[data-suspects]")
    expect(warning).to_be_visible()
    expect(warning.get_by_role("link").first).to_contain_text("lettre de créance")
    page.locator("[name='term-fr-0-text']").fill("")
    expect(warning).to_be_hidden()


def test_a_reader_reports_an_error_without_javascript(
    new_context: NewContext, site: Site, two: tuple[int, int]
) -> None:
    reader = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    reader.goto(f"/termes/{two[0]}")
    reader.get_by_text("Signaler une erreur").click()
    reader.get_by_role("button", name="Envoyer").click()
    expect(reader.get_by_role("alert")).to_contain_text("Choisissez ce qui ne va pas")
    reader.get_by_label("Autre chose").check()
    reader.get_by_label("Dites-le en quelques mots").fill("Le genre manque.")
    reader.get_by_role("button", name="Envoyer").click()
    expect(reader.get_by_role("alert")).to_contain_text("Merci")
    reviser = new_context().new_page()
    log_in(reviser, site.add_account(Role.TERMINOLOGIST))
    reviser.goto("/staff/termes/signalements")
    expect(reviser.get_by_role("main")).to_contain_text("Le genre manque.")
