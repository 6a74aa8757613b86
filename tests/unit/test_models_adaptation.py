"""Learning a map from pairs, keeping it, and refusing it."""

import numpy as np
import pytest

from models.adaptation import adapting, store
from models.adaptation.adapting import FEWEST_PAIRS, adapt
from models.adaptation.encoder import AdaptedEncoder
from models.adaptation.training import Pairs, learn, measure
from models.errors import (
    AdapterExists,
    AdapterNameInvalid,
    AdapterNotBetter,
    AdapterUnknown,
    ModelDamaged,
    ModelMismatch,
    PairsTooFew,
)
from terminology.ports import HashedEncoder

DIMENSION = 24
MADE_AT = "2026-11-22T09:00:00+00:00"


def unit(vectors):
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def pairs_of(count: int, noise: float = 1.0, seed: int = 1) -> Pairs:
    """Meaning in half of the directions, the same in both languages; strong noise in the others."""
    chance = np.random.default_rng(seed)
    meaning = chance.normal(size=(count, DIMENSION // 2))
    sides = [
        unit(np.hstack([meaning, noise * chance.normal(size=(count, DIMENSION // 2))])) for _ in range(2)
    ]
    names = np.arange(count)
    return Pairs(*sides, names, names)


def adapted(pairs: Pairs, name: str = "juridique", base: str = "base"):
    return adapt(pairs, name=name, base=base, made_at=MADE_AT)


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(adapting, "FEWEST_PAIRS", 200)


def test_what_is_learnt_from_half_helps_the_other_half():
    manifest, weights = adapted(pairs_of(1_500))
    assert weights.shape == (DIMENSION, DIMENSION)
    assert manifest.pairs_learnt == manifest.pairs_held_out == 750
    for before, after in zip(manifest.before, manifest.after, strict=True):
        assert after.at_1 > before.at_1
        assert after.reciprocal > before.reciprocal


def test_the_same_pairs_teach_the_same():
    np.testing.assert_array_equal(learn(pairs_of(300)), learn(pairs_of(300)))


def test_too_few_pairs_are_refused_with_their_number():
    with pytest.raises(PairsTooFew) as refusal:
        adapted(pairs_of(40))
    assert refusal.value.params == {"count": 40, "fewest": FEWEST_PAIRS}


def test_pairs_that_mean_nothing_teach_nothing(few):
    chance = np.random.default_rng(4)
    left, right = (unit(chance.normal(size=(300, DIMENSION))) for _ in range(2))
    with pytest.raises(AdapterNotBetter) as refusal:
        adapted(Pairs(left, right, np.arange(300), np.arange(300)))
    assert refusal.value.params["pairs"] + refusal.value.params["held_out"] == 300


def test_pairs_that_share_a_label_are_never_on_both_sides():
    chance = np.random.default_rng(2)
    french, english = chance.integers(0, 120, 300), chance.integers(0, 120, 300)
    vectors = unit(chance.normal(size=(300, DIMENSION)))
    pairs = Pairs(vectors, vectors, french, english)
    learnt = adapting._halves(pairs)
    assert not set(french[learnt]) & set(french[~learnt])
    assert not set(english[learnt]) & set(english[~learnt])


def test_any_equivalent_of_a_label_is_right_and_a_label_is_asked_once():
    vectors = unit(np.eye(4, DIMENSION) + 0.01)
    pairs = Pairs(vectors[[0, 0, 2]], vectors[[1, 0, 2]], np.array([7, 7, 8]), np.array([1, 2, 3]))
    french, english = measure(pairs)
    assert french.at_1 == 1.0
    assert english.at_10 == 1.0


def test_an_adapter_is_kept_with_its_sum_and_read_again(tmp_path):
    made = adapted(pairs_of(1_500), base="hashed-3-grams-24")
    kept = store.save(tmp_path, made.manifest, made.weights)
    found = store.read(tmp_path, "juridique")
    assert found.manifest == kept
    assert len(kept.sha256) == 64
    np.testing.assert_array_equal(found.weights, made.weights)
    assert store.described(tmp_path) == [kept]
    with pytest.raises(AdapterExists):
        store.save(tmp_path, made.manifest, made.weights)


def kept(folder, encoder, weights=None):
    figures = store.Figures(*measure(pairs_of(20)))
    manifest = store.AdapterManifest(
        name="juridique", base=encoder.name, made_at=MADE_AT, pairs_learnt=1, pairs_held_out=1,
        before=figures, after=figures,
    )  # fmt: skip
    size = encoder.dimension
    return store.save(folder, manifest, np.eye(size, dtype=np.float32) if weights is None else weights)


@pytest.mark.parametrize("name", ["", "base", "chosen", "Juridique", "é", "../x", "a b", "x" * 41, "-x"])
def test_a_name_that_could_be_another_folder_is_refused(tmp_path, name):
    with pytest.raises(AdapterNameInvalid):
        store.check_name(tmp_path, name)


@pytest.mark.parametrize("name", ["nobody", "../x", ""])
def test_an_unknown_adapter_is_named(tmp_path, name):
    with pytest.raises(AdapterUnknown):
        store.read(tmp_path, name)


@pytest.mark.parametrize("file", ["weights.npy", "adapter.json"])
def test_a_damaged_adapter_is_refused(tmp_path, file):
    kept(tmp_path, HashedEncoder(DIMENSION))
    (tmp_path / "juridique" / file).write_bytes(b"cut")
    with pytest.raises(ModelDamaged) as damage:
        store.read(tmp_path, "juridique")
    assert damage.value.params["file"] == file


def test_the_choice_is_kept_until_the_next_one(tmp_path):
    assert store.chosen(tmp_path) is None
    store.choose(tmp_path, None)
    kept(tmp_path, HashedEncoder(DIMENSION))
    store.choose(tmp_path, "juridique")
    assert store.chosen(tmp_path) == "juridique"
    store.choose(tmp_path, None)
    assert store.chosen(tmp_path) is None


def test_an_adapted_encoder_makes_the_same_of_texts_and_of_vectors(tmp_path):
    base = HashedEncoder(DIMENSION)
    weights = learn(pairs_of(100))
    kept(tmp_path, base, weights)
    encoder = AdaptedEncoder(base, store.read(tmp_path, "juridique"))
    texts = ["valise diplomatique", "visa"]
    np.testing.assert_allclose(encoder.encode(texts), encoder.derive(base.encode(texts)), atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(encoder.encode(texts), axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode_query("visa"), encoder.encode(texts)[1], atol=1e-6)
    assert encoder.name.startswith(f"{base.name}~juridique-")
    assert encoder.dimension == DIMENSION


def test_an_adapter_of_another_encoder_is_refused(tmp_path):
    kept(tmp_path, HashedEncoder(DIMENSION))
    with pytest.raises(ModelMismatch):
        AdaptedEncoder(HashedEncoder(32), store.read(tmp_path, "juridique"))
