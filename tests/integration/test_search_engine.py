import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import numpy as np
import psycopg
import pytest
from sqlalchemy import text

from kit.audit import SYSTEM
from kit.database import Database
from terminology.bank import Bank
from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    ConceptView,
    Definition,
    Language,
    Term,
    TermStatus,
    TermType,
)
from terminology.ports import HashedEncoder
from terminology.search import Degradation, Query, SearchEngine, Why
from terminology.tables import SubjectFieldRow

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ENCODER = HashedEncoder()


def draft(fr: str = "", en: str = "", *more: Term, definition: str = "", domains: tuple[str, ...] = ()):
    terms = [Term(fr, Language.FR)] * bool(fr) + [Term(en, Language.EN)] * bool(en) + list(more)
    definitions = (Definition(definition, Language.FR),) if definition else ()
    return ConceptDraft(tuple(terms), definitions, domains)


BAG = draft(
    "valise diplomatique", "diplomatic bag", definition="Sac scellé qui porte le courrier d’une mission."
)
LETTERS = draft(
    "lettres de créance",
    "letters of credence",
    Term("lettres créditives", Language.FR, TermStatus.DEPRECATED),
    definition="Écrit qui accrédite un ambassadeur.",
    domains=("diplomatie.accreditation",),
)
UNITED_NATIONS = draft(
    "Organisation des Nations unies",
    "United Nations",
    Term("ONU", Language.FR, term_type=TermType.ACRONYM),
)


@pytest.fixture
def bank(database: Database) -> Iterator[Callable[..., ConceptView]]:
    """Adds a validated concept and commits: the engine reads on a connection of its own."""

    def add(
        content: ConceptDraft, *, validated: bool = True, encoder: HashedEncoder = ENCODER
    ) -> ConceptView:
        with database.transaction() as session:
            opened = Bank(session, encoder)
            view = opened.propose(content, SYSTEM, NOW)
            return opened.validate(view.number, view.version, SYSTEM, NOW) if validated else view

    _empty(database)
    with database.transaction() as session:
        session.add(SubjectFieldRow(code="diplomatie", fr="Diplomatie", en="Diplomacy", parent=None))
        session.flush()
        session.add(
            SubjectFieldRow(
                code="diplomatie.accreditation", fr="Accréditation", en="Accreditation", parent="diplomatie"
            )
        )
    yield add
    _empty(database)


def _empty(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("TRUNCATE concept, subject_field, audit_event, procrastinate_jobs CASCADE"))


@pytest.fixture
def engine(database: Database) -> SearchEngine:
    return SearchEngine(database, ENCODER)


def numbers(engine: SearchEngine, asked: str, **options) -> list[int]:
    return [hit.concept for hit in engine.search(Query(asked, **options)).hits]


def test_a_french_question_finds_the_english_term(engine, bank) -> None:
    bag = bank(BAG)
    bank(LETTERS)
    engine.refresh()
    result = engine.search(Query("valises diplomatiques"))
    assert result.language is Language.FR
    assert result.degraded == ()
    hit = result.hits[0]
    assert hit.concept == bag.number
    assert [term.text for term in hit.source_terms] == ["valise diplomatique"]
    assert [term.text for term in hit.target_terms] == ["diplomatic bag"]
    assert hit.definition.startswith("Sac scellé")
    assert hit.why[0] is Why.INFLECTED


def test_words_of_both_languages_misspelt_and_in_disorder_find_the_letters_of_credence(engine, bank) -> None:
    letters, _ = bank(LETTERS), bank(BAG)
    engine.refresh()
    for asked in ("creances letters", "creances leters", "letres creance", "credence letter"):
        assert numbers(engine, asked)[0] == letters.number, asked


def test_a_deprecated_term_is_found_and_shown_behind_the_preferred_one(engine, bank) -> None:
    letters = bank(LETTERS)
    engine.refresh()
    (hit, *_) = engine.search(Query("lettres créditives")).hits
    assert hit.concept == letters.number
    assert [(term.text, term.status) for term in hit.source_terms] == [
        ("lettres de créance", TermStatus.PREFERRED),
        ("lettres créditives", TermStatus.DEPRECATED),
    ]


def test_an_acronym_is_found_however_it_is_written(engine, bank) -> None:
    united = bank(UNITED_NATIONS)
    engine.refresh()
    for asked in ("ONU", "onu", "O.N.U.", "O N U"):
        assert numbers(engine, asked)[0] == united.number, asked


def test_only_validated_concepts_unless_others_are_asked_for(engine, bank) -> None:
    bag = bank(BAG, validated=False)
    engine.refresh()
    assert numbers(engine, "valise diplomatique") == []
    proposed = frozenset({ConceptStatus.PROPOSED})
    assert numbers(engine, "valise diplomatique", statuses=proposed) == [bag.number]


def test_a_subject_field_takes_in_those_below_it(engine, bank) -> None:
    letters = bank(LETTERS)
    bank(draft("lettre recommandée", "registered letter"))
    engine.refresh()
    for field in ("diplomatie", "Diplomacy", "accréditation", "diplomatie.accreditation"):
        assert numbers(engine, "lettre", domain=field) == [letters.number], field
    assert numbers(engine, "lettre", domain="médecine") == []


def test_a_concept_of_one_language_is_a_hit(engine, bank) -> None:
    visa = bank(draft("visa de courtoisie"))
    engine.refresh()
    (hit,) = engine.search(Query("visa de courtoisie", target=Language.EN)).hits
    assert (hit.concept, hit.target_terms) == (visa.number, ())


