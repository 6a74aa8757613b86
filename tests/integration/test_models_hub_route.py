"""The hub's route from end to end, against a server of ours that has the weights of the built model."""

import http.server
import shutil
import threading

import pytest

from kit.settings import Settings
from models import build, manifest
from models.encoder import load
from models.layout import TOKENIZER_FILE, WEIGHTS_FILE, sha256_of
from models.manifest import HubFile

pytestmark = pytest.mark.model


@pytest.fixture
def hub(monkeypatch):
    """A hub whose files are those of the model in the cache, and a manifest that pins them."""
    folder = build.ensure(Settings().cache_dir, lambda *_: None)
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            path = folder / self.path.rsplit("/", 1)[-1]
            self.send_response(200)
            self.send_header("Content-Length", str(path.stat().st_size))
            self.end_headers()
            with path.open("rb") as file:
                shutil.copyfileobj(file, self.wfile, 1 << 20)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    described = manifest.load()
    files = tuple(
        HubFile(name=name, bytes=(folder / name).stat().st_size, sha256=sha256_of(folder / name))
        for name in (WEIGHTS_FILE, TOKENIZER_FILE)
    )
    pinned = described.model_copy(update={"hub": described.hub.model_copy(update={"files": files})})
    monkeypatch.setattr(manifest, "load", lambda: pinned)
    yield asked
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_hub_is_asked_first_and_its_model_runs(hub, tmp_path):
    steps = []
    try:
        folder = build.ensure(tmp_path, lambda step, done, total: steps.append((step, done, total)))
        assert folder.name == manifest.load().folder_name("hub-614241f6")
        assert all("/intfloat/multilingual-e5-small/resolve/614241f6" in path for path in hub)
        assert load(folder).encode_query("visa").shape == (384,)
        assert list(dict.fromkeys(step for step, _, _ in steps)) == ["fetch_hub", "quantise", "verify"]
        assert all(0 <= done <= total for _, done, total in steps)
        steps.clear()
        assert build.ensure(tmp_path, lambda *step: steps.append(step)) == folder
        assert steps == []
        assert (folder / WEIGHTS_FILE).stat().st_mode & 0o044 == 0o044
    finally:
        shutil.rmtree(tmp_path)  # 600 MB, which pytest would keep for three runs
