"""What a command says stays on the screen, and in the pipe, whatever bars move meanwhile."""

import os
import pty
import subprocess
import sys
from pathlib import Path

_SPEAKER = """
import time
from api.cli.output import print_json, progress_bar, say
with progress_bar() as progress:
    progress("encode", 1, 2)
    time.sleep(0.3)
    say("the password")
    progress("start", 1, 0)
    time.sleep(0.3)
    print_json({"answer": "x" * 200})
    time.sleep(0.3)
"""
_WIPES = "\x1b[2K"


def _speak(out: Path | None) -> str:
    """What the terminal got; `out`: the file that the standard output goes to instead."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": os.pathsep.join(sys.path)}
    target = theirs if out is None else os.open(out, os.O_WRONLY | os.O_CREAT)
    done = subprocess.run(
        [sys.executable, "-c", _SPEAKER], stdout=target, stderr=theirs, env=environment, check=False
    )
    for descriptor in {theirs, target}:
        os.close(descriptor)
    got = os.read(ours, 1 << 20).decode()
    os.close(ours)
    assert done.returncode == 0, got
    return got


def test_what_is_said_between_bars_is_not_wiped_out() -> None:
    after = _speak(None).split("the password")[1]
    second_bar = after.split("x" * 200)[0]
    # The second bar draws itself over its own line only: it never climbs to the line of the password.
    assert "\x1b[1A" not in second_bar
    assert _WIPES not in after.split("x" * 200)[1]


def test_answers_go_to_the_pipe_and_bars_to_the_terminal(tmp_path: Path) -> None:
    out = tmp_path / "out"
    shown = _speak(out)
    assert "the password" not in shown
    assert out.read_text().splitlines() == ["the password", '{"answer": "' + "x" * 200 + '"}']
