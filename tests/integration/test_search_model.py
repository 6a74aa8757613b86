"""The promises of the search, with the real model and the project's own seed bank."""

import pytest

from bench.accuracy import Bank
from bench.pairs import SEED, read
from bench.vectors import VectorCache
from kit.settings import Settings
from models import joint
from terminology.concepts import Language
from terminology.ports import Encoder
from terminology.search import Query, Why
from terminology.search.snapshot import Snapshot

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return joint.load(joint.ensure(Settings().cache_dir, lambda *_: None))


@pytest.fixture(scope="module")
def seed(encoder: Encoder) -> Snapshot:
    # The cache of `make bench`: encoding the seed bank takes 20 s, and its text seldom changes.
    vectors = VectorCache(Settings().cache_dir / "bench", encoder)
    snapshot = Bank(read(SEED), vectors, list(Language), definitions=True).snapshot
    vectors.save()
    return snapshot


@pytest.mark.parametrize(
    ("asked", "fr", "en"),
    [
        ("sac scellé pour le courrier d'une ambassade", "valise diplomatique", "diplomatic bag"),
        ("sealed bag for the mail of an embassy", "valise diplomatique", "diplomatic bag"),
        ("creances letters", "lettres de créance", "letters of credence"),
        ("creance leters", "lettres de créance", "letters of credence"),
    ],
)
def test_a_description_and_a_muddle_find_the_concept(seed, encoder, asked, fr, en):
    hits = seed.search(Query(asked, limit=5).cleaned(), encoder.encode_query(asked)).hits
    terms = [{term.text for term in (*hit.source_terms, *hit.target_terms)} for hit in hits]
    assert any({fr, en} <= found for found in terms), terms


def test_a_description_says_that_meaning_found_it(seed, encoder):
    asked = "sac scellé pour le courrier d'une ambassade"
    hit = seed.search(Query(asked).cleaned(), encoder.encode_query(asked)).hits[0]
    assert set(hit.why) & {Why.MEANING_TERM, Why.MEANING_DEFINITION}


@pytest.mark.parametrize("asked", ["xkqzjwv", "blorfe niputal gredolan", "wvqx pltr gnh", "zzzz qqqq"])
def test_a_query_without_sense_finds_nothing(seed, encoder, asked):
    assert seed.search(Query(asked).cleaned(), encoder.encode_query(asked)).hits == []
