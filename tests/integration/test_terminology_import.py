import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from kit.audit import SYSTEM, Actor, ActorKind
from terminology import repository
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, ConceptStatus, ConceptView, Definition, Language, Term
from terminology.domains import subject_fields
from terminology.exchange import ImportRefused, ImportReport, import_cldr, import_file, load_seed
from terminology.exchange.seed import seed_entries
from terminology.ports import HashedEncoder
from terminology.tables import ConceptRow, EmbeddingRow

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
TERMINOLOGIST = Actor(ActorKind.STAFF, "paul", "Paul E.")
HEADER = "en,fr,definition_en,definition_fr,domain,law\n"
LAWS = HEADER + (
    "Minister,ministre,Minister of Transport,ministre des Transports,Droit,A-1\n"
    "Minister,ministre,Minister of Justice,ministre de la Justice,Droit,A-2\n"
    "Minister,ministre,Minister of Transport,ministre des Transports,Droit,A-3\n"
    "bag,valise,,,,A-4\n"
)

Load = Callable[..., ImportReport]


@pytest.fixture
def encoder() -> HashedEncoder:
    return HashedEncoder()


@pytest.fixture
def load(session: Session, encoder: HashedEncoder) -> Load:
    def load(content: str | bytes, status: ConceptStatus = ConceptStatus.VALIDATED, **more) -> ImportReport:
        raw = content.encode() if isinstance(content, str) else content
        return import_file(
            session,
            io.BytesIO(raw),
            status=status,
            actor=TERMINOLOGIST,
            now=NOW,
            encoder=encoder,
            **{"name": "laws.csv", **more},
        )

    return load


def counts(report: ImportReport) -> tuple[int, ...]:
    return report.read, report.added, report.updated, report.unchanged, report.repeated


def concepts(session: Session) -> list[ConceptView]:
    return list(repository.load(session, repository.changed_since(session, 0)[0]).values())


def test_homographs_stay_apart_and_a_repeated_line_is_kept_with_the_first(
    session: Session, load: Load
) -> None:
    assert counts(load(LAWS)) == (4, 3, 0, 0, 1)
    transport, justice, bag = concepts(session)
    assert (transport.status, transport.version, transport.origin) == (
        ConceptStatus.VALIDATED,
        1,
        "laws.csv",
    )
    assert transport.extra == {"law": "A-1", "also": [{"law": "A-3"}]}
    assert (justice.extra, justice.domains, bag.domains) == ({"law": "A-2"}, ("droit",), ())
    (revision,) = repository.revisions(session, transport.number)
    assert (revision.action, revision.author, revision.draft.extra) == (
        "imported",
        TERMINOLOGIST,
        transport.extra,
    )


def test_a_second_import_adds_nothing(session: Session, load: Load) -> None:
    load(LAWS)
    before = concepts(session)
    assert counts(load(LAWS)) == (4, 0, 0, 4, 0)
    assert concepts(session) == before


def test_every_text_has_its_vector_and_the_audit_log_one_line(
    session: Session, load: Load, encoder: HashedEncoder
) -> None:
    load(LAWS)
    assert session.scalar(select(func.count()).select_from(EmbeddingRow)) == 6 + 4
    vector = session.scalars(select(EmbeddingRow.vector).where(EmbeddingRow.language == "fr")).first()
    assert vector is not None
    assert len(vector) == encoder.dimension
    events = session.execute(text("SELECT action, subject, details FROM audit_event")).all()
    assert [(event.action, event.subject, event.details["added"]) for event in events] == [
        ("terms.imported", "file:laws.csv", 3)
    ]


def test_a_dictionary_completes_a_list_of_pairs_and_not_the_other_way_round(
    session: Session, load: Load
) -> None:
    assert counts(load("en,fr\nbag,valise\nvisa,visa\n")) == (2, 2, 0, 0, 0)
    dictionary = HEADER + "bag,valise,A bag.,Une valise.,Courrier,\n"
    assert counts(load(dictionary, name="dictionary.csv")) == (1, 0, 1, 0, 0)
    bag, _ = concepts(session)
    assert (bag.version, bag.domains, bag.origin) == (2, ("courrier",), "laws.csv")
    assert Definition("A bag.", Language.EN) in bag.definitions
    assert [revision.action for revision in repository.revisions(session, bag.number)] == ["imported"] * 2
    assert counts(load("en,fr\nbag,valise\nvisa,visa\n")) == (2, 0, 0, 2, 0)
    assert counts(load(dictionary, name="dictionary.csv")) == (1, 0, 0, 1, 0)


def test_importing_proposals_as_validated_validates_them(session: Session, load: Load) -> None:
    load(LAWS, ConceptStatus.PROPOSED)
    assert {view.status for view in concepts(session)} == {ConceptStatus.PROPOSED}
    assert counts(load(LAWS)) == (4, 0, 3, 0, 1)
    assert {(view.status, view.version) for view in concepts(session)} == {(ConceptStatus.VALIDATED, 2)}
    assert counts(load(LAWS, ConceptStatus.PROPOSED)) == (4, 0, 0, 4, 0)


