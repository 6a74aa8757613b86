from hypothesis import given
from hypothesis import strategies as st

from terminology.folding import fold, squeeze

# Letters, accents, punctuation and ligatures that meet in real terms, oftener than chance would have them.
_TEXTS = st.text() | st.text(alphabet="aéÉœŒ'’.-–\u0301\u00a0 Uñ«»1#ﬁ\u00ad\u200d")


@given(_TEXTS)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(_TEXTS)
def test_case_and_composition_do_not_count(text: str) -> None:
    import unicodedata

    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert fold(squeeze(text)) == fold(text)


@given(_TEXTS)
def test_nothing_folds_to_nothing_but_white_space(text: str) -> None:
    assert bool(fold(text)) == bool(text.split())
