"""The checks of what citizens give, and the recognition of procedures and questions."""

from __future__ import annotations

import pytest

from actions import facts, messages
from actions.catalogue import recognise
from actions.client import Procedure
from actions.request_slots import field_named
from tests.fake_api import PROCEDURES

ALL = [
    Procedure(code, {"fr": french, "en": english}, {}, {}, {}, provisional=True)
    for code, french, english in PROCEDURES
]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Jean Mbarga", "Jean Mbarga"),
        ("je m'appelle Jean de Dieu Ngono-Owona", "Jean de Dieu Ngono-Owona"),
        ("I'm O'Brien Tabi", "O'Brien Tabi"),
        ("N’Diaye", "N’Diaye"),
        ("follow-up of a letter", None),
        ("je ne sais pas", None),
        ("677123456", None),
        ("x", None),
        ("a" * 101, None),
        ("<script>", None),
    ],
)
def test_full_name(typed: str, name: str | None) -> None:
    assert facts.full_name(typed) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("abcde-12345", "ABCDE-12345"),
        ("ab cde 123 45", "ABCDE-12345"),
        ("ABCDE12345", "ABCDE-12345"),
        ("ABCDE-1234", None),
        ("é" * 9, None),
    ],
)
def test_secret_code(typed: str, code: str | None) -> None:
    assert facts.secret_code(typed) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("je veux faire légaliser mon diplôme", "legalisation"),
        ("passport", "passport"),
        ("demande de visa", "visa"),
        ("une attestation svp", "certificate"),
        ("carte consulaire", "consular"),
        ("register a request", None),
        ("follow-up of a letter", "mail_follow_up"),
        ("traduction certifiée", "translation_certified"),
        ("blabla", None),
        ("", None),
    ],
)
def test_procedure_by_its_words(words: str, code: str | None) -> None:
    found = recognise(ALL, words)
    assert (found.code if found else None) == code


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("quels papiers pour un visa", True),
        ("et combien ça coûte", True),
        ("je peux venir demain ?", True),
        ("Abeg, how far", True),
        ("légalisation de mon diplôme", False),
        ("Jean Mbarga", False),
        ("", False),
    ],
)
def test_questions(text: str, question: bool) -> None:
    assert messages.is_question(text) is question


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ("je me suis trompé de nom", "citizen_name"),
        ("corriger le téléphone", "contact"),
        ("the subject is not right", "subject"),
        ("erreur", None),
    ],
)
def test_the_field_to_correct(words: str, field: str | None) -> None:
    assert field_named(words) == field
