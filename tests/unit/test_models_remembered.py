from pathlib import Path

import numpy as np
import pytest

from models.remembered import RememberingEncoder
from terminology.ports import HashedEncoder


class CountingEncoder(HashedEncoder):
    encoded = 0

    def encode(self, texts):
        self.encoded += len(texts)
        return super().encode(texts)


def test_what_was_kept_is_not_computed_again_and_is_the_same(tmp_path: Path) -> None:
    first = RememberingEncoder(CountingEncoder(), tmp_path)
    vectors = first.encode(["valise diplomatique", "agrément", "valise diplomatique"])
    first.keep()
    inner = CountingEncoder()
    again = RememberingEncoder(inner, tmp_path).encode(["agrément", "valise diplomatique", "visa"])
    assert inner.encoded == 1
    np.testing.assert_array_equal(again[0], vectors[1])
    np.testing.assert_array_equal(again[1], vectors[0])


def test_no_text_gives_no_row(tmp_path: Path) -> None:
    encoder = RememberingEncoder(CountingEncoder(), tmp_path)
    assert encoder.encode([]).shape == (0, encoder.dimension)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut"])
def test_a_damaged_file_counts_as_none(tmp_path: Path, content: bytes) -> None:
    inner = CountingEncoder()
    (tmp_path / f"{inner.name}.npz").write_bytes(content)
    assert RememberingEncoder(inner, tmp_path).encode(["visa"]).shape == (1, inner.dimension)
