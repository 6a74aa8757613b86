"""What is recognised, where, and what is left alone."""

import pytest

from terminology.concepts import Language, TermStatus
from terminology.recognition.agreement import Agreement, agreement
from terminology.recognition.glossary import Glossary, KnownTerm
from terminology.recognition.matcher import Matcher, Part
from terminology.recognition.tokens import joins, pieces_of

FR, EN = Language.FR, Language.EN


def bank(language: Language, *terms: str) -> Matcher:
    """Each term a concept of its own."""
    known = (KnownTerm(number, text, language, TermStatus.PREFERRED) for number, text in enumerate(terms, 1))
    return Matcher(Part(Glossary(known)))


def found(matcher: Matcher, text: str, language: Language) -> list[tuple[str, list[str]]]:
    return [
        (text[one.start : one.end], [term.text for term, _ in one.terms])
        for one in matcher.match(text, language)
    ]


@pytest.mark.parametrize(
    ("term", "text", "stretch"),
    [
        ("lettre de créance", "Il remet des lettres de créances au chef de l’État.", "lettres de créances"),
        ("agrément", "L’agrément est donné.", "agrément"),
        ("agrément", "l'AGREMENT est donné", "AGREMENT"),
        ("agrément", "Agre\u0301ment donné", "Agre\u0301ment"),
        ("agrément", "agré\u00adment", "agré\u00adment"),
        ("droit d’asile", "les droits d'asile", "droits d'asile"),
        ("chargé d’affaires", "les chargés d’affaires a.i.", "chargés d’affaires"),
        ("note verbale", "deux notes\u00a0verbales", "notes\u00a0verbales"),
        ("note verbale", "deux notes\r\nverbales", "notes\r\nverbales"),
        ("ambassadeur", "Madame l’ambassadrice", "ambassadrice"),
        ("œuvre", "les oeuvres", "oeuvres"),
        ("laissez-passer", "un laissez passer", "laissez passer"),
        ("ONG", "les O.N.G. et les autres", "O.N.G"),
        ("O.N.U.", "l’ONU décide", "ONU"),
        ("Comores, Union des", "Les Comores, Union des îles", "Comores, Union des"),
        ("C#", "écrit en C#.", "C"),
    ],
)
def test_french_forms(term: str, text: str, stretch: str) -> None:
    assert found(bank(FR, term), text, FR) == [(stretch, [term])]


@pytest.mark.parametrize(
    ("term", "text", "stretch"),
    [
        ("ministry", "The ministries' staff", "ministries"),
        ("ministry", "the ministry’s staff", "ministry"),
        ("diplomatic bag", "two diplomatic bags.", "diplomatic bags"),
        ("diplomat's passport", "the diplomats’ passports", "diplomats’ passports"),
        ("letter of credence", "Letters\nof credence", "Letters\nof credence"),
        ("NGO", "the NGOs agree", "NGOs"),
        ("UNESCO", "at Unesco", "Unesco"),
    ],
)
def test_english_forms(term: str, text: str, stretch: str) -> None:
    assert found(bank(EN, term), text, EN) == [(stretch, [term])]


@pytest.mark.parametrize(
    ("language", "term", "text"),
    [
        (FR, "art", "l’article d’un artisan, de part et d’autre"),
        (FR, "lettre de créance", "une lettre. De créance, point."),
        (FR, "lettre de créance", "une lettre\n\nde créance"),
        (FR, "côte", "le cote et la côté"),
        (FR, "maïs", "mais non"),
        (FR, "en", "en ville"),
        (FR, "a", "il a"),
        (FR, "2026", "en 2026"),
        (FR, "C#", "le plan C est bon"),
        (EN, "WHO", "Who knows who came"),
        (EN, "IT", "it is late"),
    ],
)
def test_what_is_something_else(language: Language, term: str, text: str) -> None:
    assert found(bank(language, term), text, language) == []


def test_the_longest_wins_then_the_leftmost() -> None:
    matcher = bank(FR, "droits", "droits de l’homme", "homme", "haut commissaire", "commissaire aux droits")
    text = "le haut commissaire aux droits de l’homme, un homme"
    assert found(matcher, text, FR) == [
        ("haut commissaire", ["haut commissaire"]),
        ("droits de l’homme", ["droits de l’homme"]),
        ("homme", ["homme"]),
    ]


def test_one_stretch_may_be_several_concepts() -> None:
    matcher = bank(FR, "bureau", "Bureau", "bureaux", "bureau de poste")
    assert found(matcher, "un bureau", FR) == [("bureau", ["bureau", "Bureau", "bureaux"][:2])]
    assert {how for _, how in matcher.match("des bureaux", FR)[0].terms} == {Agreement.EXACT}


def test_what_changed_since_hides_what_was_read_before() -> None:
    base = Part(Glossary([KnownTerm(1, "visa", FR, TermStatus.PREFERRED)]))
    delta = Part(
        Glossary(
            [
                KnownTerm(1, "visa d’entrée", FR, TermStatus.PREFERRED),
                KnownTerm(2, "entrée", FR, TermStatus.PREFERRED, silent=True),
            ]
        )
    )
    matcher = Matcher(base, delta, frozenset({1, 2}))
    assert found(matcher, "un visa, deux visas d’entrée, une entrée", FR) == [
        ("visas d’entrée", ["visa d’entrée"])
    ]
    assert [term.text for term in matcher.of_concept(1)] == ["visa d’entrée"]


@pytest.mark.parametrize(
    ("word", "of_term", "how"),
    [
        ("Visa", "visa", Agreement.EXACT),
        ("ETAT", "état", Agreement.FOLDED),
        ("états", "état", Agreement.LEMMA),
        ("procuratrices", "procurateur", Agreement.STEM),
        ("cotes", "côte", None),
    ],
)
def test_how_words_agree(word: str, of_term: str, how: Agreement | None) -> None:
    assert agreement(word, of_term, FR) is how


@pytest.mark.parametrize(("between", "joined"), [(" ", True), ("’", True), (" -\n", True), ("\u202f", True)])
def test_what_joins(between: str, joined: bool) -> None:
    assert joins(between) is joined


@pytest.mark.parametrize("between", [". ", ", ", " (", "\n\n", " \r\n \r\n", " – "])
def test_what_parts(between: str) -> None:
    assert not joins(between)


def test_pieces_are_the_text() -> None:
    text = "L’e\u0301tat, « c’est » moi_même 👩🏽‍⚖️ \r\n5 %"
    assert "".join(pieces_of(text)) == text
