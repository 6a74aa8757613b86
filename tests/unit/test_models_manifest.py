from pathlib import Path

import pytest
from pydantic import ValidationError

from models import manifest
from models.agreement import known_vectors
from models.errors import ManifestInvalid

SOURCE = Path(manifest.__file__).with_name("manifest.toml")


def test_the_manifest_describes_one_model_from_two_sources():
    described = manifest.load()
    assert described.dimension == 384
    assert described.prefix == "query: "
    assert described.licence == described.weights.licence == described.tokenizer.licence == "MIT"
    sums = {file.name: file.sha256 for file in described.hub.files}
    assert sums["tokenizer.json"] == described.tokenizer.member_sha256


def test_folders_of_two_sources_have_different_names():
    described = manifest.load()
    assert described.folder_name(described.hub.label) != described.folder_name(described.weights.label)


def test_a_description_cannot_be_changed():
    with pytest.raises(ValidationError):
        manifest.load().dimension = 768


def test_known_vectors_are_of_the_model_s_dimension_and_of_length_one():
    for vector in known_vectors().values():
        assert vector.shape == (manifest.load().dimension,)
        assert float(vector @ vector) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("dimension = 384", "dimension = 0"),
        ("dimension = 384", "dimension = 384\nsize = 3"),
        ('licence = "MIT"', ""),
        ('sha256 = "f4b8', 'sha256 = "F4B8'),
        ("[architecture]", "[architecture"),
        ('name = "multilingual-e5-small"', 'name = "../elsewhere"'),
    ],
)
def test_a_wrong_manifest_is_refused(tmp_path, old, new):
    text = SOURCE.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "manifest.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ManifestInvalid) as refusal:
        manifest.read(path)
    assert refusal.value.params["file"] == str(path)


def test_a_missing_manifest_is_refused(tmp_path):
    with pytest.raises(ManifestInvalid):
        manifest.read(tmp_path / "none.toml")
