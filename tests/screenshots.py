"""Takes the README's pictures from a running system with invented people: `make screenshots`."""

import json
import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests import chromium, running
from tests.running import RunningSystem
from tests.widget import open_chat, talk

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
PASSWORD = "une phrase assez longue pour un essai"


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with running.scratch_folder() as folder, sync_playwright() as playwright:
        system = running.start(folder)
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.FLAGS)
        try:
            take_public(browser, system)
            number = take_chat(browser, system)
            take_staff(browser, system, number)
        finally:
            browser.close()
            running.stop(system)
    sys.stdout.write("\n".join(str(path) for path in sorted(IMAGES.glob("*.png"))) + "\n")
    return 0


def new_page(browser: Browser, system: RunningSystem, width: int, height: int) -> Page:
    context = browser.new_context(
        base_url=system.address, locale="fr-FR", viewport={"width": width, "height": height}
    )
    return context.new_page()


def take_public(browser: Browser, system: RunningSystem) -> None:
    page = new_page(browser, system, 1100, 760)
    page.goto("/termes?q=sac scellé pour le courrier d’une ambassade")
    page.screenshot(path=IMAGES / "terms.png")
    open_chat(page)
    talk(page, "Comment dit-on « valise diplomatique » en anglais ?")
    page.screenshot(path=IMAGES / "home.png", full_page=True)


def take_chat(browser: Browser, system: RunningSystem) -> str:
    page = new_page(browser, system, 360, 740)
    open_chat(page)
    text = talk(
        page,
        "je veux déposer une demande",
        "Mon diplôme doit être reconnu pour une inscription à Montréal",
        "Légalisation de documents",
        "Essai Invention",
        "699 00 00 00",
        "Oui, je suis d’accord",
        "Envoyer",
    )
    page.get_by_text("Votre demande est enregistrée").scroll_into_view_if_needed()
    page.locator("truchement-chat").screenshot(path=IMAGES / "chat-phone.png")
    number = re.search(r"REQ-\d{4}-\d{6}-\d{2}", text)
    assert number, text
    return number[0]


def take_staff(browser: Browser, system: RunningSystem, number: str) -> None:
    made = system.command("accounts", "add", "essai", "Bernadette Essai", "--role", "administrator", "--json")
    one_time = json.loads(made.stdout)["one_time_password"]
    page = new_page(browser, system, 1100, 760)
    page.goto("/staff/login")
    page.get_by_label("Identifiant").fill("essai")
    page.get_by_label("Mot de passe", exact=True).fill(one_time)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Mot de passe actuel", exact=True).fill(one_time)
    page.get_by_label("Nouveau mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Nouveau mot de passe, encore une fois", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Changer le mot de passe").click()
    page.wait_for_url(re.compile("/staff$"))
    page.goto("/staff")
    page.screenshot(path=IMAGES / "dossiers.png", full_page=True)
    page.get_by_role("link", name=number).click()
    page.get_by_role("button", name="Prendre en charge").click()
    page.get_by_text("Pourquoi cette date ?").click()
    page.screenshot(path=IMAGES / "dossier.png", full_page=True)


if __name__ == "__main__":
    sys.exit(main())
