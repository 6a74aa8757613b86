"""spaCy's own models, on real terms: they are part of what is promised."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from kit.audit import SYSTEM, Actor, ActorKind
from kit.clock import FixedClock
from kit.database import Database
from terminology.analysis import Grammar, analyse
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Language, Term, TermType
from terminology.jobs import analyse_terms, suggest_grammar
from terminology.ports import HashedEncoder

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AWA = Actor(ActorKind.STAFF, "awa", "Awa N.")


@pytest.fixture
def bank(session: Session) -> Bank:
    return Bank(session, HashedEncoder())


@pytest.mark.parametrize(
    ("term", "language", "grammar"),
    [
        ("valise diplomatique", Language.FR, Grammar("noun", "feminine")),
        ("lettres de créance", Language.FR, Grammar("noun", "feminine")),
        ("traité", Language.FR, Grammar("noun", "masculine")),
        ("saisir le tribunal", Language.FR, Grammar("verb")),
        ("à titre gracieux", Language.FR, Grammar()),
        ("diplomatic bag", Language.EN, Grammar("noun")),
        ("letters of credence", Language.EN, Grammar("noun")),
        ("to lodge an appeal", Language.EN, Grammar("verb")),
    ],
)
def test_the_head_of_a_term_says_its_grammar(term: str, language: Language, grammar: Grammar) -> None:
    assert analyse(term, language) == grammar


def test_blanks_are_filled_and_what_a_person_wrote_stays(bank: Bank, session: Session) -> None:
    draft = ConceptDraft(
        (
            Term("valise diplomatique", Language.FR),
            Term("traité", Language.FR, part_of_speech="noun", gender="feminine"),
            Term("CVRD", Language.FR, term_type=TermType.ACRONYM),
            Term("diplomatic bag", Language.EN),
        )
    )
    number = bank.propose(draft, AWA, NOW).number
    assert suggest_grammar(session, number, NOW) == 3
    view = bank.get(number)
    valise, treaty, acronym, bag = view.terms
    assert (valise.part_of_speech, valise.gender) == ("noun", "feminine")
    assert valise.extra == {"suggested": ["gender", "part_of_speech"]}
    assert (treaty.gender, treaty.extra) == ("feminine", {})
    assert (acronym.part_of_speech, acronym.extra) == ("", {"suggested": []})
    assert bag.part_of_speech == "noun"
    # The version is the author's: an analysis never makes a person's save conflict.
    assert view.version == 1
    newest = bank.revisions(number)[0]
    assert (newest.action, newest.author, newest.draft) == ("analysed", SYSTEM, view.draft())
    assert suggest_grammar(session, number, NOW) == 0
    assert suggest_grammar(session, 10**9, NOW) == 0


def test_a_proposal_queues_its_analysis_only_when_something_is_blank(bank: Bank, session: Session) -> None:
    complete = Term("visa", Language.FR, part_of_speech="noun", gender="masculine")
    bank.propose(ConceptDraft((complete, Term("granted", Language.EN, part_of_speech="verb"))), AWA, NOW)
    queued = text("SELECT task_name, args FROM procrastinate_jobs")
    assert session.execute(queued).all() == []
    number = bank.propose(ConceptDraft((Term("visa", Language.EN),)), AWA, NOW).number
    assert [tuple(row) for row in session.execute(queued)] == [
        ("terminology:analyse_terms", {"concept": number})
    ]


def test_the_job_runs_on_the_services_it_is_given(database: Database) -> None:
    with database.transaction() as session:
        bank = Bank(session, HashedEncoder())
        number = bank.propose(ConceptDraft((Term("visa", Language.EN),)), AWA, NOW).number
    services = SimpleNamespace(database=database, clock=FixedClock(NOW))
    analyse_terms.func(SimpleNamespace(additional_context={"services": services}), concept=number)
    with database.transaction() as session:
        assert Bank(session, HashedEncoder()).get(number).terms[0].part_of_speech == "noun"
        session.execute(text("TRUNCATE concept, audit_event, procrastinate_jobs CASCADE"))
