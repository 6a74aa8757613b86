"""What the bank asks of the world: vectors of texts. The adapters to real models are in `models/`."""

import hashlib
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from terminology.folding import fold

__all__ = ["ChangingEncoder", "DerivedEncoder", "Encoder", "HashedEncoder", "present"]


class Encoder(Protocol):
    """Texts to vectors of length 1, French and English in one space.

    `name` identifies model and revision; it is stored with each vector, so that vectors of two models
    never meet.
    """

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, dimension), each row of length 1; row i belongs to texts[i]. No text gives (0, dimension)."""
        ...

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """(dimension,), of length 1, in the same space as `encode`."""
        ...


@runtime_checkable
class ChangingEncoder(Protocol):
    """An encoder that may be another one tomorrow, under another name."""

    def present(self) -> Encoder:
        """The one of now, which does not change."""
        ...


@runtime_checkable
class DerivedEncoder(Protocol):
    """An encoder whose vectors are made from another's, without its texts."""

    @property
    def base(self) -> Encoder: ...

    def derive(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """(n, dimension), of texts of which `base` made `vectors`."""
        ...


def present(encoder: Encoder) -> Encoder:
    """What to hold on to while vectors must fit together."""
    return encoder.present() if isinstance(encoder, ChangingEncoder) else encoder


class HashedEncoder:
    """A deterministic encoder without a model: hashed character 3-grams of the folded text, for tests.

    Texts that share letters come near each other; it knows nothing of meaning.
    """

    def __init__(self, dimension: int = 64) -> None:
        self.dimension = dimension
        self.name = f"hashed-3-grams-{dimension}"

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            padded = f"  {fold(text)} "
            for start in range(len(padded) - 2):
                vectors[row, self._bucket(padded[start : start + 3])] += 1.0
            vectors[row] /= np.linalg.norm(vectors[row])
        return vectors

    def encode_query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.encode([text])[0]
        return vector

    def _bucket(self, gram: str) -> int:
        digest = hashlib.blake2b(gram.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        return int.from_bytes(digest, "big") % self.dimension
