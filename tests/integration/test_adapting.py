"""An adapter on a running system: learnt from its bank, heeded without a stop, and left again."""

import time

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text

from api import adapting
from api.app import create_app
from api.lazy_encoder import LazyEncoder
from api.wiring import adapter_folder
from kit.audit import SYSTEM
from models.adaptation import adapting as learning
from models.adaptation import store
from models.errors import AdapterExists, AdapterUnknown, PairsTooFew
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Definition, Language, Term
from terminology.ports import HashedEncoder
from terminology.search import Degradation, Query, SearchEngine
from terminology.tables import EmbeddingRow

FR, EN = Language.FR, Language.EN
COUNT = 60


def silent(step: str, done: int, total: int) -> None:
    assert 0 <= done <= total


class CountingEncoder(HashedEncoder):
    encoded = 0

    def encode(self, texts):
        self.encoded += len(texts)
        return super().encode(texts)


@pytest.fixture
def base() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def system(services, base):
    """With a bank of equivalents that share their letters, and the encoder as it is in production."""
    with services.database.transaction() as session:
        session.execute(text("TRUNCATE concept, subject_field, audit_event, procrastinate_jobs CASCADE"))
    services.encoder = LazyEncoder(lambda: base, adapter_folder(services.settings))
    services.search = SearchEngine(services.database, services.encoder)
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        for number in range(COUNT):
            terms = (Term(f"valise numéro {number}", FR), Term(f"bag number {number}", EN))
            view = bank.propose(
                ConceptDraft(terms, (Definition(f"Ce que {number} dit", FR),)), SYSTEM, now(services)
            )
            bank.validate(view.number, view.version, SYSTEM, now(services))
    services.search.refresh()
    yield services
    with services.database.transaction() as session:
        session.execute(text("TRUNCATE concept, subject_field, audit_event, procrastinate_jobs CASCADE"))


def now(services):
    return services.clock.now()


@pytest.fixture
def learnt(system, monkeypatch) -> store.AdapterManifest:
    """An adapter of this bank; whether it is better is not the question here."""
    monkeypatch.setattr(learning, "FEWEST_PAIRS", 20)
    monkeypatch.setattr(learning, "_LEAST_GAIN", -1.0)
    monkeypatch.setattr(learning, "_ALLOWED_LOSS", 1.0)
    return adapting.adapt(system, "maison")


def counts(services) -> dict[str, int]:
    return dict(adapting.listed(services).vectors)


def best(services, asked: str = "valise numéro 7"):
    return services.search.search(Query(asked)).hits[0]


def test_a_bank_of_few_equivalents_is_refused(system):
    with pytest.raises(PairsTooFew) as refusal:
        adapting.adapt(system, "maison")
    assert refusal.value.params["count"] == COUNT
    assert adapting.listed(system).adapters == []


def test_learning_changes_nothing_that_searches(system, learnt, base):
    listing = adapting.listed(system)
    assert (listing.in_use, [item.name for item in listing.adapters]) == (None, ["maison"])
    assert counts(system) == {base.name: 3 * COUNT}
    assert not system.search.refresh()
    with pytest.raises(AdapterExists):
        adapting.adapt(system, "maison")


def test_use_makes_the_vectors_from_those_there_and_every_search_changes_over(system, learnt, base):
    elsewhere = SearchEngine(system.database, LazyEncoder(lambda: base, adapter_folder(system.settings)))
    elsewhere.refresh()
    base.encoded = 0
    adapting.use(system, "maison", silent)
    assert base.encoded == 0
    name = f"{base.name}~{learnt.revision}"
    assert system.encoder.name == name
    assert counts(system) == {base.name: 3 * COUNT, name: 3 * COUNT}
    for engine in (system.search, elsewhere):
        # Until it has read the new vectors, a search goes on with the encoder that made those it has.
        assert engine._state.encoder is base
        assert engine.search(Query("numéro 7 valise")).hits
        assert engine.refresh()
        assert engine._state.encoder.name == name
        assert engine.search(Query("numéro 7 valise")).degraded == ()
        assert not engine.refresh()
    assert best(system).matched == "valise numéro 7"


def test_what_is_written_meanwhile_has_its_vectors_after_the_way_back(system, learnt, base):
    adapting.use(system, "maison", silent)
    with system.database.transaction() as session:
        bank = Bank(session, system.encoder)
        view = bank.propose(ConceptDraft((Term("sceau", FR),)), SYSTEM, now(system))
        bank.validate(view.number, view.version, SYSTEM, now(system))
    adapting.use(system, None, silent)
    assert adapting.listed(system).in_use is None
    assert counts(system)[base.name] == 3 * COUNT + 1
    system.search.refresh()
    assert system.search._state.encoder is base
    assert system.search.search(Query("sceau")).degraded == ()


def test_an_unknown_adapter_changes_nothing(system):
    with pytest.raises(AdapterUnknown):
        adapting.use(system, "nobody", silent)
    assert adapting.listed(system).in_use is None


def test_an_adapter_that_is_gone_does_not_stop_the_search(system, learnt, base):
    adapting.use(system, "maison", silent)
    weights = adapter_folder(system.settings) / "maison" / "weights.npy"
    weights.write_bytes(b"cut")
    again = SearchEngine(system.database, LazyEncoder(lambda: base, adapter_folder(system.settings)))
    again.refresh()
    assert again.search(Query("valise numéro 7")).degraded == ()


def test_vectors_that_are_lacking_are_made_and_the_search_is_told(system, base):
    with system.database.transaction() as session:
        session.execute(text("DELETE FROM embedding"))
    engine = SearchEngine(system.database, system.encoder)
    engine.refresh()
    assert engine.search(Query("numéro 7 valise")).degraded == (Degradation.VECTORS_MISSING,)
    assert adapting.complete(system, silent) == 3 * COUNT
    assert engine.refresh()
    assert engine.search(Query("numéro 7 valise")).degraded == ()
    assert adapting.complete(system, silent) == 0
    with system.database.transaction() as session:
        assert session.scalar(select(func.count()).select_from(EmbeddingRow)) == 3 * COUNT


def test_a_start_on_a_bank_of_another_model_has_its_vectors_made(system, base):
    with system.database.transaction() as session:
        session.execute(text("UPDATE embedding SET model = 'an earlier one'"))
        session.execute(text("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers CASCADE"))
    system.settings = system.settings.model_copy(update={"worker": "inside"})
    system.search = SearchEngine(system.database, system.encoder)
    with TestClient(create_app(system)):
        deadline = time.monotonic() + 20
        while system.search.lacks_vectors or not system.search_ready.is_set():
            assert time.monotonic() < deadline, "the vectors were not made within 20 s"
            time.sleep(0.1)
    assert counts(system) == {base.name: 3 * COUNT, "an earlier one": 3 * COUNT}
