"""Errors of every kind, planted into right translations, are found; the right ones are left alone."""

from dataclasses import replace

import pytest

from api.messages.quality import QUALITY
from terminology.concepts import Language, TermStatus
from terminology.quality import Category, Report, check_document
from terminology.recognition.glossary import Glossary, KnownTerm
from terminology.recognition.matcher import Matcher, Part
from terminology.texts import Bilingual, Segment

FR, EN = Language.FR, Language.EN
GOOD, BAD = TermStatus.PREFERRED, TermStatus.DEPRECATED
TERMS = (
    KnownTerm(1, "lettre de créance", FR, GOOD),
    KnownTerm(1, "letter of credence", EN, GOOD),
    KnownTerm(1, "credentials", EN, TermStatus.ADMITTED),
    KnownTerm(1, "accrediting letter", EN, BAD),
    KnownTerm(2, "agrément", FR, GOOD),
    KnownTerm(2, "agrément", EN, GOOD),
    KnownTerm(3, "valise diplomatique", FR, GOOD),
    KnownTerm(3, "sac diplomatique", FR, BAD),
    KnownTerm(3, "diplomatic bag", EN, GOOD),
    KnownTerm(4, "chargé d’affaires", FR, GOOD),
    KnownTerm(4, "chargé d’affaires", EN, GOOD),
)
MATCHER = Matcher(Part(Glossary(TERMS)))
RIGHT = (
    (
        "L’ambassadeur Mbarga remet ses lettres de créance.",
        "Ambassador Mbarga presents his letters of credence.",
    ),
    ("Les lettres de créances arrivent.", "The credentials are arriving."),
    ("L’agrément est donné le 12 mars 2026.", "The agrément is given on 12 March 2026."),
    ("La valise diplomatique pèse 12,5 kg.", "The diplomatic bag weighs 12.5 kg."),
    ("Le crédit est de 1 250 000 FCFA (article 14).", "The credit is 1,250,000 CFA (Article 14)."),
    ("Environ 45 % des demandes, soit 3 sur 7.", "About 45% of requests, that is three out of seven."),
    ("La réunion de l’UNESCO a lieu à Yaoundé !", "The UNESCO meeting takes place in Yaoundé!"),
    ("« Le chargé d’affaires » {name} signe.", "“The chargé d’affaires” {name} signs."),
    ("Nous nous réunissons demain :", "We are meeting tomorrow:"),
    ("", ""),
)


def check(*pairs: tuple[str, str], source: Language = FR, target: Language = EN) -> Report:
    segments = [Segment(str(number), *pair) for number, pair in enumerate(pairs, 1)]
    return check_document(Bilingual("essai", segments), MATCHER, source, target)


def codes(*pairs: tuple[str, str], source: Language = FR, target: Language = EN) -> set[str]:
    return {one.code for one in check(*pairs, source=source, target=target).findings}


def test_right_translations_are_left_alone() -> None:
    assert [(one.code, one.target) for one in check(*RIGHT).findings if one.code != "term_inconsistent"] == []
    turned = [(english, french) for french, english in RIGHT]
    assert codes(*turned, source=EN, target=FR) - {"term_inconsistent", "french_space_breaking"} == set()


