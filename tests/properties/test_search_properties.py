import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terminology.concepts import ConceptStatus, Language
from terminology.folding import fold
from terminology.ports import HashedEncoder
from terminology.search import Query, QueryTooLong, Why
from terminology.search.dense import FlatIndex
from terminology.search.documents import Collection, IndexedConcept, IndexedTerm, VectorSet
from terminology.search.query import LONGEST_QUERY, clean
from terminology.search.ranking import Signal, rank
from terminology.search.snapshot import Snapshot

TEXTS = [
    ("valise diplomatique", "diplomatic bag"),
    ("lettres de créance", "letters of credence"),
    ("ordre de mission", "travel order"),
    ("bureau des requêtes", "requests office"),
    ("traité multilatéral", "multilateral treaty"),
    ("immunité de juridiction", "immunity from jurisdiction"),
]
ENCODER = HashedEncoder()


def _bank() -> Snapshot:
    concepts = [
        IndexedConcept(
            number, 1, ConceptStatus.VALIDATED, [IndexedTerm(fr, Language.FR), IndexedTerm(en, Language.EN)]
        )
        for number, (fr, en) in enumerate(TEXTS)
    ]
    every = [term.text for concept in concepts for term in concept.terms]
    return Snapshot.of(Collection(concepts, VectorSet(range(len(every)), ENCODER.encode(every))), FlatIndex)


BANK = _bank()
anything = st.text(max_size=600) | st.text(alphabet=st.characters(categories=["Cs", "Cc", "Cf", "So", "Po"]))


def search(text: str, **options):
    query = Query(text, **options).cleaned()
    return BANK.search(query, ENCODER.encode_query(query.text) if query.text else None)


@given(anything, st.sampled_from([None, *Language]), st.none() | st.text(max_size=20), st.integers())
@settings(max_examples=300, deadline=None)
def test_any_text_gets_an_answer_or_a_refusal(text, source, domain, limit):
    if len(text) > LONGEST_QUERY:
        with pytest.raises(QueryTooLong):
            search(text)
        return
    result = search(text, source=source, domain=domain, limit=limit)
    assert all(0 <= hit.score <= 1 for hit in result.hits)
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    assert len({hit.concept for hit in result.hits}) == len(scores)
    result.query.encode("utf-8")


@given(anything)
def test_cleaning_twice_changes_nothing(text):
    assert clean(clean(text)) == clean(text)


every_term = st.sampled_from([(number, text) for number, pair in enumerate(TEXTS) for text in pair])


@given(every_term, st.data())
@settings(deadline=None)
def test_a_term_is_found_first_whatever_its_case_accents_and_word_order(term, data):
    number, text = term
    assert search(text).hits[0].concept == number
    assert search(text.upper()).hits[0].concept == number
    assert search(fold(text)).hits[0].concept == number
    shuffled = " ".join(data.draw(st.permutations(text.split())))
    assert search(shuffled).hits[0].concept == number


@given(every_term, st.data())
@settings(deadline=None)
def test_one_slip_leaves_a_term_first(term, data):
    number, text = term
    place = data.draw(st.integers(0, len(text) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    slip = data.draw(
        st.sampled_from(
            [
                text[:place] + text[place + 1 :],
                text[:place] + letter + text[place:],
                text[:place] + letter + text[place + 1 :],
                text[:place] + text[place : place + 2][::-1] + text[place + 2 :],
            ]
        )
    )
    assert search(slip).hits[0].concept == number


signals = st.builds(
    Signal,
    st.integers(1, 5),
    st.sampled_from(list(Why)),
    st.floats(0, 1, width=32),
    st.just("text"),
    st.booleans(),
    st.booleans(),
)


@given(st.lists(signals, max_size=30), st.randoms())
def test_the_order_of_signals_does_not_matter(found, random):
    shuffled = list(found)
    random.shuffle(shuffled)
    assert rank(found, 10) == rank(shuffled, 10)


@given(st.lists(signals, max_size=30), signals)
def test_one_more_sign_never_lowers_a_concept(found, more):
    before = {ranked.concept: ranked.score for ranked in rank(found, 10)}
    after = {ranked.concept: ranked.score for ranked in rank([*found, more], 10)}
    assert after.get(more.concept, 0.0) >= before.get(more.concept, 0.0)
    assert all(np.isfinite(score) for score in after.values())
