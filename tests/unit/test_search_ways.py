"""Each way of asking, in both languages, on one small bank: the right concept comes first and says why."""

import pytest

from terminology.concepts import ConceptStatus, Language
from terminology.search import Query, Why
from terminology.search.dense import FlatIndex
from terminology.search.documents import Collection, IndexedConcept, IndexedTerm
from terminology.search.snapshot import Snapshot

FR, EN = Language.FR, Language.EN
PAIRS = [
    ("cheval", "horse"),
    ("ambassadeur", "ambassador"),
    ("lettres de créance", "letters of credence"),
    ("délibérer", "to deliberate"),
    ("enfant", "child"),
    ("Organisation des Nations Unies", "United Nations"),
    ("ONU", "U.N."),
    ("pleins pouvoirs", "full powers"),
    ("chargé d’affaires", "chargé d'affaires"),
    ("œuvre de coopération", "cooperation work"),
    ("laissez-passer", "pass"),
    ("rendez-vous", "appointment"),
    ("conseiller", "adviser"),
    ("procès-verbal", "minutes"),
    ("journal officiel", "official gazette"),
    ("ressortissant étranger", "foreign national"),
    ("femme d’affaires", "businesswoman"),
    ("critère", "criterion"),
    ("traité bilatéral", "bilateral treaty"),
    ("mission permanente auprès des Nations Unies", "permanent mission to the United Nations"),
]
BANK = Snapshot.of(
    Collection(
        [
            IndexedConcept(number, 1, ConceptStatus.VALIDATED, [IndexedTerm(fr, FR), IndexedTerm(en, EN)])
            for number, (fr, en) in enumerate(PAIRS)
        ]
    ),
    FlatIndex,
)


@pytest.mark.parametrize(
    ("asked", "term", "why"),
    [
        # inflected: number, gender, person; irregular, accented or not
        ("chevaux", "cheval", Why.INFLECTED),
        ("ambassadrice", "ambassadeur", Why.INFLECTED),
        ("ambassadrices", "ambassadeur", Why.INFLECTED),
        ("lettre de créances", "lettres de créance", Why.INFLECTED),
        ("lettres de créances", "lettres de créance", Why.INFLECTED),
        ("délibérées", "délibérer", Why.INFLECTED),
        ("délibérons", "délibérer", Why.INFLECTED),
        ("deliberated", "to deliberate", Why.WORDS),
        ("children", "enfant", Why.INFLECTED),
        ("horses", "cheval", Why.INFLECTED),
        ("conseillères", "conseiller", Why.INFLECTED),
        ("procès-verbaux", "procès-verbal", Why.INFLECTED),
        ("journaux officiels", "journal officiel", Why.INFLECTED),
        ("ressortissantes étrangères", "ressortissant étranger", Why.INFLECTED),
        ("RESSORTISSANTES ETRANGERES", "ressortissant étranger", Why.INFLECTED),
        ("businesswomen", "femme d’affaires", Why.INFLECTED),
        ("criteria", "critère", Why.INFLECTED),
        ("bilateral treaties", "traité bilatéral", Why.INFLECTED),
        ("traites bilateraux", "traité bilatéral", Why.WORDS),
        # typography
        ("chargé d'affaires", "chargé d’affaires", Why.EXACT),
        ("CHARGE D AFFAIRES", "chargé d’affaires", Why.INFLECTED),
        ("oeuvre de coopération", "œuvre de coopération", Why.FOLDED),
        ("œuvre de coopé\u00adration", "œuvre de coopération", Why.EXACT),
        ("laissez\u2011passer", "laissez-passer", Why.FOLDED),
        ("rendez\u00a0vous", "rendez-vous", Why.FOLDED),
        # acronyms
        ("onu", "ONU", Why.FOLDED),
        ("O.N.U.", "ONU", Why.FOLDED),
        ("O N U", "ONU", Why.ACRONYM),
        ("un", "ONU", Why.FOLDED),
        ("U.N", "ONU", Why.FOLDED),
        # one slip of each kind
        ("lettres de crénace", "lettres de créance", Why.TYPO),
        ("letres de créance", "lettres de créance", Why.TYPO),
        ("lettres de créamce", "lettres de créance", Why.TYPO),
        ("lettress de créance", "lettres de créance", Why.TYPO),
        ("lettresde créance", "lettres de créance", Why.TYPO),
        ("lettresdecréance", "lettres de créance", Why.TYPO),
        ("laissezpasser", "laissez-passer", Why.TYPO),
        ("chargé daffaires", "chargé d’affaires", Why.TYPO),
        ("letres de créanse", "lettres de créance", Why.TYPO),  # two
        ("ambasador", "ambassadeur", Why.TYPO),
        # words in another order, or only some of them
        ("pouvoirs pleins", "pleins pouvoirs", Why.WORDS),
        ("plein pouvoirs", "pleins pouvoirs", Why.INFLECTED),
        ("plein pouv", "pleins pouvoirs", Why.PREFIX),
        ("mission permanente", "mission permanente auprès des Nations Unies", Why.WORDS),
        ("mission nations unies", "mission permanente auprès des Nations Unies", Why.WORDS),
        ("nations unies mision", "mission permanente auprès des Nations Unies", Why.TYPO),
        # while typing
        ("ress", "ressortissant étranger", Why.PREFIX),
        ("journal off", "journal officiel", Why.PREFIX),
        ("Ressortissan", "ressortissant étranger", Why.PREFIX),
    ],
)
def test_the_concept_comes_first_and_says_why(asked: str, term: str, why: Why) -> None:
    hits = BANK.search(Query(asked).cleaned(), None).hits
    wanted = {number for number, pair in enumerate(PAIRS) if term in pair}
    assert hits, asked
    assert (hits[0].concept in wanted, hits[0].why[0]) == (True, why), (PAIRS[hits[0].concept], hits[0])


def test_certain_ways_stand_above_those_that_are_not() -> None:
    bank = Snapshot.of(
        Collection(
            [
                IndexedConcept(number, 1, ConceptStatus.VALIDATED, [IndexedTerm(text, FR)])
                for number, text in enumerate(
                    ["décret", "Decret", "décrets", "décret-loi", "décre", "secret"]
                )
            ]
        ),
        FlatIndex,
    )
    hits = bank.search(Query("décret").cleaned(), None).hits
    assert [hit.concept for hit in hits[:3]] == [0, 1, 2]
    assert [hit.why[0] for hit in hits[:3]] == [Why.EXACT, Why.FOLDED, Why.INFLECTED]
    assert all(hit.score < 0.95 for hit in hits[3:])


def test_a_real_word_is_not_corrected_against_the_readers_will() -> None:
    """A carte is not a charte: that the bank has only this one makes it no certainty."""
    bank = Snapshot.of(
        Collection([IndexedConcept(1, 1, ConceptStatus.VALIDATED, [IndexedTerm("charte", FR)])]), FlatIndex
    )
    word, slip = (bank.search(Query(text).cleaned(), None).hits[0] for text in ("carte", "chartze"))
    assert word.score < 0.9 < slip.score
