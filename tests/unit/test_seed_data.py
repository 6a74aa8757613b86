"""The founding data: seed bank, subject fields, units, procedures.

A reviser reads them as text; these tests keep what eyes miss: keys, trees, stray spaces,
circular definitions.
"""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from terminology.folding import fold

ROOT = Path(__file__).resolve().parents[2]
SEED = ROOT / "terminology" / "seed"
DATA = ROOT / "relance" / "data"
HEADER = [
    *("key", "en", "fr", "en_synonyms", "fr_synonyms", "en_acronym", "fr_acronym"),
    *("domain", "definition_en", "definition_fr", "source", "fr_gender", "note"),
]
LANGUAGES = ("en", "fr")
PERIOD_UNITS = {"working_days", "working_hours", "calendar_days", "weeks", "months"}
KINDS = {"citizen_request", "mail", "translation", "interpretation"}
ARTICLES = re.compile(r"(?:the|an?|les?|la|une?)\s|l’")
# A definition opens in lower case, but for the State with its capital and for a proper name.
CAPITALS = ("State", "État", "United Nations")


@cache
def concepts() -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for path in sorted(SEED.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            reader = csv.DictReader(handle, strict=True)
            assert reader.fieldnames == HEADER, path.name
            rows.extend(reader)
    return rows


@cache
def data(path: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))[table]
    return rows


def domains() -> list[dict[str, Any]]:
    return data(SEED / "domains.toml", "domain")


def units() -> list[dict[str, Any]]:
    return data(DATA / "units.toml", "unit")


def procedures() -> list[dict[str, Any]]:
    return data(DATA / "procedures.toml", "procedure")


def stages() -> list[tuple[str, dict[str, Any]]]:
    return [(procedure["code"], stage) for procedure in procedures() for stage in procedure["stage"]]


def terms(row: dict[str, str], language: str) -> list[str]:
    synonyms = [text for text in row[f"{language}_synonyms"].split(";") if text]
    return [row[language], *(text.removeprefix("!") for text in synonyms)]


def texts(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, f"{place}/{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            code = inner.get("code", number) if isinstance(inner, dict) else number
            yield from texts(inner, f"{place}/{code}")


def everything() -> list[tuple[str, str]]:
    founding = {"domain": domains(), "unit": units(), "procedure": procedures()}
    bank = {row["key"]: row for row in concepts()}
    return [*texts(founding), *texts(dict(bank), "bank")]


def assert_tree(rows: list[dict[str, Any]]) -> None:
    parents = {row["code"]: row.get("parent") for row in rows}
    assert len(parents) == len(rows), "a code stands twice"
    for code in parents:
        seen: set[str] = set()
        above: str | None = code
        while above is not None:
            assert above in parents, f"{code}: unknown parent {above}"
            assert above not in seen, f"{code}: goes round in a circle"
            seen.add(above)
            above = parents[above]


# The bank


def test_the_bank_is_as_large_as_promised() -> None:
    both = [row for row in concepts() if row["definition_en"] and row["definition_fr"]]
    assert len(concepts()) >= 300
    assert len(both) >= 150


def test_a_key_names_one_concept_over_all_files() -> None:
    counts = Counter(row["key"] for row in concepts())
    assert [key for key, count in counts.items() if count > 1] == []
    assert [key for key in counts if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)] == []


def test_every_concept_has_both_languages_a_field_a_source_and_a_gender() -> None:
    known = {domain["code"] for domain in domains()}
    for row in concepts():
        assert row["en"], row["key"]
        assert row["fr"], row["key"]
        assert row["source"], row["key"]
        assert row["domain"] in known, row["key"]
        assert row["fr_gender"] in {"m", "f", "mpl", "fpl"}, row["key"]


def test_every_subject_field_is_used_and_their_tree_holds() -> None:
    assert_tree(domains())
    parents = {domain.get("parent") for domain in domains()}
    unused = {domain["code"] for domain in domains()} - {row["domain"] for row in concepts()} - parents
    assert unused == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_term_stands_twice_in_one_concept(language: str) -> None:
    for row in concepts():
        folded = [fold(term) for term in terms(row, language)]
        assert len(set(folded)) == len(folded), f"{row['key']}: {folded}"


