"""Whatever the text, marks are stretches of it, none over another, and words of it whole."""

from hypothesis import given
from hypothesis import strategies as st

from terminology.concepts import Language, TermStatus
from terminology.recognition.glossary import Glossary, KnownTerm
from terminology.recognition.matcher import Matcher, Part
from terminology.recognition.tokens import pieces_of
from terminology.recognition.trie import Trie

TERMS = ("lettre de créance", "agrément", "note", "note verbale", "ONU", "visa d’entrée", "État-major", "C#")
MATCHERS = {
    language: Matcher(
        Part(
            Glossary(
                KnownTerm(number, term, language, TermStatus.PREFERRED) for number, term in enumerate(TERMS)
            )
        )
    )
    for language in Language
}
JUDGE = "👩🏽‍⚖️"
SPACES = ("\r\n", "\u00a0", "\u202f", " ")
ODD = (*SPACES, JUDGE, "e\u0301", "\u00ad", "’", "'", "-", ".", "\u200d", "ﬁ", "İ", "\x00", "\ud800")
TEXTS = st.lists(
    st.one_of(st.sampled_from(TERMS), st.sampled_from(ODD), st.sampled_from("sx"), st.text(max_size=4))
).map("".join)


@given(TEXTS, st.sampled_from(list(Language)))
def test_marks_slice_back_to_whole_words(text: str, language: Language) -> None:
    end = 0
    for match in MATCHERS[language].match(text, language):
        assert end <= match.start < match.end <= len(text)
        end = match.end
        stretch = text[match.start : match.end]
        assert match.terms
        assert stretch.strip() == stretch
        # Never inside a word: what stands on each side is not a letter.
        assert not (text[match.start - 1 : match.start].isalnum() and stretch[0].isalnum())
        assert not text[match.end : match.end + 1].isalnum()


BEFORE = ("", " ", "\r\n", f"{JUDGE} ", "« ", "l’", "e\u0301t ")


@given(st.sampled_from(TERMS), st.sampled_from(BEFORE), st.text(max_size=5))
def test_a_term_in_a_text_is_found(term: str, before: str, after: str) -> None:
    text = f"{before}{term} . {after}"
    marked = {(match.start, match.end) for match in MATCHERS[Language.FR].match(text, Language.FR)}
    assert (len(before), len(before) + len(term.rstrip("#"))) in marked


@given(TEXTS)
def test_pieces_are_the_text(text: str) -> None:
    pieces = pieces_of(text)
    assert "".join(pieces) == text
    assert len(pieces) % 2 == 1


@given(
    st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=4), max_size=30),
    st.lists(st.integers(-1, 4), max_size=40),
)
def test_the_trie_finds_what_a_plain_search_finds(sequences: list[list[int]], stream: list[int]) -> None:
    import numpy as np

    trie = Trie(
        np.array([word for one in sequences for word in one], dtype=np.int32),
        np.array([len(one) for one in sequences], dtype=np.int32),
        5,
    )
    found = trie.find(np.array(stream, dtype=np.int32))
    ours = {
        (int(start), int(length), row)
        for start, length, node in zip(found.starts, found.lengths, found.nodes, strict=True)
        for row in trie.rows_at(int(node))
    }
    plain = {
        (start, len(one), row)
        for row, one in enumerate(sequences)
        for start in range(len(stream) - len(one) + 1)
        if stream[start : start + len(one)] == one
    }
    assert ours == plain
    assert all(trie.rows_at(trie.node_of(one)).count(row) == 1 for row, one in enumerate(sequences))