def test_a_revision_a_new_concept_and_a_withdrawal_are_seen_by_the_next_refresh(
    database, engine, bank
) -> None:
    bag, letters = bank(BAG), bank(LETTERS)
    assert engine.refresh()
    assert not engine.refresh()
    with database.transaction() as session:
        opened = Bank(session, ENCODER)
        opened.revise(bag.number, bag.version, draft("pli scellé", "sealed pouch"), SYSTEM, NOW)
        opened.withdraw(letters.number, letters.version, SYSTEM, NOW)
    united = bank(UNITED_NATIONS)
    assert engine.refresh()
    assert numbers(engine, "pli scellé") == [bag.number]
    assert bag.number not in numbers(engine, "diplomatic bag")
    assert letters.number not in numbers(engine, "lettres de créance")
    assert numbers(engine, "ONU")[0] == united.number
    assert not engine.refresh()


def test_a_transaction_that_commits_after_a_later_one_is_not_passed_over(database, engine, bank) -> None:
    engine.refresh()
    with database.transaction() as slow:
        early = Bank(slow, ENCODER).propose(BAG, SYSTEM, NOW)
        # The audit log puts writers in a row, so the later transaction here writes the tables alone.
        with database.engine.begin() as quick:
            quick.execute(text(_CONCEPT_ONLY))
        assert engine.refresh()
        proposed = frozenset({ConceptStatus.PROPOSED, ConceptStatus.VALIDATED})
        assert numbers(engine, "valise diplomatique", statuses=proposed) == []
    assert engine.refresh()
    assert numbers(engine, "valise diplomatique", statuses=proposed) == [early.number]


_CONCEPT_ONLY = """
WITH added AS (
    INSERT INTO concept (version, status, note, notes, documents, origin, extra, content_hash, created_at,
        updated_at)
    VALUES (1, 'validated', '', '[]', '[]', '', '{}', '', now(), now()) RETURNING number)
INSERT INTO term (concept, position, language, text, folded, status, term_type, part_of_speech, gender,
    number, region, reliability, contexts, source, note, extra)
SELECT number, 0, 'fr', 'tard', 'tard', 'preferred', 'full_form', '', '', '', '', 3, '[]', '', '', '{}'
FROM added
"""


def test_without_an_encoder_words_still_find_and_the_answer_says_so(database, bank) -> None:
    bag = bank(BAG)
    engine = SearchEngine(database, None)
    engine.refresh()
    result = engine.search(Query("valise diplomatique"))
    assert [hit.concept for hit in result.hits] == [bag.number]
    assert result.degraded == (Degradation.ENCODER_UNAVAILABLE,)


def test_an_encoder_that_fails_does_not_fail_the_search(database, bank) -> None:
    class Failing(HashedEncoder):
        def encode_query(self, text):
            raise OSError("model file is gone")

    bag = bank(BAG)
    engine = SearchEngine(database, Failing())
    engine.refresh()
    result = engine.search(Query("valise diplomatique"))
    assert [hit.concept for hit in result.hits] == [bag.number]
    assert result.degraded == (Degradation.ENCODER_UNAVAILABLE,)


def test_vectors_of_another_model_are_left_alone(database, bank) -> None:
    bag = bank(BAG, encoder=HashedEncoder(32))
    engine = SearchEngine(database, ENCODER)
    engine.refresh()
    result = engine.search(Query("valise diplomatique"))
    assert [hit.concept for hit in result.hits] == [bag.number]
    assert result.degraded == (Degradation.VECTORS_MISSING,)


def test_stored_vectors_come_back_as_they_were_encoded(database, bank) -> None:
    from terminology.embeddings import Part, text_hash
    from terminology.search.vector_rows import read_vectors

    views = [bank(BAG), bank(LETTERS)]
    with database.transaction() as session:
        stored = read_vectors(session, ENCODER.name, Part.TERM, None)
        only = read_vectors(session, ENCODER.name, Part.TERM, [views[1].number])
    assert len(only.places) == 3
    for view in views:
        for term in view.terms:
            place = stored.places[view.number, term.language.value, text_hash(term.text)]
            np.testing.assert_allclose(stored.matrix[place], ENCODER.encode_query(term.text), atol=1e-6)


def test_a_listening_engine_shows_a_change_within_two_seconds(engine, bank) -> None:
    stop = threading.Event()
    thread = engine.listen(stop)
    try:
        first = bank(BAG)
        assert _soon(lambda: numbers(engine, "valise diplomatique") == [first.number])
        second = bank(UNITED_NATIONS)
        assert _soon(lambda: numbers(engine, "ONU")[:1] == [second.number])
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()


def test_listening_goes_on_after_its_connection_was_cut(database, engine, bank) -> None:
    stop = threading.Event()
    thread = engine.listen(stop)
    try:
        assert _soon(lambda: _cut_listeners(database.url) > 0)
        bag = bank(BAG)
        assert _soon(lambda: numbers(engine, "valise diplomatique") == [bag.number])
    finally:
        stop.set()
        thread.join(5)


def _cut_listeners(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        cut = connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND query LIKE 'LISTEN bank_changed%'"
        )
        return len(cut.fetchall())


def _soon(holds: Callable[[], bool], seconds: float = 2.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.02)
    return holds()