def test_homographs_in_both_languages_are_told_apart_by_field_and_definition() -> None:
    # "protocole / protocol" is a ceremonial and a treaty: two concepts, if their entries say so.
    pairs: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in concepts():
        pairs.setdefault((fold(row["en"]), fold(row["fr"])), []).append(row)
    for pair, rows in pairs.items():
        if len(rows) > 1:
            assert len({row["domain"] for row in rows}) == len(rows), pair
            assert all(row["definition_en"] for row in rows), pair


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_concept_is_defined_in_both_languages_or_in_none(language: str) -> None:
    other = "fr" if language == "en" else "en"
    for row in concepts():
        if row[f"definition_{language}"]:
            assert row[f"definition_{other}"], row["key"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_definitions_are_not_circular(language: str) -> None:
    for row in concepts():
        definition = f" {fold(row[f'definition_{language}'])} "
        for term in terms(row, language):
            assert f" {fold(term)} " not in definition, f"{row['key']}: {term}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_definitions_open_in_lower_case_without_article_and_end_without_stop(language: str) -> None:
    for row in concepts():
        definition = row[f"definition_{language}"]
        if definition:
            assert not ARTICLES.match(definition), row["key"]
            assert definition[0].islower() or definition.startswith(CAPITALS), row["key"]
            assert definition[-1] not in ".;,:", row["key"]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("valise diplomatique", "diplomatic pouch"),
        ("lettres de créance", "credentials"),
        ("agrément", "agrément"),
        ("lettres de rappel", "letters of recall"),
        ("note verbale", "note verbale"),
        ("chargé d'affaires", "chargé d'affaires"),
        ("persona non grata", "persona non grata"),
        ("laissez-passer", "laissez-passer"),
        ("légalisation", "legalization"),
        ("apostille", "apostille"),
        ("exequatur", "exequatur"),
        ("passeport de service", "service passport"),
        ("carte consulaire", "consular card"),
        ("courrier arrivée", "incoming mail"),
        ("courrier départ", "outgoing mail"),
        ("chiffre", "cipher"),
        ("bordereau", "transmittal slip"),
        ("relance", "reminder"),
        ("requête", "request"),
        ("usager", "user"),
        ("délai", "time limit"),
        ("dossier", "file"),
        ("interprétation chuchotée", "whispered interpretation"),
    ],
)
def test_the_words_of_the_decree_and_of_the_trade_are_there(french: str, english: str) -> None:
    assert any(french in terms(row, "fr") and english in terms(row, "en") for row in concepts())


# Typography


def test_no_stray_space_anywhere() -> None:
    stray = re.compile(r"  |^\s|\s$|[\t\r\n\u200b\ufeff]| [,.)]|\( ")
    assert [place for place, text in everything() if stray.search(text)] == []


def test_prose_has_curved_apostrophes_and_terms_straight_ones() -> None:
    # Terms are typed and exchanged with a straight apostrophe; prose follows French typography.
    prose = {"definition_en", "definition_fr", "note", "source"}
    for row in concepts():
        for column in HEADER:
            wrong = "'" if column in prose else "’"
            assert wrong not in row[column], f"{row['key']}: {column}"


def test_quotation_marks_come_in_pairs_with_no_break_spaces() -> None:
    for place, text in everything():
        assert text.count("«") == text.count("»"), place
        assert not re.search("«[^\u00a0]|[^\u00a0]»", text), place


# Units and procedures


def test_the_org_chart_is_one_tree_under_the_secretariat_general() -> None:
    assert_tree(units())
    assert [unit["code"] for unit in units() if "parent" not in unit] == ["SG"]


def test_every_unit_is_complete_and_its_address_is_reserved() -> None:
    fields = ("fr", "en", "article", "mandate_fr", "mandate_en", "head_title_fr", "head_title_en")
    for unit in units():
        assert re.fullmatch(r"[A-Z]{2,6}", unit["code"])
        assert [field for field in fields if not unit[field]] == [], unit["code"]
        assert unit["email"].endswith("@ministere.example"), unit["code"]
        assert 8 <= int(unit["article"]) <= 16, unit["code"]
    addresses = [unit["email"] for unit in units()]
    assert len(set(addresses)) == len(addresses)


def test_every_structure_named_in_articles_8_to_16_is_a_unit() -> None:
    named = {"SG", "DTI", "CASPC", "CS", "CNTC", "SDCCL", "SCL", "SCVD", "SR"}
    bureaux = {"BCA", "BCD", "BCC", "BL", "BC", "BVD", "BR", "BRL"}
    assert named | bureaux <= {unit["code"] for unit in units()}


def test_there_are_enough_procedures_and_one_of_each_kind_at_least() -> None:
    kinds = Counter(procedure["kind"] for procedure in procedures())
    codes = [procedure["code"] for procedure in procedures()]
    assert set(kinds) == KINDS
    assert kinds["citizen_request"] >= 8
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(_[a-z]+)*", code)] == []


def test_a_procedure_speaks_both_languages_and_asks_the_same_papers_in_both() -> None:
    for procedure in procedures():
        for field in ("fr", "en", "description_fr", "description_en"):
            assert procedure[field], procedure["code"]
        assert len(procedure["papers_fr"]) == len(procedure["papers_en"]), procedure["code"]
        codes = [stage["code"] for stage in procedure["stage"]]
        assert codes, procedure["code"]
        assert len(set(codes)) == len(codes), procedure["code"]


def test_every_period_is_provisional_and_says_who_will_fix_it() -> None:
    known = {unit["code"] for unit in units()}
    for code, stage in stages():
        assert stage["unit"] in known, code
        assert stage["amount"] > 0, code
        assert stage["unit_of_period"] in PERIOD_UNITS, code
        assert stage["provisional"] is True, code
        assert "À fixer par le Secrétaire Général" in stage["legal_basis"], code


def test_the_citizens_request_is_registered_and_answered_by_the_requests_bureau() -> None:
    for procedure in procedures():
        if procedure["kind"] == "citizen_request":
            assert procedure["stage"][0]["unit"] == "BR", procedure["code"]
            assert procedure["stage"][-1]["unit"] == "BR", procedure["code"]


def test_no_fee_and_no_hour_is_invented() -> None:
    money_or_time = re.compile(r"F\s?CFA|\bXAF\b|€|\$|\bfrancs?\b|\d\s?h\d{0,2}\b|\d\d:\d\d", re.IGNORECASE)
    found = [place for place, text in texts(procedures()) if money_or_time.search(text)]
    assert found == []
