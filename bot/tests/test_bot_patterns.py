"""Facts with a shape, and terms by their carrier phrase."""

from __future__ import annotations

import pytest

from components.carriers import find_target, find_term
from components.patterns import find, mask


def facts(text: str) -> dict[str, str]:
    return {found.entity: found.value for found in find(text)}


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("mon dossier REQ-2026-000123-45 svp", "number", "REQ-2026-000123-45"),
        ("req 2026 000123 45", "number", "REQ-2026-000123-45"),
        ("n° 2026-000123-45", "number", "REQ-2026-000123-45"),
        ("REQ–2026–000123–45", "number", "REQ-2026-000123-45"),
        ("k7m2q-9xtrb", "code", "K7M2Q-9XTRB"),
        ("le code: K7M2Q 9XTRB.", "code", "K7M2Q-9XTRB"),
        ("6 77 12 34 56", "phone", "+237677123456"),
        ("677.12.34.56", "phone", "+237677123456"),
        ("00237677123456", "phone", "+237677123456"),
        ("+33 6 12 34 56 78", "phone", "+33612345678"),
        ("Écrivez à Marie.Ngono@Exemple.cm.", "email", "marie.ngono@exemple.cm"),
        ("je m'appelle Jean Mbarga et j'habite Douala", "name", "Jean Mbarga"),
        ("my name is Mary Ngwa.", "name", "Mary Ngwa"),
        ("déposé le 12 mars 2026", "date", "12 mars 2026"),
    ],
)
def test_a_fact_is_found_in_its_standard_form(text: str, entity: str, value: str) -> None:
    assert facts(text)[entity] == value


@pytest.mark.parametrize(
    "text",
    ["passeports", "cette ville", "en 2026", "12 mars 2026", "REQ-2026-000123-45", "12345", "+", "@", ""],
)
def test_what_is_neither_code_nor_phone_is_not_taken_for_one(text: str) -> None:
    assert not {"code", "phone", "email"} & facts(text).keys()


@pytest.mark.parametrize(
    ("text", "term", "target"),
    [
        ("Comment dit-on « valise diplomatique » en anglais ?", "valise diplomatique", "en"),
        ("how do you say diplomatic bag in French", "diplomatic bag", "fr"),
        ("comment se dit l'exequatur en anglais", "exequatur", "en"),
        ("koman on di ambassade en anglais", "ambassade", "en"),
        ("what is the French for honorary consul?", "honorary consul", "fr"),
        ("wetin dem dey call embassy for French", "embassy", "fr"),
        ("que veut dire persona non grata", "persona non grata", None),
        ("traduction du mot protocole", "protocole", None),
        ("équivalent anglais de ressortissant", "ressortissant", "en"),
        ("note verbale en anglais svp", "note verbale", "en"),
        ("c'est quoi chargé d'affaires en anglais", "chargé d'affaires", "en"),
        ("je veux traduire un mot", None, None),
        ("quels papiers pour un visa", None, None),
    ],
)
def test_the_term_asked_for(text: str, term: str | None, target: str | None) -> None:
    found, aim = find_term(text, bare=True), find_target(text)
    assert (found[0] if found else None) == term
    assert (aim[0] if aim else None) == target


def test_masking_hides_facts_and_leaves_the_rest() -> None:
    assert mask("mon tel 677123456 et REQ-2026-000123-45") == "mon tel xphone et xnumber"
    assert mask("parlez en anglais") == "parlez en anglais"


def test_a_hostile_text_costs_no_time() -> None:
    for text in ("a" * 100_000, "1 " * 50_000, "comment dit-on " * 5_000, "@." * 50_000, "«" * 50_000):
        find(text)
