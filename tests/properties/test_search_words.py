"""The indexes of words, held against what looking at every text finds."""

import string

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from terminology.folding import fold
from terminology.search.keys import KeyIndex
from terminology.search.slips import SlipIndex, slip_cost
from terminology.search.trigrams import TrigramIndex
from terminology.search.vocabulary import SAME, WordIndex

letters = st.text(alphabet="abc ", max_size=7).map(str.strip)
texts = st.lists(letters, max_size=30)
words = st.text(alphabet="abé", min_size=1, max_size=5).map(fold)
anything = st.text(max_size=20) | st.text(alphabet=st.characters(categories=["Cs", "Cc", "So", "Lo"]))


@given(texts, letters)
def test_keys_find_every_row_that_has_them_and_no_other(found, key):
    rows = KeyIndex(found).rows(key)
    assert rows.tolist() == [row for row, each in enumerate(found) if each == key and key]


@given(texts, letters)
@settings(max_examples=500)
def test_slips_find_every_text_at_one_slip_and_no_other(found, asked):
    near = dict(SlipIndex(found).near(asked))
    assert set(near) == {row for row, text in enumerate(found) if text and OSA.distance(asked, text) == 1}
    assert all(0 < cost <= 1 for cost in near.values())


@given(st.text(alphabet=string.ascii_lowercase, min_size=2, max_size=12), st.data())
def test_a_swap_or_an_omission_costs_less_than_a_letter_out_of_the_blue(text, data):
    place = data.draw(st.integers(0, len(text) - 2))
    swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if swapped != text:
        assert slip_cost(swapped, text) < slip_cost("9" + text, text)
    assert slip_cost(text[:place] + text[place + 1 :], text) < slip_cost(
        text[:place] + "9" + text[place:], text
    )


@settings(deadline=None)  # the first word loads the dictionaries
@given(
    st.lists(st.lists(words, min_size=1, max_size=4), max_size=12), st.lists(words, min_size=1, max_size=3)
)
def test_terms_with_all_the_words_asked_are_found(contents, asked):
    overlaps = WordIndex(contents).overlaps(asked, begun=False)
    assert overlaps.rows.tolist() == sorted(set(overlaps.rows.tolist()))
    assert np.all((overlaps.closeness > 0) & (overlaps.closeness <= 1))
    whole = {row for row, content in enumerate(contents) if set(asked) <= set(content)}
    assert whole <= {row for row, worst in zip(overlaps.rows, overlaps.worst, strict=True) if worst == SAME}


@given(st.lists(anything, max_size=10), anything)
def test_any_text_may_be_indexed_and_asked(found, asked):
    folded = [fold(text) for text in found]
    assert set(dict(SlipIndex(folded).near(fold(asked)))) <= set(range(len(found)))
    assert set(TrigramIndex(folded).candidates(fold(asked), 5).tolist()) <= set(range(len(found)))
