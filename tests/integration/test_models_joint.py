"""Both real models side by side, built once into the user's cache."""

import json
import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

from bench.pairs import SEED, read
from kit.settings import Settings
from models import encoder as first_model
from models import joint
from models.errors import ModelDamaged
from models.layout import TOKENIZER_FILE
from models.partner import build as partner_build
from models.partner import encoder as partner_model
from terminology.concepts import Language

pytestmark = pytest.mark.model

SENTENCES = [
    "valise diplomatique",
    "diplomatic bag",
    "🛂 passeport perdu à l’étranger",
    "",
    "\ud800",
    "é" * 10_000,
]


@pytest.fixture(scope="module")
def folders() -> joint.Folders:
    return joint.ensure(Settings().cache_dir, lambda *_: None)


@pytest.fixture(scope="module")
def partner(folders):
    return partner_model.load(folders.partner)


@pytest.fixture(scope="module")
def encoder(folders):
    return joint.load(folders)


def test_the_second_model_agrees_with_another_engine(partner):
    known = partner_build.known_vectors()
    found = partner.encode(list(known))
    cosines = np.sum(found * np.stack(list(known.values())), axis=1)
    assert cosines.min() > 0.994


def test_a_vector_does_not_depend_on_its_neighbours(partner, encoder):
    for one in (partner, encoder):
        together = one.encode([*SENTENCES, *SENTENCES])
        alone = np.stack([one.encode_query(text) for text in [*SENTENCES, *SENTENCES]])
        assert together.shape == (2 * len(SENTENCES), one.dimension)
        np.testing.assert_allclose(together, alone, atol=1e-5)
        np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_it_is_found_built_the_second_time(folders):
    steps: list[str] = []
    assert joint.ensure(Settings().cache_dir, lambda step, *_: steps.append(step)) == folders
    assert steps == []


def test_torch_and_onnx_make_the_same_space(folders, encoder):
    reference = joint.load(folders, "torch")
    assert reference.name == encoder.name
    assert np.sum(reference.encode(SENTENCES) * encoder.encode(SENTENCES), axis=1).min() > 0.98


def first_right(encoder) -> float:
    """How often the English term of a seed pair comes first for the French one."""
    pairs = [pair.terms for pair in read(SEED)]
    french, english = ([terms[language] for terms in pairs] for language in (Language.FR, Language.EN))
    asked, found = (vectors - vectors.mean(axis=0) for vectors in map(encoder.encode, (french, english)))
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    best = np.argmax(asked @ found.T, axis=1)
    return float(np.mean([english[place] == right for place, right in zip(best, english, strict=True)]))


def test_both_find_more_than_the_first_alone(folders, encoder):
    assert first_right(encoder) > first_right(first_model.load(folders.first)) + 0.03


def test_serving_imports_neither_torch_nor_onnx(folders):
    program = (
        "import sys, json; from pathlib import Path; from models import joint;"
        "joint.load(joint.Folders(*map(Path, sys.argv[1:]))).encode_query('visa');"
        "print(json.dumps([name for name in ('torch', 'transformers', 'onnx') if name in sys.modules]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, *map(str, folders)], capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout) == []
    assert answer.stderr == ""


def test_a_damaged_second_model_is_refused(folders):
    copy = folders.partner.parent / f".test-partner-{os.getpid()}"
    shutil.copytree(folders.partner, copy, copy_function=os.link)
    try:
        (copy / TOKENIZER_FILE).unlink()
        (copy / TOKENIZER_FILE).write_bytes(b"x" * (folders.partner / TOKENIZER_FILE).stat().st_size)
        with pytest.raises(ModelDamaged) as damage:
            joint.load(folders._replace(partner=copy))
        assert damage.value.params["reason"] == "sha256"
    finally:
        shutil.rmtree(copy)
