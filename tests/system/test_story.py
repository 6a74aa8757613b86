"""The whole house in a real browser: what a citizen asks, what the staff does, what the bot then tells."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.conversation import Conversation
from tests.running import RunningSystem
from tests.widget import open_chat, talk

pytestmark = [pytest.mark.browser, pytest.mark.bot]

NUMBER = re.compile(r"REQ-\d{4}-\d{6}-\d{2}")
CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}\b")
PASSWORD = "une phrase assez longue pour un mot de passe"


def new_page(browser: Browser, system: RunningSystem, **options: object) -> Page:
    page = browser.new_context(base_url=system.address, locale="fr-FR", **options).new_page()
    page.set_default_timeout(30_000)
    return page


def log_in(page: Page, system: RunningSystem, role: str, name: str, unit: str = "BR") -> None:
    """Make an account as the administrator does, log in, and change the one-time password as asked."""
    login = f"{role}-{name.split(maxsplit=1)[0].lower()}"
    made = system.command("accounts", "add", login, name, "--role", role, "--unit", unit)
    one_time = re.search(r"(?:[a-z2-9]{5}-){3}[a-z2-9]{5}", made.stdout)
    assert one_time, made.stderr
    page.goto("/staff/login")
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe", exact=True).fill(one_time[0])
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_label("Mot de passe actuel", exact=True).fill(one_time[0])
    page.get_by_label("Nouveau mot de passe", exact=True).fill(PASSWORD)
    page.get_by_label("Nouveau mot de passe, encore une fois", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Changer le mot de passe").click()
    page.wait_for_url(re.compile(r"/(staff|termes)$"))


def register_by_widget(page: Page) -> tuple[str, str]:
    open_chat(page)
    text = talk(
        page,
        "je veux déposer une demande",
        "Mon acte de naissance est demandé pour un mariage à Lyon",
        "Légalisation de documents",
        "Marie-Claire Abena",
        "677 12 34 56",
        "Oui, je suis d’accord",
        "Envoyer",
    )
    number, code = NUMBER.search(text), CODE.search(text)
    assert number, text
    assert code, text
    return number[0], code[0]


def status_by_bot(system: RunningSystem, number: str, code: str) -> str:
    with Conversation(system.address, "fr") as talk:
        talk.say("où en est mon dossier ?")
        talk.say(number)
        return talk.say(code)


def test_what_the_staff_does_is_what_the_bot_then_tells(
    browser: Browser, running_system: RunningSystem
) -> None:
    number, code = register_by_widget(
        new_page(browser, running_system, viewport={"width": 360, "height": 740})
    )
    staff = new_page(browser, running_system)
    log_in(staff, running_system, "requests_office", "Bernadette Essomba")
    staff.goto(f"/staff?q={number}")
    staff.get_by_role("link", name=number).click()
    staff.get_by_role("button", name="Prendre en charge").click()
    expect(staff.get_by_role("main")).to_contain_text("Bernadette Essomba")
    assert "en cours d’examen" in status_by_bot(running_system, number, code)

    staff.get_by_text("Demander une pièce à l’usager").click()
    staff.get_by_label("Pièces manquantes").fill("Copie certifiée de la carte d’identité")
    staff.get_by_role("button", name="Demander la pièce").click()
    assert "Copie certifiée de la carte d’identité" in status_by_bot(running_system, number, code)

    staff.get_by_role("button", name="La pièce est reçue : reprendre").click()
    assert "Copie certifiée" not in status_by_bot(running_system, number, code)

    staff.get_by_text("Enregistrer la décision").first.click()
    staff.get_by_label("Accordée").check()
    staff.get_by_label("Réponse à l’usager").fill("Votre acte est légalisé, venez le retirer.")
    staff.get_by_role("button", name="Enregistrer la décision").click()
    assert "venez le retirer" in status_by_bot(running_system, number, code)

    staff.get_by_role("button", name="Clore le dossier").click()
    history = staff.locator(".tr-history").inner_text()
    assert history.count("Bernadette Essomba") >= 5
    without_script = new_page(browser, running_system, java_script_enabled=False)
    without_script.goto("/suivi")
    without_script.get_by_label("Numéro de la demande").fill(number.lower())
    without_script.get_by_label("Code secret").fill(code.replace("-", " ").lower())
    without_script.get_by_role("button", name="Voir où en est ma demande").click()
    expect(without_script.get_by_role("main")).to_contain_text("venez le retirer")
    assert code not in without_script.url


def test_a_missed_deadline_reminds_once_and_staff_can_read_the_message(
    browser: Browser, running_system: RunningSystem
) -> None:
    number, _ = register_by_widget(new_page(browser, running_system))
    first = running_system.command("relance", "run", "--now", "2027-12-24T09:00+01:00")
    assert first.returncode == 0, first.stderr
    staff = new_page(browser, running_system)
    log_in(staff, running_system, "reminder_office", "Samuel Eyango", "BRL")
    staff.goto("/staff/envois")
    messages = staff.get_by_role("article").filter(has_text=number)
    expect(messages).to_have_count(1)
    again = running_system.command("relance", "run", "--now", "2027-12-24T09:00+01:00")
    assert again.returncode == 0, again.stderr
    staff.reload()
    expect(messages).to_have_count(1)
    staff.goto(f"/staff/dossiers/{number}")
    expect(staff.get_by_role("heading", name="Relances")).to_be_visible()


def test_a_translator_proposes_a_terminologist_validates_and_everybody_finds(
    browser: Browser, running_system: RunningSystem
) -> None:
    translator = new_page(browser, running_system)
    log_in(translator, running_system, "translator", "Rose Mbarga", "DTI")
    translator.goto("/staff/termes/new")
    translator.get_by_label("Terme français", exact=True).fill("bourse de mobilité consulaire")
    translator.get_by_label("Terme anglais", exact=True).fill("consular mobility grant")
    translator.get_by_role("button", name="Proposer", exact=True).click()
    # The bank has entries near to it, and says so first.
    translator.get_by_role("button", name="Proposer quand même", exact=True).last.click()
    public = new_page(browser, running_system)
    public.goto("/termes?q=bourse de mobilité consulaire")
    expect(public.get_by_role("main")).not_to_contain_text("consular mobility grant")

    reviser = new_page(browser, running_system)
    log_in(reviser, running_system, "terminologist", "Paul Tchana", "DTI")
    reviser.goto("/staff/termes")
    reviser.get_by_role("row").filter(has_text="bourse de mobilité consulaire").get_by_role("link").click()
    reviser.get_by_role("button", name="Valider").click()
    for _ in range(20):
        public.reload()
        if "consular mobility grant" in public.get_by_role("main").inner_text():
            break
        public.wait_for_timeout(200)
    expect(public.get_by_role("main")).to_contain_text("consular mobility grant")
