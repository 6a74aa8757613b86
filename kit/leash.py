"""Runs one command that must not outlive its parent: `python leash.py FD COMMAND…`.

FD is the read end of a pipe whose write end only the parent holds. When the parent goes, be it by `kill -9`,
the kernel closes the pipe, and the leash ends the command and everything it started. This works alike on
Linux and macOS. Standard library only: a leash starts in some 30 ms.
"""

import contextlib
import ctypes
import itertools
import os
import signal
import subprocess
import sys
import threading

_GRACE_SECONDS = 8.0
_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


def main() -> int:
    pipe, command = int(sys.argv[1]), sys.argv[2:]
    os.setsid()  # a Ctrl-C at the terminal goes to the parent alone, which stops its children in order
    child = subprocess.Popen(command, process_group=0, preexec_fn=_die_with_leash)  # noqa: PLW1509  (one thread yet)
    # Asked once, the command may tidy up; asked again, it is made to end.
    answers = itertools.chain([signal.SIGTERM], itertools.repeat(signal.SIGKILL))
    signal.signal(signal.SIGTERM, lambda *_: _signal_group(child, next(answers)))
    threading.Thread(target=_end_when_parent_goes, args=(pipe, child), daemon=True).start()
    status = child.wait()
    _signal_group(child, signal.SIGKILL)  # what the command left behind
    return status


def _end_when_parent_goes(pipe: int, child: "subprocess.Popen[bytes]") -> None:
    while os.read(pipe, 1):
        pass
    _signal_group(child, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_GRACE_SECONDS)
    _signal_group(child, signal.SIGKILL)


def _die_with_leash() -> None:
    """On Linux the command also dies when the leash itself is killed."""
    with contextlib.suppress(AttributeError):
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _signal_group(child: "subprocess.Popen[bytes]", number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


if __name__ == "__main__":
    sys.exit(main())
