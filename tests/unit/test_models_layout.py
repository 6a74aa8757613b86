import pytest

from models import manifest
from models.errors import ModelDamaged, ModelMismatch
from models.layout import FOLDER_MANIFEST, ONNX_FILE, TOKENIZER_FILE, WEIGHTS_FILE, describe, open_folder

DESCRIBED = manifest.load()
VERIFIED = (ONNX_FILE, TOKENIZER_FILE)


@pytest.fixture
def folder(tmp_path):
    for name in (ONNX_FILE, TOKENIZER_FILE, WEIGHTS_FILE):
        (tmp_path / name).write_text(f"content of {name}")
    write_manifest(tmp_path, describe(tmp_path, DESCRIBED, "somewhere"))
    return tmp_path


def write_manifest(folder, described):
    (folder / FOLDER_MANIFEST).write_text(described.model_dump_json())


def test_a_whole_folder_opens_and_names_its_vectors(folder):
    found = open_folder(folder, DESCRIBED, verify=VERIFIED)
    assert found.identity == f"multilingual-e5-small@somewhere-{DESCRIBED.build}"


@pytest.mark.parametrize("name", [FOLDER_MANIFEST, ONNX_FILE, TOKENIZER_FILE, WEIGHTS_FILE])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(ModelDamaged) as damage:
        open_folder(folder, DESCRIBED, verify=VERIFIED)
    assert damage.value.params == {"folder": str(folder), "file": name, "reason": "missing"}


@pytest.mark.parametrize(
    ("content", "reason"), [("cut", "size"), (f"CONTENT of {ONNX_FILE}", "sha256")], ids=["size", "sum"]
)
def test_a_changed_file_is_refused(folder, content, reason):
    (folder / ONNX_FILE).write_text(content)
    with pytest.raises(ModelDamaged) as damage:
        open_folder(folder, DESCRIBED, verify=VERIFIED)
    assert damage.value.params["reason"] == reason


def test_an_unreadable_manifest_is_refused(folder):
    (folder / FOLDER_MANIFEST).write_text('{"name": ')
    with pytest.raises(ModelDamaged) as damage:
        open_folder(folder, DESCRIBED, verify=VERIFIED)
    assert damage.value.params["reason"] == "unreadable"


def test_a_manifest_that_lists_no_model_is_refused(folder):
    found = open_folder(folder, DESCRIBED, verify=VERIFIED)
    write_manifest(folder, found.model_copy(update={"files": {}}))
    with pytest.raises(ModelDamaged):
        open_folder(folder, DESCRIBED, verify=VERIFIED)


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "other"), ("dimension", 768), ("prefix", "passage: "), ("build", 1_000), ("max_tokens", 128)],
)
def test_another_model_is_refused(folder, field, value):
    found = open_folder(folder, DESCRIBED, verify=VERIFIED)
    write_manifest(folder, found.model_copy(update={field: value}))
    with pytest.raises(ModelMismatch) as mismatch:
        open_folder(folder, DESCRIBED, verify=VERIFIED)
    assert mismatch.value.params["field"] == field
    assert mismatch.value.params["found"] == value
