"""Talking to the assistant through the widget, in a real browser."""

from playwright.sync_api import Page, expect

__all__ = ["open_chat", "talk"]


def open_chat(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name="Parler à l’assistant").click()


def talk(page: Page, *turns: str) -> str:
    """Say, or press where a button has that name; answers all that stands in the conversation."""
    log = page.get_by_role("log")
    for turn in turns:
        answers = log.locator(".bot").count()
        button = log.get_by_role("button", name=turn, exact=True)
        if button.count():
            button.first.click()
        else:
            page.get_by_label("Votre message").fill(turn)
            page.keyboard.press("Enter")
        # The used buttons are gone and the bot no longer writes.
        expect(log.locator(".bot")).not_to_have_count(answers, timeout=30_000)
        expect(page.get_by_role("status")).to_have_text("", timeout=30_000)
    return log.inner_text()
