"""The search of one process: an immutable snapshot, swapped whole when the bank changed."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from kit.database import Database
from terminology.ports import Encoder
from terminology.repository import present_marker
from terminology.search import reader
from terminology.search.dense import FlatIndex, IndexBuilder, Matrix
from terminology.search.documents import Collection
from terminology.search.listening import start_listening
from terminology.search.query import Query, SearchResult
from terminology.search.snapshot import Snapshot

__all__ = ["SearchEngine"]

_log = logging.getLogger(__name__)

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

_REMEMBERED = 2_000  # answers and query vectors: some megabytes each
_LARGEST_DELTA = 1_000  # concepts; that many are indexed in about 0.1 s
_SHOUTED = (
    10  # characters; a longer query in capitals is no acronym, and the model knows small letters better
)


class _Recent(Generic[_Key, _Value]):
    """The values used last. Two threads may compute the same one: cheaper than waiting for each other."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._values: OrderedDict[_Key, _Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> _Value | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: _Key, value: _Value) -> None:
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            if len(self._values) > self._most:
                self._values.popitem(last=False)


@dataclass(frozen=True, slots=True)
class _State:
    """A snapshot, what it was read from, and the answers it gave, which are outdated when it is."""

    snapshot: Snapshot
    horizon: int = 0
    markers: dict[int, int] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()
    answers: _Recent[Query, SearchResult] = field(default_factory=_Recent)


class SearchEngine:
    """Searches never wait: `refresh` builds beside the snapshot in use and then replaces it.

    Before the first `refresh` the bank is empty. Without an encoder, or when it fails, words alone are
    compared, and the answer says so.
    """

    def __init__(self, database: Database, encoder: Encoder | None, build: IndexBuilder = FlatIndex) -> None:
        self._database = database
        self._encoder = encoder
        self._build = build
        self._state = _State(Snapshot.of(Collection(), build))
        self._refreshing = threading.Lock()
        self._vectors: _Recent[str, Matrix] = _Recent()

    def __len__(self) -> int:
        """Concepts that can be found."""
        return len(self._state.snapshot)

    def search(self, query: Query) -> SearchResult:
        """Raises QueryTooLong, and nothing else whatever the text."""
        cleaned = query.cleaned()
        state = self._state
        known = state.answers.get(cleaned)
        if known is not None:
            return known
        vector = self._vector(cleaned.text)
        result = state.snapshot.search(cleaned, vector)
        if vector is not None:  # else the model may be back in a moment
            state.answers.put(cleaned, result)
        return result

    def refresh(self) -> bool:
        """Read what other transactions changed since the last time; true when something was.

        Costs one indexed query when nothing changed.
        """
        with self._refreshing, self._one_moment() as session:
            before = self._state
            horizon = present_marker(session)
            if not before.horizon:
                self._state = self._read_all(session, horizon)
                return True
            markers = reader.read_changes(session, before.horizon)
            fresh = {number for number, marker in markers.items() if before.markers.get(number) != marker}
            # Markers below the horizon need no remembering: their rows will not be read again.
            kept = {number: marker for number, marker in markers.items() if marker >= horizon}
            if not fresh:
                self._state = _State(before.snapshot, horizon, kept, before.changed, before.answers)
                return False
            changed = before.changed | fresh
            if len(changed) > max(_LARGEST_DELTA, len(before.snapshot.base.concepts) // 20):
                self._state = self._read_all(session, horizon)
            else:
                self._state = self._read_delta(session, horizon, kept, changed)
            return True

    def listen(self, stop: threading.Event) -> threading.Thread:
        """Start a thread that reads the bank, then what changes in it, until `stop` is set."""
        return start_listening(self._database.url, self.refresh, stop)

    def _read_all(self, session: Session, horizon: int) -> _State:
        collection = reader.read_collection(session, self._model())
        markers = reader.read_changes(session, horizon)
        snapshot = Snapshot.of(collection, self._build, reader.read_fields(session))
        return _State(snapshot, horizon, markers)

    def _read_delta(
        self,
        session: Session,
        horizon: int,
        markers: dict[int, int],
        changed: frozenset[int],
    ) -> _State:
        collection = reader.read_collection(session, self._model(), sorted(changed))
        fields = reader.read_fields(session)
        snapshot = self._state.snapshot.with_changes(collection, self._build, fields)
        return _State(snapshot, horizon, markers, changed)

    @contextmanager
    def _one_moment(self) -> Iterator[Session]:
        """A transaction that sees the bank at one moment."""
        with self._database.engine.connect() as connection:
            pinned = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with Session(pinned) as session, session.begin():
                yield session

    def _model(self) -> str | None:
        return self._encoder.name if self._encoder is not None else None

    def _vector(self, text: str) -> Matrix | None:
        if self._encoder is None or not any(map(str.isalnum, text)):
            return None
        asked = text.lower() if text.isupper() and len(text) > _SHOUTED else text
        known = self._vectors.get(asked)
        if known is not None:
            return known
        try:
            vector = self._encoder.encode_query(asked)
        except Exception:  # noqa: BLE001 - whatever ails the model, words still find
            _log.warning("the encoder failed; searching by words alone", exc_info=True)
            return None
        self._vectors.put(asked, vector)
        return vector
