"""Searching while typing: by keyboard in the staff's header, and on the public page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from api.security.roles import Role
from kit.audit import SYSTEM
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Language, Term, TermStatus
from tests.browser.conftest import PHONE, Site, listen, log_in

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def concept(site: Site) -> int:
    """A validated one, with a term not to use, beside a proposal."""
    valid = ConceptDraft(
        (
            Term("passeport de service", Language.FR),
            Term("passeport administratif", Language.FR, TermStatus.DEPRECATED),
            Term("service passport", Language.EN),
        )
    )
    now = site.services.clock.now()
    with site.services.database.transaction() as session:
        bank = Bank(session, site.services.encoder)
        found = bank.propose(valid, SYSTEM, now)
        bank.validate(found.number, found.version, SYSTEM, now)
        bank.propose(ConceptDraft((Term("laissez-passer onusien", Language.FR),)), SYSTEM, now)
    site.services.search.refresh()
    return found.number


@pytest.fixture
def desk(page: Page, site: Site, concept: int) -> Page:
    log_in(page, site.add_account(Role.ADMINISTRATOR))
    page.goto("/staff/envois")
    return page


def test_a_term_is_found_and_opened_by_keyboard_alone(
    desk: Page, concept: int, complaints: list[str]
) -> None:
    box = desk.get_by_role("combobox", name="Chercher un terme")
    expect(box).to_have_attribute("aria-keyshortcuts", "Control+K")
    desk.keyboard.press("Control+k")
    expect(box).to_be_focused()
    desk.keyboard.type("pasport de ser")
    options = desk.get_by_role("listbox", name="Termes proposés").get_by_role("option")
    expect(options.first).to_contain_text("passeport de service")
    expect(options.first).to_contain_text("service passport")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(desk.locator(".tr-quick [role=status]")).to_contain_text("résultat")
    desk.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    desk.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("pasport de ser")
    desk.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/termes/{concept}")
    assert complaints == []


def test_enter_asks_for_all_results(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    desk.keyboard.type("passeport administratif")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/termes?q=passeport+administratif")
    expect(desk.locator("#results")).to_contain_text("À éviter")
    expect(desk.locator("#results")).to_contain_text("à employer : passeport de service")


def test_only_the_last_question_is_answered(desk: Page) -> None:
    """The first answer comes after the second was asked for, as on a bad network."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/termes/suggestions?q=la", hold)
    box = desk.get_by_role("combobox", name="Chercher un terme")
    box.press_sequentially("la")
    desk.wait_for_timeout(400)
    box.fill("passeport")
    expect(desk.get_by_role("option").first).to_contain_text("passeport de service")
    assert len(held) == 1
    held[0].continue_()
    desk.wait_for_timeout(400)
    expect(desk.get_by_role("option").first).to_contain_text("passeport de service")


def test_results_follow_what_is_typed_and_the_address_can_be_shared(
    new_context: NewContext, concept: int
) -> None:
    page = new_context(viewport=PHONE).new_page()
    heard = listen(page)
    page.goto("/termes")
    page.get_by_label("Terme français ou anglais").press_sequentially("service pass")
    expect(page.locator("#results")).to_contain_text("passeport de service")
    expect(page.get_by_role("search").get_by_role("status")).to_contain_text("résultat")
    page.get_by_text("Autres filtres").click()
    page.get_by_label("Fiches qui ont un terme").select_option("En anglais")
    page.wait_for_url("**/termes?q=service+pass&language=en")
    address = page.url
    page.goto("/")
    page.goto(address)
    expect(page.get_by_label("Fiches qui ont un terme")).to_have_value("en")
    expect(page.locator("#results")).to_contain_text("service passport")
    assert heard == []


def test_both_boxes_work_without_scripts(new_context: NewContext, site: Site, concept: int) -> None:
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, site.add_account(Role.TRANSLATOR))
    page.get_by_role("searchbox", name="Chercher un terme").fill("passeport")
    page.get_by_role("search", name="Recherche rapide").get_by_role("button").click()
    assert page.url.endswith("/termes?q=passeport")
    page.get_by_text("Autres filtres").click()
    page.get_by_label("État des fiches").select_option("Proposée")
    page.get_by_label("Terme français ou anglais").fill("laissez-passer onusien")
    page.get_by_role("search", name="Recherche dans la banque").get_by_role("button").click()
    expect(page.locator("#results")).to_contain_text("laissez-passer onusien")
    expect(page.locator("#results")).to_contain_text("Proposée")
