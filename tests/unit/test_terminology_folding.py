import pytest

from terminology.folding import fold, squeeze


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’État-major", "l'etat major"),
        ("l’ État", "l'etat"),
        ("porte–parole", "porte parole"),
        ("Œuvre æquo", "oeuvre aequo"),
        ("«\u00a0valise\u202fdiplomatique\u00a0»", "valise diplomatique"),
        ("U.N.", "un"),
        ("R.D.C.", "rdc"),
        ("M. Dupont", "m dupont"),
        ("art. 5", "art 5"),
        ("3.5", "3 5"),
        ("C++", "c++"),
        ("C#", "c#"),
        ("R&D", "r&d"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
        ("créance", "creance"),
        ("cre\u0301ance", "creance"),
        ("ﬁnance", "finance"),
        ("aujourd´hui", "aujourd'hui"),
        ("coopé\u00adration", "cooperation"),  # a soft hyphen
        ("\ufeffvisa\u200b \u202ade\u202c sor\u2060tie", "visa de sortie"),
        ("rendez\u2011vous", "rendez vous"),  # a non-breaking hyphen
        ("!!!", "!!!"),
        ("\u0301", "\u0301"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_squeeze_keeps_letters_and_puts_one_space_where_there_were_many() -> None:
    assert squeeze("\u00a0Lettre  de\n cre\u0301ance ") == "Lettre de créance"
