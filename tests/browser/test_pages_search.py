"""Searching while typing: by keyboard in the staff's header, and on the public page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.security.roles import Role
from tests.browser.conftest import PHONE, Site, listen, log_in
from tests.browser.people import Contents, fill

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def contents(site: Site) -> Contents:
    return fill(site)


@pytest.fixture
def desk(page: Page, site: Site, contents: Contents) -> Page:
    log_in(page, site.add_account(Role.ADMINISTRATOR))
    page.goto("/staff/envois")
    return page


def test_a_term_is_found_and_opened_by_keyboard_alone(
    desk: Page, contents: Contents, complaints: list[str]
) -> None:
    box = desk.get_by_role("combobox", name="Chercher un terme")
    expect(box).to_have_attribute("aria-keyshortcuts", "Control+K")
    desk.keyboard.press("Control+k")
    expect(box).to_be_focused()
    desk.keyboard.type("valize dip")
    options = desk.get_by_role("listbox", name="Termes proposés").get_by_role("option")
    expect(options.first).to_contain_text("valise diplomatique")
    expect(options.first).to_contain_text("diplomatic bag")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(desk.locator(".tr-quick [role=status]")).to_contain_text("résultat")
    desk.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id") or "")
    desk.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_value("valize dip")
    desk.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/termes/{contents.concept}")
    assert complaints == []


def test_enter_asks_for_all_results(desk: Page) -> None:
    desk.keyboard.press("Control+k")
    desk.keyboard.type("sac diplomatique")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/termes?q=sac+diplomatique")
    expect(desk.locator("#results")).to_contain_text("À éviter")
    expect(desk.locator("#results")).to_contain_text("à employer : valise diplomatique")


def test_only_the_last_question_is_answered(desk: Page) -> None:
    """The first answer comes after the second was asked for, as on a bad network."""
    held = []
    desk.route("**/termes/suggestions?q=no", held.append)
    box = desk.get_by_role("combobox", name="Chercher un terme")
    box.press_sequentially("no")
    desk.wait_for_timeout(400)
    box.fill("valise")
    expect(desk.get_by_role("option").first).to_contain_text("valise diplomatique")
    for route in held:
        route.abort()
    expect(desk.get_by_role("option").first).to_contain_text("valise diplomatique")


def test_results_follow_what_is_typed_and_the_address_can_be_shared(
    new_context: NewContext, contents: Contents
) -> None:
    page = new_context(viewport=PHONE).new_page()
    heard = listen(page)
    page.goto("/termes")
    page.get_by_label("Terme français ou anglais").press_sequentially("diplomatic ba")
    expect(page.locator("#results")).to_contain_text("valise diplomatique")
    expect(page.get_by_role("search").get_by_role("status")).to_contain_text("résultat")
    page.get_by_text("Autres filtres").click()
    page.get_by_label("Fiches qui ont un terme").select_option("En anglais")
    page.wait_for_url("**/termes?q=diplomatic+ba&language=en")
    address = page.url
    page.goto("/")
    page.goto(address)
    expect(page.get_by_label("Fiches qui ont un terme")).to_have_value("en")
    expect(page.locator("#results")).to_contain_text("diplomatic bag")
    assert heard == []


def test_both_boxes_work_without_scripts(new_context: NewContext, site: Site, contents: Contents) -> None:
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, site.add_account(Role.TRANSLATOR))
    page.get_by_role("searchbox", name="Chercher un terme").fill("valise")
    page.get_by_role("search", name="Recherche rapide").get_by_role("button").click()
    assert page.url.endswith("/termes?q=valise")
    page.get_by_label("État des fiches").select_option("Proposée")
    page.get_by_label("Terme français ou anglais").fill("note verbale")
    page.get_by_role("search", name="Recherche dans la banque").get_by_role("button").click()
    expect(page.locator("#results")).to_contain_text("note verbale")
    expect(page.locator("#results")).to_contain_text("Proposée")
