"""A file handed in, its columns named, tried and confirmed, without JavaScript; every page whole."""

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api import assets
from api.security.roles import Role
from tests.browser.conftest import DESK, PHONE, Site, log_in
from tests.browser.test_pages_everywhere import problems

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def axe() -> str:
    return assets.package_file("axe-core/axe.min.js").read_text(encoding="utf-8")


def hand_in(page: Page, path: Path) -> None:
    page.goto("/staff/termes/exporter")
    page.get_by_role("main").get_by_role("link").first.click()
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_url("**/importer/*")


def whole(page: Page, axe: str) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(details => (details.open = true))")
    assert problems(page, axe) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_table_is_imported_by_hand_alone(new_context: NewContext, site: Site, tmp_path: Path) -> None:
    word = f"zibeline {secrets.token_hex(3)}"
    path = tmp_path / "liste.csv"
    path.write_text(f"Vedette,Traduction\n{word},sable {word}\n", encoding="utf-8")
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, site.add_account(Role.TERMINOLOGIST))
    hand_in(page, path)
    expect(page.get_by_text("Aucune colonne de termes")).to_be_visible()
    page.get_by_label("Vedette").select_option("term:fr")
    page.get_by_label("Traduction").select_option("term:en")
    page.get_by_role("button", name="Analyser de nouveau").click()
    expect(page.get_by_text("Ce que l’import ferait")).to_be_visible()
    page.get_by_role("button", name="Confirmer l’import").click()
    expect(page.get_by_text("Ce qui a été fait")).to_be_visible()


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_shown_of_a_file_is_whole_and_accessible(  # noqa: PLR0917 - pytest's fixtures
    new_context: NewContext, site: Site, axe: str, tmp_path: Path, language: str, viewport: dict[str, int]
) -> None:
    word = f"hermine {secrets.token_hex(3)}"
    first, second, bad = (tmp_path / name for name in ("un.csv", "deux.csv", "trois.tbx"))
    first.write_text(f"fr,en\n{word},stoat {word}\n", encoding="utf-8")
    second.write_text(
        f"fr,en,definition_fr,loi\n{word},stoat {word},Petit carnivore.,L-1\n{word},ermine {word},,L-2\n"
        f"{word},stoats {word},,L-3\n",
        encoding="utf-8",
    )
    bad.write_text("<tbx><conceptEntry></tbx>", encoding="utf-8")
    page = new_context(viewport=viewport).new_page()
    log_in(page, site.add_account(Role.HEAD_OF_TRANSLATION))
    page.goto(f"/staff/termes/importer?lang={language}")
    whole(page, axe)
    hand_in(page, first)
    page.get_by_role("button", name="Confirm").click()
    whole(page, axe)
    hand_in(page, second)
    whole(page, axe)
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("a[href*='/fusionner?into=']").first).to_be_visible()
    whole(page, axe)
    hand_in(page, bad)
    whole(page, axe)
    page.goto("/staff/termes/exporter")
    whole(page, axe)
