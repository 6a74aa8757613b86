from terminology.concepts import ConceptDraft, ConceptStatus, Definition, Language, Term
from terminology.content import Content, content_of
from terminology.exchange.matching import Candidate, Decision, completed, find_match, lower, may_update

VALIDATED, PROPOSED = ConceptStatus.VALIDATED, ConceptStatus.PROPOSED
WITHDRAWN, DRAFT = ConceptStatus.WITHDRAWN, ConceptStatus.DRAFT


def says(*items: str) -> Content:
    return frozenset(("term", "fr", item) for item in items)


def bank(*contents: Content, status: ConceptStatus = VALIDATED) -> list[Candidate]:
    return [Candidate(number, status, content) for number, content in enumerate(contents, 1)]


def test_what_says_less_or_the_same_is_there_already() -> None:
    known = bank(says("x"), says("a", "b"))
    for content in (says("a"), says("a", "b")):
        match = find_match(content, known, VALIDATED)
        assert (match.decision, match.candidate) == (Decision.UNCHANGED, known[1])


def test_what_says_more_completes_the_one_that_says_most() -> None:
    known = bank(says("a"), says("a", "b"))
    match = find_match(says("a", "b", "c"), known, VALIDATED)
    assert (match.decision, match.candidate) == (Decision.UPDATE, known[1])


def test_what_says_something_else_is_new() -> None:
    assert find_match(says("a", "c"), bank(says("a", "b")), VALIDATED).decision is Decision.ADD
    assert find_match(says("a"), [], VALIDATED).decision is Decision.ADD


def test_proposals_do_not_change_what_is_validated_and_nothing_changes_the_withdrawn() -> None:
    more = says("a", "b")
    assert find_match(more, bank(says("a")), PROPOSED).decision is Decision.ADD
    assert find_match(more, bank(says("a"), status=PROPOSED), VALIDATED).decision is Decision.UPDATE
    assert find_match(more, bank(says("a"), status=WITHDRAWN), VALIDATED).decision is Decision.ADD
    assert not may_update(WITHDRAWN, VALIDATED)


def test_the_one_in_use_is_preferred_to_the_withdrawn() -> None:
    known = [Candidate(1, WITHDRAWN, says("a", "b")), Candidate(2, VALIDATED, says("a", "c"))]
    assert find_match(says("a"), known, VALIDATED).candidate == known[1]
    assert find_match(says("a", "b"), known, VALIDATED).candidate == known[0]


def test_a_line_may_ask_for_less_and_never_for_more() -> None:
    assert lower(VALIDATED, DRAFT) is DRAFT
    assert lower(PROPOSED, VALIDATED) is PROPOSED


def test_completing_keeps_what_was_there_as_it_was() -> None:
    present = ConceptDraft(
        (Term("visa", Language.FR, gender="masculine"),), note="ours", extra={"key": "1", "kept": "yes"}
    )
    coming = ConceptDraft(
        (Term("visa", Language.FR), Term("visa", Language.EN)),
        (Definition("Leave to enter.", Language.EN),),
        ("travel",),
        note="theirs",
        extra={"key": "2", "more": "yes"},
    )
    result = completed(present, coming)
    assert result.terms == (present.terms[0], coming.terms[1])
    assert (result.definitions, result.domains, result.note) == (coming.definitions, ("travel",), "ours")
    assert result.extra == {"key": "1", "kept": "yes", "more": "yes"}
    assert content_of(result) == content_of(coming)
