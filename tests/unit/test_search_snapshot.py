import pytest

from terminology.concepts import ConceptStatus, Language
from terminology.ports import HashedEncoder
from terminology.search import Query, QueryTooLong, Why
from terminology.search.dense import FlatIndex
from terminology.search.documents import (
    Collection,
    IndexedConcept,
    IndexedDefinition,
    IndexedTerm,
    VectorSet,
)
from terminology.search.query import clean
from terminology.search.snapshot import Snapshot

FR, EN = Language.FR, Language.EN
ENCODER = HashedEncoder(256)


def concept(
    number: int, fr: str = "", en: str = "", definition: str = "", version: int = 1
) -> IndexedConcept:
    terms = [IndexedTerm(fr, FR)] * bool(fr) + [IndexedTerm(en, EN)] * bool(en)
    definitions = [IndexedDefinition(definition, FR)] * bool(definition)
    return IndexedConcept(number, version, ConceptStatus.VALIDATED, terms, definitions)


def collection(*concepts: IndexedConcept) -> Collection:
    terms = [term.text for item in concepts for term in item.terms]
    definitions = [definition.text for item in concepts for definition in item.definitions]
    return Collection(
        concepts,
        VectorSet(range(len(terms)), ENCODER.encode(terms)),
        VectorSet(range(len(definitions)), ENCODER.encode(definitions)),
    )


BANK = Snapshot.of(
    collection(
        concept(1, "valise diplomatique", "diplomatic bag", "Sac scellé contenant le courrier d’une mission"),
        concept(2, "lettres de créance", "letters of credence"),
        concept(3, "visa de courtoisie"),
        concept(4, "", "courtesy visa waiver"),
        concept(5, "droit de chancellerie", "chancery fee"),
        concept(6, "agent diplomatique", "diplomatic agent"),
        concept(7, "Organisation des Nations unies", "United Nations Organization"),
    ),
    FlatIndex,
)


def search(text: str, bank: Snapshot = BANK, **options):
    query = Query(text, **options).cleaned()
    return bank.search(query, ENCODER.encode_query(query.text) if query.text else None)


def first(text: str, **options) -> tuple[int, Why]:
    hit = search(text, **options).hits[0]
    return hit.concept, hit.why[0]


@pytest.mark.parametrize(
    ("asked", "number", "why"),
    [
        ("valise diplomatique", 1, Why.EXACT),
        ("VALISE  diplomatique", 1, Why.FOLDED),
        ("lettres de creance", 2, Why.FOLDED),
        ("Lettre de créances", 2, Why.INFLECTED),
        ("droits de chancellerie", 5, Why.INFLECTED),
        ("chancery fees", 5, Why.INFLECTED),
        ("diplomatique valise", 1, Why.WORDS),
        ("chancellerie", 5, Why.WORDS),
        ("valise dip", 1, Why.PREFIX),
        ("valize diplomatique", 1, Why.TYPO),
        ("valisediplomatique", 1, Why.TYPO),
        ("creances letters", 2, Why.TYPO),
        ("chancelerie", 5, Why.TYPO),
        ("ONU", 7, Why.ACRONYM),
        ("UNO", 7, Why.ACRONYM),
        ("sac scellé pour le courrier", 1, Why.MEANING_DEFINITION),
    ],
)
def test_each_way_of_asking_finds_the_concept_and_says_why(asked, number, why):
    assert first(asked) == (number, why)


def test_a_short_word_is_not_taken_for_another_one():
    assert Why.TYPO not in {why for hit in search("visu").hits for why in hit.why if hit.score > 0.9}


@pytest.mark.parametrize("nothing", ["", " ", "\x00\x07", "\u200b", "\ufeff"])
def test_an_empty_question_has_an_empty_answer(nothing):
    assert search(nothing).hits == []


def test_a_question_that_is_too_long_is_refused_with_its_length():
    with pytest.raises(QueryTooLong) as refused:
        search("a" * 10_000)
    assert refused.value.params == {"length": 10_000, "longest": 500}


def test_cleaning_keeps_what_spells_a_word():
    assert clean("  de\u0301cret\x00\t n°\u202e 5 ") == "décret n° 5"
    assert clean("👩‍⚖️") == "👩‍⚖️"


def test_the_limit_stays_within_bounds():
    assert Query("a", limit=-3).cleaned().limit == 1
    assert Query("a", limit=10**9).cleaned().limit == 200
    assert len(search("diplomatique", limit=1).hits) == 1


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("letters of credence", EN),
        ("visa de courtoisie", FR),
        ("courtesy visa waiver", EN),  # the bank knows it, in one language only
        ("diplomatic bga", EN),  # no dictionary knows the slip, the bank does
        ("comment légaliser un document", FR),
        ("how to legalise a document", EN),
        ("😀", FR),
    ],
)
def test_the_language_of_the_question_is_found(asked, language):
    assert search(asked).language is language


def test_a_given_language_is_not_questioned():
    result = search("visa", source=EN)
    assert result.language is EN


def test_a_changed_concept_stands_for_its_older_state():
    changed = BANK.with_changes(
        collection(concept(1, "pli scellé", "sealed pouch", version=2)), FlatIndex, ()
    )
    assert len(changed) == len(BANK)
    assert search("pli scellé", changed).hits[0].concept == 1
    assert search("valise diplomatique", changed).hits[:1] != search("valise diplomatique").hits[:1]
    assert search("letters of credence", changed).hits[0].concept == 2
    assert first("valise diplomatique") == (1, Why.EXACT)  # the snapshot before is as it was


def test_a_bank_without_any_concept_answers():
    assert search("visa", Snapshot.of(Collection(), FlatIndex)).hits == []
