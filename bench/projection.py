"""How `models/projection.npz` was made: `python -m bench.projection FILE`.

Means and principal directions of both models' vectors of names that anybody has: the seed bank's terms, and
the French and English names of territories, languages, scripts and currencies in CLDR. No pair is looked at.
"""

import sys
from pathlib import Path

import numpy as np
from babel import Locale

from bench import pairs
from kit.settings import Settings
from models import encoder as first_model
from models import joint
from models.partner import encoder as partner_model

__all__ = ["main"]

_DIMENSION = 384
_KINDS = ("territories", "languages", "scripts", "currencies")


def main(target: Path) -> None:
    folders = joint.ensure(Settings().cache_dir, lambda *_: None)
    names = {
        name for code in ("fr", "en") for kind in _KINDS for name in getattr(Locale(code), kind).values()
    }
    terms = {text for pair in pairs.read(pairs.SEED) for text in pair.terms.values()}
    texts = sorted(names | terms)
    means, centred = [], []
    for encoder in (first_model.load(folders.first), partner_model.load(folders.partner)):
        vectors = encoder.encode(texts)
        means.append(vectors.mean(axis=0))
        moved = vectors - means[-1]
        centred.append(moved / np.linalg.norm(moved, axis=1, keepdims=True))
    joined = np.hstack(centred).astype(np.float64)
    strengths, directions = np.linalg.eigh(joined.T @ joined)
    kept = directions[:, ::-1][:, :_DIMENSION]
    np.savez(target, means=np.concatenate(means).astype(np.float32), directions=kept.astype(np.float16))
    share = strengths[::-1][:_DIMENSION].sum() / strengths.sum()
    sys.stdout.write(f"{len(texts)} texts, {share:.3f} of the variance kept\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