def test_what_was_withdrawn_does_not_come_back_and_is_told(
    session: Session, load: Load, encoder: HashedEncoder
) -> None:
    load("fr\nvisa\n")
    (visa,) = concepts(session)
    Bank(session, encoder).withdraw(visa.number, 1, TERMINOLOGIST, NOW)
    report = load("fr\nvisa\n")
    assert counts(report) == (1, 0, 0, 1, 0)
    assert [(problem.line, problem.reason_code) for problem in report.problems] == [(2, "concept_withdrawn")]


def test_a_line_may_come_in_as_a_draft(session: Session, load: Load) -> None:
    load("fr,status\nvisa,draft\ntraité,\n")
    assert [view.status for view in concepts(session)] == [ConceptStatus.DRAFT, ConceptStatus.VALIDATED]


def test_a_file_with_problems_writes_nothing_and_names_a_hundred(session: Session, load: Load) -> None:
    with pytest.raises(ImportRefused) as refused:
        load("en,fr\nbag,valise\n" + "bag\n" * 150 + "x" * 501 + ",y\n")
    assert refused.value.file == "laws.csv"
    assert len(refused.value.problems) == 100
    assert refused.value.params["problems"][0] == {
        "line": 3,
        "code": "ragged_line",
        "params": {"expected": 2, "found": 1},
    }
    assert session.scalar(select(func.count()).select_from(ConceptRow)) == 0
    with pytest.raises(ImportRefused) as refused:
        load("en,fr\n" + "x" * 501 + ",y\x00\n")
    assert [problem.reason_code for problem in refused.value.problems] == [
        "text_too_long",
        "control_character",
    ]


def test_a_big_file_is_read_again_instead_of_kept(
    session: Session, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("checking._KEPT_ENTRIES", "importing._PART", "importing._ENCODED_PART"):
        monkeypatch.setattr(f"terminology.exchange.{name}", 2)
    assert counts(load(LAWS)) == (4, 3, 0, 0, 1)
    assert concepts(session)[0].extra == {"law": "A-1", "also": [{"law": "A-3"}]}
    assert session.scalar(select(func.count()).select_from(EmbeddingRow)) == 10
    assert counts(load(LAWS)) == (4, 0, 0, 4, 0)


def test_progress_ends_at_its_total_for_each_step(load: Load, tmp_path: Path) -> None:
    seen: dict[str, list[tuple[int, int]]] = {}
    load(LAWS, progress=lambda step, done, total: seen.setdefault(step, []).append((done, total)))
    assert list(seen) == ["read", "write", "encode"]
    for ticks in seen.values():
        assert ticks == sorted(ticks)
        assert ticks[-1][0] == ticks[-1][1]


def test_the_same_concept_in_another_format_is_the_same_concept(session: Session, load: Load) -> None:
    load("en,fr,domain\nvisa,visa,Travel\n")
    tbx = (
        '<tbx xmlns="urn:iso:std:iso:30042:ed-2"><text><body><conceptEntry id="1">'
        '<descrip type="subjectField">travel</descrip>'
        '<langSec xml:lang="fr"><termSec><term>visa</term></termSec></langSec>'
        '<langSec xml:lang="en"><termSec><term>visa</term></termSec></langSec>'
        "</conceptEntry></body></text></tbx>"
    )
    assert counts(load(tbx, name="visa.csv")) == (1, 0, 0, 1, 0)


def test_countries_languages_and_currencies_of_the_cldr(session: Session, encoder: HashedEncoder) -> None:
    how = {"status": ConceptStatus.VALIDATED, "actor": SYSTEM, "now": NOW, "encoder": encoder}
    report = import_cldr(session, **how)
    assert report.added == report.read > 900
    by_code = {(view.extra["cldr"]["kind"], view.extra["cldr"]["code"]): view for view in concepts(session)}
    assert ("territories", "001") not in by_code
    cameroon = by_code["territories", "CM"]
    assert {term.text for term in cameroon.terms} == {"Cameroun", "Cameroon"}
    assert cameroon.domains == ("territories",)
    assert [term.text for term in by_code["currencies", "XAF"].in_language(Language.FR)] == [
        "franc CFA (BEAC)",
        "XAF",
    ]
    field = next(field for field in subject_fields(session) if field.code == "languages")
    assert (field.fr, field.en) == ("Langues du monde", "Languages of the world")
    again = import_cldr(session, **how)
    assert (again.added, again.updated) == (0, 0)


def test_the_seed_comes_once_and_what_people_changed_stays(session: Session, encoder: HashedEncoder) -> None:
    report = load_seed(session, now=NOW, encoder=encoder)
    assert report is not None
    assert report.added == report.read >= 300
    assert load_seed(session, now=NOW, encoder=encoder) is None
    view = concepts(session)[0]
    changed = ConceptDraft((Term("autre chose", Language.FR),), origin=view.origin, extra=view.extra)
    Bank(session, encoder).revise(view.number, 1, changed, TERMINOLOGIST, NOW)
    assert load_seed(session, now=NOW, encoder=encoder) is None


def test_the_seed_is_bilingual_defined_and_classed_in_known_fields(session: Session) -> None:
    entries = [entry.draft for entry in seed_entries()]
    load_known = {draft.extra["key"] for draft in entries}
    assert len(load_known) == len(entries) >= 300
    assert sum(len(draft.definitions) == 2 for draft in entries) >= 150
    assert all({term.language for term in draft.terms} == set(Language) for draft in entries)
