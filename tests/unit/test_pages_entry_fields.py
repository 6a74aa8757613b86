"""A concept through the editor's fields and back; rows added and taken out."""

from hypothesis import given
from hypothesis import strategies as st

from api.pages.entry_fields import EntryForm, draft_of, values_of, with_row, without_row
from terminology.concepts import (
    ConceptDraft,
    Context,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Relation,
    RelationKind,
    Term,
    TermStatus,
    TermType,
    normalised,
)

_TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12)
_WORDS = _TEXTS.filter(lambda text: text.strip())
_TERMS = st.builds(
    Term,
    _WORDS,
    st.sampled_from(Language),
    st.sampled_from(TermStatus),
    st.sampled_from(TermType),
    _TEXTS,
    reliability=st.integers(1, 4),
    contexts=st.lists(st.builds(Context, _WORDS, _TEXTS), max_size=2).map(tuple),
    source=_TEXTS,
    note=_TEXTS,
    extra=st.dictionaries(st.just("id"), _TEXTS),
)
_DRAFTS = st.builds(
    ConceptDraft,
    st.lists(_TERMS, min_size=1, max_size=4).map(tuple),
    st.lists(st.builds(Definition, _WORDS, st.sampled_from(Language), _TEXTS, _TEXTS), max_size=2).map(tuple),
    st.lists(_WORDS, max_size=2).map(tuple),
    _TEXTS,
    _TEXTS,
    st.dictionaries(st.just("key"), _TEXTS),
    st.lists(st.builds(Note, _WORDS, st.sampled_from([*Language, None]), _TEXTS), max_size=2).map(tuple),
    st.lists(
        st.builds(Document, _TEXTS, st.just("https://a.example/"), st.sampled_from(DocumentKind)), max_size=2
    ).map(tuple),
    st.lists(st.builds(Relation, st.sampled_from(RelationKind), st.integers(1, 99)), max_size=3).map(tuple),
).map(normalised)


@given(_DRAFTS)
def test_what_the_form_shows_is_what_it_says(draft: ConceptDraft) -> None:
    back = normalised(draft_of(values_of(draft), draft).draft)
    by_language = sorted(draft.terms, key=lambda term: list(Language).index(term.language))
    assert back.terms == tuple(by_language)
    assert set(back.definitions) == set(draft.definitions)
    assert set(back.notes) == set(draft.notes)
    for name in ("domains", "note", "origin", "extra", "documents", "relations"):
        assert getattr(back, name) == getattr(draft, name)


@given(st.dictionaries(st.from_regex(r"[a-z]{2,8}-(fr|en|0|x)-\d{0,5}-[a-z]{1,6}", fullmatch=True), _TEXTS))
def test_any_fields_are_read(typed: dict[str, str]) -> None:
    draft_of(typed, ConceptDraft(()))


def test_rows_come_and_go() -> None:
    values = values_of(ConceptDraft((Term("accord", Language.FR),)))
    values, focus = with_row(values, "term-fr")
    assert focus == "term-fr-1-text"
    values, focus = with_row(values, "term-fr-1-context")
    assert focus == "term-fr-1-context-0-text"
    assert EntryForm(values).rows("term-fr") == ["term-fr-0", "term-fr-1"]
    left = without_row(values, "term-fr-0")
    assert EntryForm(left).rows("term-fr") == ["term-fr-1"]
    assert with_row(left, "term-fr")[1] == "term-fr-2-text"
    for strange in ("", "version", "term-de", "term-fr-1-", "note"):
        assert with_row(values, strange) == (values, "")
        assert without_row(values, strange) == values


def test_each_error_stands_at_its_own_row() -> None:
    typed = {
        "term-fr-0-text": "a" * 501,
        "term-fr-2-note": "sans terme",
        "term-en-0-text": "b\x00",
        "document-0-title": "Loi",
        "document-0-url": "javascript:alert(1)",
        "document-1-url": "https://a.example/",
        "document-1-date": "hier",
        "relation-0-number": "douze",
        "relation-1-number": "n° 12",
        "definition-en-0-source": "sans texte",
    }
    found = draft_of(typed, ConceptDraft(()))
    assert {name: flaw.code for name, flaw in found.errors.items()} == {
        "term-fr-0-text": "text_too_long",
        "term-fr-2-text": "empty_term",
        "term-en-0-text": "control_character",
        "document-0-url": "document_address_refused",
        "document-1-date": "document_date_unreadable",
        "relation-0-number": "relation_number_unreadable",
        "definition-en-0-text": "definition_missing",
    }
    assert found.draft.relations == (Relation(RelationKind.RELATED, 12),)
