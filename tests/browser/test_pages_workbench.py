"""The workbench in a real browser: a pasted text, marks by keyboard, an open page that follows the bank."""

import pytest
from playwright.sync_api import Page, expect

from api.security.roles import Role
from kit.audit import SYSTEM
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Language, Term, TermStatus
from tests.browser.conftest import Site, log_in
from tests.browser.test_pages_everywhere import NewContext, axe, problems  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
TEXT = "Les malles consulaires sont scellées.\nUn coffre consulaire aussi."
TERMS = (
    Term("malle consulaire", Language.FR),
    Term("coffre consulaire", Language.FR, TermStatus.DEPRECATED),
    Term("consular trunk", Language.EN),
)


def add(site: Site, *terms: Term) -> None:
    services = site.services
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        made = bank.propose(ConceptDraft(terms), SYSTEM, services.clock.now())
        bank.validate(made.number, made.version, SYSTEM, services.clock.now())
    services.recognition.refresh()


@pytest.fixture(scope="module", autouse=True)
def _contents(site: Site) -> None:
    add(site, *TERMS)


def annotated(page: Page, site: Site, text: str = TEXT) -> None:
    log_in(page, site.add_account(Role.TRANSLATOR))
    page.get_by_role("link", name="Atelier").click()
    page.get_by_label("Texte", exact=True).fill(text)
    page.get_by_role("button", name="Annoter").click()


def test_a_mark_leads_to_its_entry(page: Page, site: Site, complaints: list[str], axe: str) -> None:  # noqa: F811
    annotated(page, site)
    mark = page.get_by_role("link", name="malles consulaires")
    mark.focus()
    page.keyboard.press("Enter")
    entry = page.locator("li:target")
    expect(entry).to_contain_text("consular trunk")
    forbidden = page.get_by_role("link", name="coffre consulaire (terme à éviter)")
    expect(forbidden).to_be_visible()
    assert problems(page, axe) == []
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    entry.get_by_role("link", name="malle consulaire").click()
    expect(page).to_have_title("malle consulaire – Truchement")
    assert complaints == []


def test_an_open_page_follows_the_bank(page: Page, site: Site) -> None:
    annotated(page, site, f"{TEXT} Le zibelinage est nouveau.")
    expect(page.get_by_role("link", name="zibelinage")).to_have_count(0)
    add(site, Term("zibelinage", Language.FR))
    expect(page.locator(".tr-mark", has_text="zibelinage")).to_be_visible()
    expect(page.get_by_text("La banque a changé")).to_be_visible()


def test_without_javascript_with_a_document(new_context: NewContext, site: Site) -> None:
    page = new_context(java_script_enabled=False).new_page()
    annotated(page, site)
    page.get_by_label("Texte", exact=True).fill("")
    page.get_by_label("Ou un document").set_input_files(
        {"name": "a.html", "mimeType": "text/html", "buffer": b"<p>Une <b>malle</b> consulaire</p>"}
    )
    page.get_by_role("button", name="Annoter").click()
    page.get_by_role("link", name="malle consulaire").first.click()
    expect(page.locator("li:target")).to_contain_text("consular trunk")
