"""Two changes of one version put together: nobody's work is lost without a word."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from terminology.concepts import ConceptDraft, Context, Definition, Language, Relation, RelationKind, Term
from terminology.reconciling import Clash, reconciled

_WORDS = st.sampled_from(["accord", "traité", "pacte", "treaty"])
_TEXTS = st.sampled_from(["", "un", "deux"])
_TERMS = st.builds(
    Term,
    _WORDS,
    st.sampled_from(Language),
    gender=_TEXTS,
    note=_TEXTS,
    contexts=st.lists(st.builds(Context, _TEXTS), max_size=1).map(tuple),
)
_DRAFTS = st.builds(
    ConceptDraft,
    st.lists(_TERMS, min_size=1, max_size=3, unique_by=lambda term: (term.text, term.language)).map(tuple),
    st.lists(st.builds(Definition, _TEXTS, st.sampled_from(Language)), max_size=2, unique=True).map(tuple),
    st.lists(_WORDS, max_size=2, unique=True).map(tuple),
    _TEXTS,
    _TEXTS,
    relations=st.lists(
        st.builds(Relation, st.sampled_from(RelationKind), st.integers(1, 3)), max_size=2, unique=True
    ).map(tuple),
)


@given(_DRAFTS, _DRAFTS)
def test_what_only_one_changed_is_taken_as_it_is(base: ConceptDraft, other: ConceptDraft) -> None:
    assert reconciled(base, other, base) == (other, [])
    result, clashes = reconciled(base, base, other)
    assert clashes == []
    assert set(result.terms) == set(other.terms)
    assert replace(result, terms=()) == replace(other, terms=()) or _same_lists(result, other)


def _same_lists(one: ConceptDraft, other: ConceptDraft) -> bool:
    """Orders may differ: what stays keeps the place it had."""
    names = ("definitions", "domains", "relations")
    return all(set(getattr(one, name)) == set(getattr(other, name)) for name in names) and (
        (one.note, one.origin) == (other.note, other.origin)
    )


@given(_DRAFTS, _DRAFTS, _DRAFTS)
def test_both_changes_stand_or_a_clash_says_which_does_not(
    base: ConceptDraft, mine: ConceptDraft, theirs: ConceptDraft
) -> None:
    result, clashes = reconciled(base, mine, theirs)
    told = {(clash.field, clash.language, clash.term) for clash in clashes}
    found = {(term.text, term.language): term for term in result.terms}
    old = {(term.text, term.language): term for term in base.terms}
    for side in (mine, theirs):
        for term in side.terms:
            if term == old.get((term.text, term.language)):
                continue
            kept = found.get((term.text, term.language))
            if kept is None:
                assert ("term", term.language, term.text) in told
                continue
            before = old.get((term.text, term.language), Term(term.text, term.language))
            for name in ("gender", "note", "contexts"):
                changed = getattr(term, name) != getattr(before, name)
                if changed and getattr(kept, name) != getattr(term, name):
                    assert (name, term.language, term.text) in told


def test_a_clash_names_both_wordings() -> None:
    base = ConceptDraft((Term("accord", Language.FR, note="un"),), note="commun")
    mine = ConceptDraft((Term("accord", Language.FR, note="le mien"),), note="à moi")
    theirs = ConceptDraft((Term("accord", Language.FR, note="le leur", gender="masculine"),), note="à eux")
    result, clashes = reconciled(base, mine, theirs)
    assert result.terms == (Term("accord", Language.FR, note="le mien", gender="masculine"),)
    assert clashes == [
        Clash("note", "le leur", "le mien", Language.FR, "accord"),
        Clash("note", "à eux", "à moi"),
    ]
