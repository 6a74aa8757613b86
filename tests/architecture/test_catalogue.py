"""French is the base, English complete: no message without its translation, no translation without use."""

import re
from string import Formatter

from tests.architecture.catalogue import english, shown

_PERCENT = re.compile(r"%\((\w+)\)s")


def _placeholders(text: str) -> set[str]:
    braces = set() if _PERCENT.search(text) else {name for _, name, _, _ in Formatter().parse(text) if name}
    return braces | set(_PERCENT.findall(text))


def test_every_message_is_translated() -> None:
    known = {message.id for message in english() if message.id and message.string and all(message.string)}
    missing = {f"{place}: {message!r}" for message, place in shown() if message not in known}
    assert sorted(missing) == []


def test_no_translation_is_a_guess_or_left_over() -> None:
    used = {message for message, _ in shown()}
    assert [message.id for message in english() if message.id and message.fuzzy] == []
    assert [message.id for message in english() if message.id and message.id not in used] == []


def test_translations_keep_the_placeholders() -> None:
    def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
        return [value] if isinstance(value, str) else list(value)

    wrong = [
        message.id
        for message in english()
        if message.id
        and {name for text in texts(message.id) for name in _placeholders(text)}
        != {name for text in texts(message.string) for name in _placeholders(text)}
    ]
    assert wrong == []


def test_french_is_written_as_french_is_printed() -> None:
    """A curly apostrophe, and a space before the marks that take one."""
    wrong = [
        f"{place}: {text!r}"
        for message, place in shown()
        for text in ([message] if isinstance(message, str) else message)
        if "'" in text or re.search(r"\w[?!;»]|«\w", text)
    ]
    assert wrong == []
