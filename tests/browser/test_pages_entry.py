"""Writing an entry as a translator does: by keyboard, with and without JavaScript, and against each other."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from api.security.roles import Role
from tests.browser.conftest import PHONE, Site, listen, log_in

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]

FRENCH = ("protection consulaire", "assistance consulaire", "secours consulaire")
ENGLISH = ("consular protection", "consular assistance", "consular relief")


def staff_page(new_context: NewContext, site: Site, role: Role, **options: object) -> Page:
    page = new_context(**options).new_page()
    log_in(page, site.add_account(role))
    return page


def save(page: Page, name: str = "Enregistrer la fiche") -> None:
    page.get_by_role("button", name=name, exact=True).click()


def proposed(page: Page, french: str, english: str) -> str:
    """The number of a new proposal."""
    page.goto("/staff/termes/new")
    page.get_by_label("Terme français", exact=True).fill(french)
    page.get_by_label("Terme anglais", exact=True).fill(english)
    save(page, "Proposer")
    found = re.search(r"/termes/(\d+)", page.url)
    assert found
    return found[1]


def test_an_entry_of_six_terms_by_keyboard(new_context: NewContext, site: Site) -> None:
    page = staff_page(new_context, site, Role.TRANSLATOR)
    heard = listen(page)
    page.goto("/staff/termes/new")
    page.get_by_label("Terme français", exact=True).focus()
    for count, text in enumerate(FRENCH):
        if count:
            page.keyboard.press("Alt+Enter")
        page.keyboard.type(text)
    expect(page.get_by_label("Terme français 3")).to_be_focused()
    page.get_by_label("Terme anglais", exact=True).focus()
    for count, text in enumerate(ENGLISH):
        if count:
            page.keyboard.press("Alt+Enter")
        page.keyboard.type(text)
    row = page.locator("[data-row]", has=page.get_by_label("Terme anglais 3"))
    row.get_by_label("Emploi", exact=True).select_option("À éviter")
    row.get_by_text("Grammaire, source, contexte").click()
    row.get_by_role("button", name="Ajouter un contexte").click()
    expect(row.get_by_label("Contexte", exact=True)).to_be_focused()
    page.keyboard.type("Consular relief was refused.")
    page.get_by_label("Définition en français").fill("Aide qu’un poste apporte à ses ressortissants.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Un terminologue va l’examiner")
    main = page.get_by_role("main")
    for text in (*FRENCH, *ENGLISH, "« Consular relief was refused. »", "À éviter"):
        expect(main).to_contain_text(text)
    expect(main).to_contain_text("Employer : consular protection")
    assert heard == []


def test_rows_without_javascript(new_context: NewContext, site: Site) -> None:
    page = staff_page(new_context, site, Role.TRANSLATOR, java_script_enabled=False, viewport=PHONE)
    page.goto("/staff/termes/new")
    page.get_by_label("Terme français", exact=True).fill("passeport de service")
    page.get_by_role("button", name="Ajouter un terme français").click()
    expect(page.get_by_label("Terme français", exact=True)).to_have_value("passeport de service")
    page.get_by_label("Terme français 2").fill("de trop")
    page.get_by_role("button", name="Ajouter un document officiel").click()
    page.get_by_label("Titre du document").fill("Décret des passeports")
    page.get_by_label("Adresse (http ou https)").fill("javascript:alert(1)")
    page.get_by_role("button", name="Enlever Terme français 2").click()
    expect(page.get_by_label("Terme français 2")).to_have_count(0)
    # Enter in a field saves: the first button is not one that takes a row out.
    page.get_by_label("Terme français", exact=True).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("doit commencer par http:// ou https://")
    expect(page.get_by_label("Titre du document")).to_have_value("Décret des passeports")
    page.get_by_label("Adresse (http ou https)").fill("https://decrets.example/passeports")
    save(page, "Proposer")
    expect(page.get_by_role("link", name="Décret des passeports")).to_have_attribute(
        "href", "https://decrets.example/passeports"
    )


def test_two_people_at_once_lose_nothing(new_context: NewContext, site: Site) -> None:
    first = staff_page(new_context, site, Role.TRANSLATOR)
    number = proposed(first, "sauf-conduit diplomatique", "diplomatic safe-conduct")
    second = staff_page(new_context, site, Role.TERMINOLOGIST)
    for page in (first, second):
        page.goto(f"/staff/termes/{number}/modifier")
    second.get_by_label("Définition en anglais").fill("Paper that lets an envoy pass.")
    second.get_by_label("Remarque (facultatif)").fill("Vu en comité")
    save(second)
    expect(second.get_by_role("alert")).to_contain_text("La fiche est modifiée")
    first.get_by_label("Définition en français").fill("Papier qui laisse passer un envoyé.")
    first.get_by_label("Remarque (facultatif)").fill("À revoir")
    save(first)
    told = first.get_by_role("region", name="Ce qui a changé pendant que vous écriviez")
    expect(told).to_contain_text("Aïssatou Essai")
    expect(told).to_contain_text("Paper that lets an envoy pass.")
    expect(told).to_contain_text("« À revoir » de vous, « Vu en comité » dans la banque")
    expect(first.get_by_label("Définition en français")).to_have_value("Papier qui laisse passer un envoyé.")
    expect(first.get_by_label("Définition en anglais")).to_have_value("Paper that lets an envoy pass.")
    expect(first.get_by_label("Remarque (facultatif)")).to_have_value("À revoir")
    save(first)
    main = first.get_by_role("main")
    for text in ("Papier qui laisse passer", "Paper that lets an envoy pass", "À revoir"):
        expect(main).to_contain_text(text)


def test_related_reverted_withdrawn(new_context: NewContext, site: Site) -> None:
    head = staff_page(new_context, site, Role.HEAD_OF_TRANSLATION)
    upper = proposed(head, "titre de voyage officiel", "official travel document")
    lower = proposed(head, "passeport diplomatique", "diplomatic passport")
    head.goto(f"/staff/termes/{lower}/modifier")
    head.get_by_role("button", name="Ajouter un lien vers une autre fiche").click()
    head.get_by_label("Cette fiche a pour…").select_option("Fiche plus générale")
    head.get_by_label("Numéro de l’autre fiche").fill("99999999")
    save(head)
    expect(head.get_by_role("alert")).to_contain_text("Aucune fiche ne porte le numéro 99999999")
    head.get_by_label("Numéro de l’autre fiche").fill(upper)
    save(head)
    head.get_by_role("link", name="titre de voyage officiel – official travel document").click()
    neighbours = head.get_by_role("region", name="Fiches voisines")
    expect(neighbours).to_contain_text("Fiches plus précises")
    expect(neighbours).to_contain_text("passeport diplomatique – diplomatic passport")
    head.goto(f"/staff/termes/{lower}/history")
    head.get_by_role("button", name="Revenir à la version 1").click()
    expect(head.get_by_role("alert")).to_contain_text("La fiche a repris le contenu")
    expect(head.get_by_role("region", name="Fiches voisines")).to_have_count(0)
    head.get_by_role("button", name="Retirer cette fiche").click()
    expect(head.get_by_role("alert")).to_contain_text("Elle garde son numéro")
    expect(head.get_by_role("button", name="Modifier")).to_have_count(0)
    for button, told in (
        ("Rétablir comme brouillon", "La fiche est rétablie"),
        ("Soumettre à l’examen", "attend l’examen"),
        ("Renvoyer à l’auteur", "renvoyée à son auteur"),
    ):
        save(head, button)
        expect(head.get_by_role("alert")).to_contain_text(told)


def test_a_collection(new_context: NewContext, site: Site) -> None:
    page = staff_page(new_context, site, Role.TRANSLATOR)
    number = proposed(page, "visa de transit", "transit visa")
    page.goto("/staff/collections")
    save(page, "Créer la collection")
    expect(page.get_by_role("alert")).to_contain_text("La collection n’a pas de nom")
    page.get_by_label("Nom en français").fill("Réunion de mars")
    page.get_by_label("Partager avec tous").check()
    save(page, "Créer la collection")
    expect(page.get_by_role("main")).to_contain_text("La collection est vide")
    page.goto(f"/termes/{number}")
    page.get_by_label("Mettre dans la collection").select_option("Réunion de mars")
    save(page, "Ajouter")
    expect(page.get_by_role("region", name="Collections")).to_contain_text("Réunion de mars")

    other = staff_page(new_context, site, Role.TERMINOLOGIST)
    other.goto("/staff/collections")
    other.get_by_role("link", name="Réunion de mars").click()
    expect(other.get_by_role("cell", name="transit visa")).to_be_visible()
    expect(other.get_by_label("Nom en français")).to_have_count(0)
    other.get_by_label(f"Choisir la fiche n° {number}").check()
    save(other, "Enlever les fiches choisies")
    expect(other.get_by_role("main")).to_contain_text("La collection est vide")


def test_found_then_collected(new_context: NewContext, site: Site) -> None:
    page = staff_page(new_context, site, Role.TERMINOLOGIST)
    number = proposed(page, "laissez-passer consulaire", "consular pass")
    page.get_by_role("button", name="Valider cette fiche").click()
    site.services.search.refresh()
    site.services.search_ready.set()
    page.goto("/staff/collections")
    page.get_by_label("Nom en français").fill("Passeports")
    save(page, "Créer la collection")
    page.goto("/termes?q=laissez-passer consulaire")
    page.get_by_label(f"Choisir la fiche n° {number}").check()
    page.get_by_label("Mettre les fiches choisies dans la collection").select_option("Passeports")
    save(page, "Ajouter")
    expect(page.get_by_role("heading", name="Passeports")).to_be_visible()
    expect(page.get_by_role("cell", name="consular pass")).to_be_visible()


def test_the_head_tends_the_subject_fields(new_context: NewContext, site: Site) -> None:
    head = staff_page(new_context, site, Role.HEAD_OF_TRANSLATION)
    head.goto("/termes/domaines")
    head.get_by_label("Nom en français").fill("Pêche")
    save(head, "Ajouter le domaine")
    expect(head.get_by_role("alert")).to_contain_text("Donnez les deux noms")
    head.get_by_label("Nom en anglais").fill("Fisheries")
    save(head, "Ajouter le domaine")
    expect(head.get_by_role("heading", name="Pêche")).to_be_visible()
    expect(head.get_by_role("main")).to_contain_text("Aucune fiche validée dans ce domaine")
    head.get_by_text("Renommer ou déplacer ce domaine").click()
    head.get_by_label("Nom en français").fill("Pêche maritime")
    save(head, "Enregistrer les changements")
    expect(head.get_by_role("heading", name="Pêche maritime")).to_be_visible()
    reader = new_context(locale="en-GB").new_page()
    reader.goto("/termes/domaines")
    reader.get_by_role("link", name="Fisheries").click()
    expect(reader.get_by_role("heading", name="Fisheries")).to_be_visible()
