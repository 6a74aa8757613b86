"""Each role's main task, as somebody does it who has never seen the pages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from api.security.roles import Role
from tests.browser.conftest import PHONE, Site, log_in

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]


def test_what_the_staff_does_is_what_the_citizen_reads_without_javascript(
    new_context: NewContext, site: Site
) -> None:
    staff = new_context().new_page()
    log_in(staff, site.add_account(Role.REQUESTS_OFFICE, unit="BR"))
    number, code = register(staff)

    citizen = new_context(viewport=PHONE, java_script_enabled=False).new_page()
    expect(follow(citizen, number, code.lower().replace("-", " "))).to_contain_text("Reçue")
    assert number not in citizen.url
    assert code not in citizen.url

    staff.get_by_role("link", name="Ouvrir le dossier").click()
    staff.get_by_role("button", name="Prendre en charge").click()
    expect(staff.get_by_role("alert")).to_contain_text("Le dossier est pris en charge.")
    staff.reload()
    expect(staff.get_by_role("alert")).to_have_count(0)
    staff.get_by_text("Demander une pièce à l’usager").click()
    staff.get_by_role("button", name="Demander la pièce").click()
    # Refused: the form is open again, the summary leads to the field, and what was typed is kept.
    staff.get_by_role("alert").get_by_role("link").click()
    expect(staff.get_by_label("Pièces manquantes")).to_be_focused()
    staff.get_by_label("Pièces manquantes").fill("Copie du passeport")
    staff.get_by_role("button", name="Demander la pièce").click()
    expect(follow(citizen, number, code)).to_contain_text("Copie du passeport")

    staff.get_by_role("button", name="La pièce est reçue").click()
    staff.get_by_text("Enregistrer la décision").first.click()
    staff.get_by_label("Accordée").check()
    staff.get_by_label("Réponse à l’usager").fill("Votre acte est prêt.")
    staff.get_by_role("button", name="Enregistrer la décision").click()
    expect(follow(citizen, number, code)).to_contain_text("Votre acte est prêt.")
    staff.get_by_role("button", name="Clore le dossier").click()
    expect(follow(citizen, number, code)).to_contain_text("Close")


def test_a_translator_proposes_and_a_terminologist_validates(new_context: NewContext, site: Site) -> None:
    translator = new_context().new_page()
    log_in(translator, site.add_account(Role.TRANSLATOR))
    translator.get_by_label("Terme français ou anglais").fill("lettre de rappel")
    translator.keyboard.press("Enter")
    translator.get_by_role("link", name="Proposer une fiche pour").click()
    expect(translator.get_by_label("Terme français", exact=True)).to_have_value("lettre de rappel")
    translator.get_by_label("Terme anglais", exact=True).fill("letter of recall")
    translator.get_by_role("button", name="Proposer", exact=True).click()
    expect(translator.get_by_role("alert")).to_contain_text("Un terminologue va l’examiner")

    reviser = new_context(locale="en-GB").new_page()
    reviser.goto("/?lang=fr")
    log_in(reviser, site.add_account(Role.TERMINOLOGIST))
    reviser.get_by_role("link", name="Fiches à traiter").click()
    row = reviser.get_by_role("row").filter(has_text="letter of recall")
    row.get_by_role("link").click()
    reviser.get_by_role("button", name="Valider cette fiche").click()
    expect(reviser.get_by_role("alert")).to_contain_text("La fiche est validée")
    site.services.search.refresh()

    visitor = new_context(locale="en-GB").new_page()
    visitor.goto("/")
    visitor.get_by_label("French or English term").fill("Letter of recall")
    visitor.get_by_role("button", name="Search").click()
    visitor.get_by_role("link", name="letter of recall").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("letter of recall")


def test_the_keyboard_reaches_the_content_first_and_the_menu_opens_on_a_phone(
    new_context: NewContext,
) -> None:
    page = new_context(viewport=PHONE).new_page()
    page.goto("/suivi")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main-content")).to_be_focused()
    menu = page.get_by_role("button", name="Ouvrir ou fermer le menu")
    expect(page.get_by_role("navigation").get_by_role("link", name="Terminologie")).to_be_hidden()
    menu.click()
    page.get_by_role("navigation").get_by_role("link", name="Terminologie").click()
    page.wait_for_url("**/termes")


def register(page: Page) -> tuple[str, str]:
    """Number and code of a request registered at the counter."""
    page.get_by_role("button", name="Enregistrer une demande").click()
    page.get_by_label("Démarche").select_option(label="Légalisation de documents")
    page.get_by_label("Ce que demande l’usager").fill("Légaliser un diplôme")
    page.get_by_label("Nom et prénom").fill("Ngo Bassa Élodie")
    page.get_by_label("Téléphone").fill("6 99 12 34 56")
    page.get_by_label("L’usager accepte").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    number, code = page.locator(".tr-secret").all_inner_texts()
    return number, code


def follow(page: Page, number: str, code: str) -> Locator:
    page.goto("/suivi")
    page.get_by_label("Numéro de la demande").fill(number)
    page.get_by_label("Code secret").fill(code)
    page.get_by_role("button", name="Voir où en est ma demande").click()
    return page.get_by_role("main")
