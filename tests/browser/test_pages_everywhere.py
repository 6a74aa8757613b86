"""Every page, in both languages, on a phone and on a desk: accessible, whole, and without a complaint."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from api import assets
from api.security.roles import Role
from tests.browser.conftest import DESK, PHONE, Site, listen, log_in
from tests.browser.people import Contents, fill

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]

PUBLIC = (
    "/",
    "/suivi",
    "/demarches",
    "/termes",
    "/termes?q=valise",
    "/termes/{concept}",
    "/termes/domaines",
    "/termes/domaines/diplomacy",
    "/nulle-part",
)
LOGIN = ("/staff/login",)
STAFF = (
    "/staff",
    "/staff?q=introuvable",
    "/staff/dossiers/new",
    "/staff/dossiers/{waiting}",
    "/staff/dossiers/{late}",
    "/staff/dossiers/{decided}",
    "/staff/termes",
    "/staff/termes/new",
    "/staff/termes/importer",
    "/staff/termes/exporter",
    "/staff/termes/{concept}/modifier",
    "/staff/termes/{concept}/history",
    "/staff/collections",
    "/staff/collections/{collection}",
    "/termes/domaines/diplomacy",
    "/termes/{concept}",
    "/termes/{proposed}",
    "/staff/envois",
    "/staff/relances",
    "/staff/relances?state=sent",
    "/staff/regles",
    "/staff/regles/services",
    "/staff/regles/services/BR",
    "/staff/regles/demarches",
    "/staff/regles/demarches/legalisation",
    "/staff/regles/calendrier",
    "/staff/atelier",
    "/staff/atelier/termes/{concept}",
    "/termes?q=sac&status=any&language=fr",
    "/staff/password",
)
WHERE = {"phone": PHONE, "desk": DESK}


@pytest.fixture(scope="module")
def contents(site: Site) -> Contents:
    return fill(site)


@pytest.fixture(scope="session")
def axe() -> str:
    return assets.package_file("axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("where", WHERE)
def test_public_pages(new_context: NewContext, contents: Contents, axe: str, where: str) -> None:
    for language in ("fr", "en"):
        page = new_context(viewport=WHERE[where], locale=language).new_page()
        examine(page, [*PUBLIC, *LOGIN], contents, axe)


@pytest.mark.parametrize("where", WHERE)
def test_staff_pages(new_context: NewContext, site: Site, contents: Contents, axe: str, where: str) -> None:
    page = new_context(viewport=WHERE[where]).new_page()
    log_in(page, site.add_account(Role.ADMINISTRATOR))
    for language in ("fr", "en"):
        page.goto(f"/staff?lang={language}")
        examine(page, STAFF, contents, axe)


def test_refused_forms(new_context: NewContext, site: Site, contents: Contents, axe: str) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto("/suivi")
    page.get_by_role("button", name="Voir où en est").click()
    assert page.get_by_role("alert").get_by_role("link", name="Saisissez le numéro").is_visible()
    assert problems(page, axe) == []
    page.get_by_label("Numéro de la demande").fill(contents.waiting)
    page.get_by_label("Code secret").fill(contents.waiting_code)
    page.get_by_role("button", name="Voir où en est").click()
    assert page.get_by_text("En attente d’une pièce de votre part").is_visible()
    assert problems(page, axe) == []
    log_in(page, site.add_account(Role.ADMINISTRATOR))
    page.goto("/staff/dossiers/new")
    page.get_by_role("button", name="Enregistrer").click()
    assert problems(page, axe) == []


def test_the_chat(new_context: NewContext, axe: str) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto("/")
    page.get_by_role("button", name="Parler à l’assistant").click()
    page.get_by_label("Votre message").fill("Bonjour")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Oui").wait_for()
    assert problems(page, axe) == []


def examine(page: Page, addresses: list[str] | tuple[str, ...], contents: Contents, axe: str) -> None:
    complaints = listen(page)
    found: list[str] = []
    for pattern in addresses:
        address = pattern.format(**asdict(contents))
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach(details => (details.open = true))")
        found += [f"{address}: {problem}" for problem in problems(page, axe)]
        too_wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        found += [f"{address}: wider than the screen"] if too_wide else []
        # The missing page is asked for on purpose; the browser's console notes its status.
        found += [f"{address}: {said}" for said in complaints if "404" not in said]
        complaints.clear()
    assert found == []


def problems(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    report: dict[str, Any] = page.evaluate(
        "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in report["violations"]
        for node in violation["nodes"]
    ]