# What is planted: the pair it goes into, what is replaced by what in its English, and what must be found.
PLANTED = [
    (0, "letters of credence", "accrediting letters", "term_forbidden"),
    (0, "letters of credence", "papers", "term_missing"),
    (2, "agrément", "permission", "term_missing"),
    (3, "diplomatic bag", "sealed parcel", "term_missing"),
    (0, "Mbarga", "Tchoungui", "name_missing"),
    (0, "Mbarga ", "", "name_missing"),
    (2, "12 March 2026", "12 May 2026", "date_missing"),
    (2, "12 March 2026", "13 March 2026", "date_missing"),
    (2, "12 March 2026", "12 March 2062", "date_missing"),
    (3, "12.5 kg", "125 kg", "unit_missing"),
    (3, "12.5 kg", "12.5 g", "unit_missing"),
    (4, "1,250,000", "1,520,000", "amount_missing"),
    (4, "1,250,000 CFA", "1,250,000 euros", "amount_missing"),
    (4, "Article 14", "Article 41", "article_missing"),
    (5, "45%", "54%", "percentage_missing"),
    (5, "45%", "45", "percentage_missing"),
    (5, "three", "four", "number_missing"),
    (5, "About", "About 12", "number_added"),
    (6, "UNESCO", "committee", "acronym_missing"),
    (6, "Yaoundé!", "Yaoundé !", "english_space"),
    (7, "{name}", "", "tag_missing"),
    (7, "{name}", "{nom}", "tag_added"),
    (7, "“The chargé d’affaires”", "«The chargé d’affaires»", "english_quotes"),
    (7, "affaires”", "affaires", "bracket_unpaired"),
    (4, "(Article 14)", "(Article 14", "bracket_unpaired"),
    (0, "presents", "presents presents", "word_repeated"),
    (0, "presents", "presents  all", "spaces_double"),
    (1, "are arriving.", "are arriving .", "space_before"),
    (1, "are arriving.", "are arriving", "end_differs"),
    (0, "Ambassador Mbarga presents his letters of credence.", "", "segment_missing"),
    (0, "Ambassador Mbarga presents his letters of credence.", RIGHT[0][0], "segment_untranslated"),
    (0, "Ambassador Mbarga presents his letters of credence.", "Letters of credence.", "length"),
    (1, "The credentials are arriving.", RIGHT[0][1], "segment_doubled"),
]


@pytest.mark.parametrize(("at", "right", "wrong", "code"), PLANTED)
def test_planted_errors_are_found(at: int, right: str, wrong: str, code: str) -> None:
    pairs = list(RIGHT)
    assert right in pairs[at][1]
    pairs[at] = (pairs[at][0], pairs[at][1].replace(right, wrong))
    assert code in {one.code for one in check(*pairs).findings if one.place == str(at + 1)}


@pytest.mark.parametrize(
    ("french", "code"),
    [
        ("Le sac diplomatique est là.", "term_forbidden"),
        ("Le colis est là.", "term_missing"),
        ("La valise diplomatique est là!", "french_space_missing"),
        ("La «valise diplomatique» est là.", "french_space_missing"),
        ("La “valise diplomatique” est là.", "french_quotes"),
        ("La valise diplomatique est là ! Oui.", "french_space_breaking"),
    ],
)
def test_into_french(french: str, code: str) -> None:
    assert code in codes(("The diplomatic bag is here.", french), source=EN, target=FR)


def test_the_same_source_is_to_be_translated_alike() -> None:
    pairs = (
        ("La note est remise.", "The note is handed over."),
        ("La note est remise.", "The note is given."),
    )
    (found,) = check(*pairs).findings
    assert (found.code, found.place, found.params["place"]) == ("segment_inconsistent", "2", "1")


def test_one_equivalent_of_a_term_throughout() -> None:
    pairs = [("Une lettre de créance.", "A letter of credence.")] * 2 + [
        ("Ces lettres de créance.", "These credentials.")
    ]
    (found,) = [one for one in check(*pairs).findings if one.code == "term_inconsistent"]
    assert found.place == "3"


def test_tags_of_the_file() -> None:
    segment = Segment("1", "Un mot.", "A word.", ("g 1", "x 2"), ("g 1",))
    found = check_document(Bilingual("x", [segment]), MATCHER, FR, EN).findings
    assert [(one.code, one.params["tag"]) for one in found] == [("tag_missing", "x 2")]


def test_a_report_counts_in_penalties() -> None:
    report = check(("Le crédit est de 5 euros, dit Paul.", "The credit is 6 euros , says Paul."))
    kinds = {one.code: one for one in report.findings}
    assert set(kinds) == {"amount_missing", "space_before"}
    assert report.by_category()[Category.ACCURACY] == 5 * 1000 / report.words
    dismissed = kinds["amount_missing"].fingerprint
    assert report.penalty_per_1000_words(dismissed) == 1000 / report.words
    assert replace(kinds["amount_missing"], place="77").fingerprint == dismissed


def test_every_finding_has_its_sentences() -> None:
    planted = {code for *_, code in PLANTED}
    assert planted <= QUALITY.keys()
    assert all(words.title and words.detail for words in QUALITY.values())
