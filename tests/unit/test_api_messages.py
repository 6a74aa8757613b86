"""Every error of the house has its sentences, in both languages."""

import importlib
import pkgutil
from collections.abc import Iterator
from string import Formatter

import pytest

import api
import kit
import models
import relance
import terminology
from api import messages
from api.i18n import translate
from api.messages import FIELDS, WORDS
from kit.errors import DomainError, TooMany

ROOMS = (api, kit, models, relance, terminology)


def _every_error(kind: type[DomainError] = DomainError) -> Iterator[type[DomainError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _every_error(each)


@pytest.fixture(scope="module", autouse=True)
def every_module():
    for room in ROOMS:
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def test_every_code_is_unique_and_has_its_sentences():
    errors = [each for each in _every_error() if each.__module__.split(".")[0] in {r.__name__ for r in ROOMS}]
    codes = [each.code for each in errors]
    assert sorted(codes) == sorted(set(codes))
    assert "" not in codes
    assert set(codes) - set(WORDS) == set()


def test_no_sentence_is_left_without_its_error():
    http = {"page_not_found", "method_not_allowed", "body_too_large", "request_invalid", "internal_error"}
    assert set(WORDS) - {each.code for each in _every_error()} == http


def test_every_sentence_is_translated():
    sentences = {text for words in WORDS.values() for text in (words.title, words.detail)}
    sentences |= set(FIELDS.values()) | {messages.OTHER_FIELD}
    missing = sorted(text for text in sentences if translate("en", text) == text)
    assert missing == []


def test_placeholders_are_the_same_in_both_languages():
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    for words in WORDS.values():
        for text in (words.title, words.detail):
            assert names(translate("en", text)) == names(text)


def test_an_error_without_its_parameters_is_told_all_the_same():
    class Shy(TooMany):
        code = "too_often"

    Shy.__module__ = "elsewhere"
    assert "…" in messages.sentence(Shy(), "fr")


def test_the_command_line_is_told_the_reason():
    error = WORDS["database_unavailable"]
    from kit.database import DatabaseUnavailable

    line = messages.sentence(DatabaseUnavailable(reason="connection refused"), "fr")
    assert line == f"{error.title}. {error.detail} (connection refused)"
