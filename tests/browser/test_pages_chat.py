"""The chat widget as a citizen meets it: with a keyboard, on a bad network, in two languages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from api.chat.rasa import BotMessage, BotUnavailable
from tests.browser.conftest import PHONE, Site

pytestmark = pytest.mark.browser
NewContext = Callable[..., BrowserContext]


def open_chat(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Parler à l’assistant").click()
    expect(page.get_by_label("Votre message")).to_be_focused()


def write(page: Page, text: str) -> None:
    page.get_by_label("Votre message").fill(text)
    page.keyboard.press("Enter")


def test_a_conversation(page: Page, site: Site, complaints: list[str]) -> None:
    open_chat(page)
    log = page.get_by_role("log", name="Conversation")
    expect(log).to_contain_text("Bonjour. Je peux enregistrer une demande")
    write(page, "Bonjour\nà tous <b>gras</b>")
    expect(log).to_contain_text("Numéro : REQ-2026-000123-45")
    expect(log.locator("b")).to_have_count(0)
    expect(page.get_by_label("Votre message")).to_be_focused()
    # Line breaks of the bot are kept.
    box = log.locator(".bot .text").nth(1)
    assert box.inner_text().count("\n") >= 2
    page.get_by_role("button", name="Oui").click()
    expect(log.locator(".you").last).to_contain_text("Oui")
    expect(page.get_by_role("button", name="Oui")).to_have_count(
        1
    )  # the new answer's; the used ones are gone
    expect(page.get_by_role("status")).to_have_text("")
    assert [asked[1] for asked in site.bot.asked] == ["Bonjour à tous <b>gras</b>", "/affirm"]
    assert complaints == []


def test_number_and_code_are_copied(new_context: NewContext, site: Site) -> None:
    context = new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    open_chat(page)
    write(page, "Bonjour")
    page.get_by_role("button", name="Copier AB3DE-9XYZ2").click()
    expect(page.get_by_role("status")).to_have_text("Copié")
    assert page.evaluate("navigator.clipboard.readText()") == "AB3DE-9XYZ2"


def test_closing_with_escape_gives_the_focus_back_and_keeps_the_conversation(page: Page) -> None:
    open_chat(page)
    write(page, "Bonjour")
    expect(page.get_by_role("log")).to_contain_text("Autre chose ?")
    page.keyboard.press("Escape")
    opener = page.get_by_role("button", name="Parler à l’assistant")
    expect(opener).to_be_focused()
    expect(page.get_by_label("Votre message")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Autre chose ?")
    expect(page.get_by_label("Votre message")).to_be_focused()


def test_a_bot_that_is_down_gets_an_honest_sentence_and_the_same_message_again(
    page: Page, site: Site
) -> None:
    sent = watch_ids(page)

    def refuse(_message: str) -> list[BotMessage]:
        raise BotUnavailable(reason="test")

    working = site.bot.answer
    site.bot.answer = refuse
    open_chat(page)
    write(page, "Ma demande")
    expect(page.get_by_role("alert").filter(has_text="pas perdu")).to_contain_text(
        "ne répond pas en ce moment"
    )
    site.bot.answer = working
    page.get_by_role("button", name="Envoyer de nouveau").click()
    expect(page.get_by_role("log")).to_contain_text("« Ma demande »")
    expect(page.get_by_role("button", name="Envoyer de nouveau")).to_have_count(0)
    assert len(sent) == 2
    assert len(set(sent)) == 1


def test_an_answer_lost_on_the_way_back_is_fetched_and_the_bot_heard_it_once(page: Page, site: Site) -> None:
    sent = watch_ids(page)
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        if not lost:
            lost.append(route.fetch().text())
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile("/chat/messages$"), lose_the_first)
    open_chat(page)
    write(page, "Enregistrez ma demande")
    expect(page.get_by_role("log")).to_contain_text("« Enregistrez ma demande »")
    assert len(lost) == 1
    assert len(set(sent)) == 1
    assert len(site.bot.asked) == 1


def test_offline_the_message_waits_and_leaves_by_itself(new_context: NewContext, site: Site) -> None:
    context = new_context()
    page = context.new_page()
    open_chat(page)
    context.set_offline(True)
    write(page, "Un message hors ligne")
    expect(page.get_by_role("status")).to_contain_text("Connexion perdue")
    write(page, "Un second")
    context.set_offline(False)
    expect(page.get_by_role("log")).to_contain_text("« Un second »")
    expect(page.get_by_role("button", name="Envoyer de nouveau")).to_have_count(0)
    assert [asked[1] for asked in site.bot.asked] == ["Un message hors ligne", "Un second"]


def test_a_session_that_expired_begins_anew_without_losing_the_message(page: Page, site: Site) -> None:
    page.goto("/")
    page.evaluate("sessionStorage.setItem('truchement-chat-session', 'x'.repeat(43))")
    page.get_by_role("button", name="Parler à l’assistant").click()
    expect(page.get_by_role("log")).to_contain_text("La conversation continue")
    write(page, "Toujours là ?")
    expect(page.get_by_role("log")).to_contain_text("en voici une nouvelle")
    expect(page.get_by_role("log")).to_contain_text("« Toujours là ? »")
    assert len(site.bot.asked) == 1


def test_a_reload_goes_on_with_the_same_conversation(page: Page, site: Site) -> None:
    open_chat(page)
    write(page, "Un")
    expect(page.get_by_role("log")).to_contain_text("« Un »")
    open_chat(page)
    write(page, "Deux")
    expect(page.get_by_role("log")).to_contain_text("« Deux »")
    assert len({asked[0] for asked in site.bot.asked}) == 1
    assert page.evaluate("document.cookie") == ""
    assert page.evaluate("localStorage.length") == 0


def test_in_english_the_bot_is_spoken_to_in_english(new_context: NewContext, site: Site) -> None:
    page = new_context(locale="en-GB", viewport=PHONE).new_page()
    page.goto("/")
    page.get_by_role("button", name="Talk to the assistant").click()
    page.get_by_role("button", name="I want to make a request").click()
    expect(page.get_by_role("log", name="Conversation")).to_contain_text("« I want to make a request »")
    assert site.bot.asked[0][2] == "en"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_script_that_cannot_be_loaded_is_said_and_can_be_tried_again(page: Page) -> None:
    page.route(re.compile("/static/chat.js"), lambda route: route.abort())
    page.goto("/")
    page.get_by_role("button", name="Parler à l’assistant").click()
    expect(page.get_by_text("L’assistant n’a pas pu être chargé")).to_be_visible()
    expect(page.get_by_role("button", name="Parler à l’assistant")).to_be_enabled()


def test_without_javascript_the_home_page_says_so(new_context: NewContext) -> None:
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")
    expect(page.get_by_text("a besoin de JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Parler à l’assistant")).to_have_count(0)
    page.get_by_role("main").get_by_role("button", name="Suivre une demande").click()
    expect(page.get_by_label("Numéro de la demande")).to_be_visible()


def watch_ids(page: Page) -> list[str]:
    """The ids of the messages the widget sends, as it sends them."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/chat/messages"):
            sent.append(request.post_data_json["message_id"])

    page.on("request", note)
    return sent
