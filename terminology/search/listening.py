"""A thread that hears of changes of the bank (LISTEN, with reconnection), and one that tidies up after it."""

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress

import psycopg
from psycopg.rows import TupleRow

from terminology.writing import CHANNEL

__all__ = ["start_listening", "start_upkeep"]

_log = logging.getLogger(__name__)

_WAKE_SECONDS = 0.5  # how soon `stop` is seen
_ANYWAY_SECONDS = 30.0  # a refresh without a notice: a proxy may have swallowed it
_TIDY_SECONDS, _LONGEST_TIDY_SECONDS = 2.0, 600.0
_LOW_PRIORITY = 10  # a "nice" value
_LAST_SECONDS = 10.0  # for the upkeep to come to an end: it learns cells in rounds of some seconds
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.2, 5.0


def start_listening(
    url: str, refresh: Callable[[], object], stop: threading.Event, beside: threading.Thread | None = None
) -> threading.Thread:
    """`url`: libpq URL. `refresh` runs at once and after every change; when it fails, it is run again.

    The thread ends when `beside`, if there is one, has ended too.
    """

    def run() -> None:
        _listen(url, refresh, stop)
        if beside is not None:
            beside.join(_LAST_SECONDS)

    thread = threading.Thread(target=run, name="bank-listener", daemon=True)
    thread.start()
    return thread


def start_upkeep(tidy: Callable[[], object], stop: threading.Event) -> threading.Thread:
    """Runs `tidy` every few seconds, at a priority below that of searches."""

    def run() -> None:
        with suppress(OSError, AttributeError):  # not every system has priorities of threads
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LOW_PRIORITY)
        pause = _TIDY_SECONDS
        while not stop.wait(pause):
            try:
                tidy()
                pause = _TIDY_SECONDS
            except Exception:  # noqa: BLE001 - the database may be away, or forbid what is asked of it
                pause = min(4 * pause, _LONGEST_TIDY_SECONDS)
                _log.warning("the search index could not be tidied; again in %.0f s", pause, exc_info=True)

    thread = threading.Thread(target=run, name="bank-upkeep", daemon=True)
    thread.start()
    return thread


def _listen(url: str, refresh: Callable[[], object], stop: threading.Event) -> None:
    pause = _FIRST_PAUSE_SECONDS
    while not stop.is_set():
        try:
            with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                # After LISTEN, not before: a change between the two would be heard by nobody.
                refresh()
                pause = _FIRST_PAUSE_SECONDS
                _attend(connection, refresh, stop)
        except Exception:  # noqa: BLE001 - a thread that died would leave this process with an old bank
            if stop.is_set():
                return
            _log.warning("not hearing of changes of the bank; trying again in %.1f s", pause, exc_info=True)
            stop.wait(pause)
            pause = min(2 * pause, _LONGEST_PAUSE_SECONDS)


def _attend(
    connection: psycopg.Connection[TupleRow], refresh: Callable[[], object], stop: threading.Event
) -> None:
    quiet_seconds = 0.0
    while not stop.is_set():
        heard = list(connection.notifies(timeout=_WAKE_SECONDS, stop_after=1))
        quiet_seconds = 0.0 if heard else quiet_seconds + _WAKE_SECONDS
        if heard or quiet_seconds >= _ANYWAY_SECONDS:
            refresh()
            quiet_seconds = 0.0
