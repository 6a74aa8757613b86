"""The search of one process: an immutable snapshot, swapped whole when the bank changed."""

import logging
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from kit.database import Database
from terminology.ports import Encoder, present
from terminology.search import reader
from terminology.search.compressed import FaissIndexes
from terminology.search.dense import Indexes, IndexUnavailable, Matrix
from terminology.search.documents import Collection
from terminology.search.following import Position, step
from terminology.search.improving import Improver
from terminology.search.listening import start_listening, start_upkeep
from terminology.search.loading import read_snapshot
from terminology.search.query import LONGEST_QUERY, Query, SearchResult, clean
from terminology.search.recent import Recent
from terminology.search.snapshot import Snapshot

__all__ = ["SearchEngine"]

_log = logging.getLogger(__name__)

_REMEMBERED = 2_000  # answers and query vectors: some megabytes each
_LARGEST_TAIL = 1_000  # concepts; that many are indexed in about 0.1 s
_SHOUTED = (
    10  # characters; a longer query in capitals is no acronym, and the model knows small letters better
)


def _answers() -> Recent[Query, SearchResult]:
    return Recent(_REMEMBERED)


@dataclass(frozen=True, slots=True)
class _State:
    """A snapshot, what it was read from, and the answers it gave, which are outdated when it is.

    `tail`: the concepts of the last part, which is indexed anew when others change; none while that part is
    to be left alone. `encoder`: the one that made its vectors.
    """

    snapshot: Snapshot
    encoder: Encoder | None = None
    position: Position = field(default_factory=Position)
    tail: frozenset[int] = frozenset()
    answers: Recent[Query, SearchResult] = field(default_factory=_answers)


class SearchEngine:
    """Searches never wait: `refresh` builds beside the snapshot in use and then replaces it.

    Before the first `refresh` the bank is empty. Without an encoder, or when it fails, words alone are
    compared, and the answer says so. `folder`: where the index of the bank's vectors is saved, if anywhere.
    """

    def __init__(
        self,
        database: Database,
        encoder: Encoder | None,
        indexes: Indexes | None = None,
        folder: Path | None = None,
    ) -> None:
        self._database = database
        self._encoder = encoder
        self._indexes = indexes or FaissIndexes()
        self._folder = folder
        self._improver = Improver(self._indexes, folder)
        self._state = _State(Snapshot.of(Collection(), self._indexes))
        self._refreshing = threading.Lock()
        self._vectors: Recent[tuple[str, str], Matrix] = Recent(_REMEMBERED)

    def __len__(self) -> int:
        """Concepts that can be found."""
        return len(self._state.snapshot)

    @property
    def lacks_vectors(self) -> bool:
        """Whether terms cannot be found by meaning, which answers then say of themselves."""
        return any(part.lacks_vectors for part in self._state.snapshot.parts)

    def search(self, query: Query) -> SearchResult:
        """Raises QueryTooLong, and nothing else whatever the text."""
        known = self.remembered(query)
        if known is not None:
            return known
        cleaned, state = query.cleaned(), self._state
        vector = self._vector(state.encoder, cleaned.text)
        try:
            result = state.snapshot.search(cleaned, vector)
        except IndexUnavailable:
            _log.warning("the vectors cannot be reached; searching by words alone", exc_info=True)
            vector = None
            result = state.snapshot.search(cleaned, vector)
        if vector is not None:  # else the model may be back in a moment
            state.answers.put(cleaned, result)
        return result

    def remembered(self, query: Query) -> SearchResult | None:
        """The answer, if the bank as it is gave it already: no work at all. Raises QueryTooLong."""
        return self._state.answers.get(query.cleaned())

    def prepare(self, texts: Iterable[str]) -> None:
        """Encode together what `search` will be asked: half the time a text. It never fails."""
        wanted = {_as_encoded(clean(text)) for text in texts if len(text) <= LONGEST_QUERY}
        encoder = self._state.encoder
        if encoder is None:
            return
        keys = [(encoder.name, text) for text in sorted(wanted) if _has_meaning(text)]
        missing = [key for key in keys if self._vectors.get(key) is None]
        if not missing:
            return
        try:
            vectors = encoder.encode([text for _, text in missing])
        except Exception:  # noqa: BLE001 - one text may spoil the batch; each will be tried by itself
            return
        for key, vector in zip(missing, vectors, strict=True):
            self._vectors.put(key, vector)

    def refresh(self) -> bool:
        """Read what other transactions changed since the last time; true when something was.

        Costs one indexed query when nothing changed.
        """
        with self._refreshing, self._database.one_moment() as session:
            before = self._state
            encoder = None if self._encoder is None else present(self._encoder)
            reached = before.position if _name(encoder) == _name(before.encoder) else Position()
            position, fresh = step(session, reached)
            if not reached.begun:
                self._state = self._read_all(session, position, encoder)
                return True
            if not fresh:
                self._state = replace(before, position=position)
            elif len(fresh) >= len(before.snapshot):
                self._state = self._read_all(session, position, encoder)
            else:
                self._state = self._read_changes(session, position, fresh)
            return bool(fresh)

    def tidy(self, keep_on: Callable[[], bool] = lambda: True) -> None:
        """Put small parts together, grow the index a large bank calls for, save it: minutes, if any.

        Searches and refreshes go on meanwhile. `keep_on` is asked now and then whether to go on.
        """
        self._merge()
        state = self._state
        model = _name(state.encoder)
        if model is not None and state.position.begun:
            self._improver.improve(state.snapshot.parts[0], model, keep_on)

    def listen(self, stop: threading.Event) -> threading.Thread:
        """Start a thread that reads the bank, then what changes in it, until `stop` is set.

        A second one, of low priority, keeps the index tidy.
        """
        upkeep = start_upkeep(lambda: self.tidy(lambda: not stop.is_set()), stop)
        return start_listening(self._database.url, self.refresh, stop, upkeep)

    def _read_all(self, session: Session, position: Position, encoder: Encoder | None) -> _State:
        loaded = read_snapshot(session, _name(encoder), self._indexes, self._folder)
        if loaded.saved:
            self._improver.is_saved(loaded.snapshot.parts[0])
        return _State(loaded.snapshot, encoder, position)

    def _read_changes(self, session: Session, position: Position, fresh: frozenset[int]) -> _State:
        before = self._state
        tail = before.tail | fresh
        kept = len(before.snapshot.parts) - bool(before.tail)
        if len(tail) > _LARGEST_TAIL:  # what is in the last part stays there
            tail, kept = fresh, len(before.snapshot.parts)
        snapshot = self._with_changes(session, before.snapshot, tail, kept)
        return replace(before, snapshot=snapshot, position=position, tail=tail, answers=_answers())

    def _with_changes(
        self, session: Session, snapshot: Snapshot, numbers: Iterable[int], after: int | None = None
    ) -> Snapshot:
        collection = reader.read_collection(session, self._model(), sorted(numbers))
        return snapshot.with_changes(collection, self._indexes, reader.read_fields(session), after=after)

    def _merge(self) -> None:
        with self._refreshing:
            before = self._state.snapshot
            first = before.crowded_from()
            if first is None:
                return
            # From here on, what changes goes into parts of its own, after those that are put together.
            self._state = replace(self._state, tail=frozenset())
        with self._database.one_moment() as session:
            merged = self._merged(session, before, first)
        with self._refreshing, self._database.one_moment() as session:
            now = self._state
            if now.snapshot.parts[0] is not before.parts[0]:
                return  # the whole bank was read anew meanwhile
            newer = {number for part in now.snapshot.parts[len(before.parts) :] for number in part.row_of}
            # Placed anew: the merged large part may have measured other spaces.
            snapshot = self._with_changes(session, merged, newer) if newer else merged
            self._state = replace(now, snapshot=snapshot, tail=frozenset(newer), answers=_answers())

    def _merged(self, session: Session, before: Snapshot, first: int) -> Snapshot:
        """Parts `first` and later in one."""
        if first == 0:
            collection = reader.read_collection(session, self._model())
            return Snapshot.of(collection, self._indexes, reader.read_fields(session))
        numbers = {number for part in before.parts[first:] for number in part.row_of}
        return self._with_changes(session, before, numbers, first)

    def _model(self) -> str | None:
        return _name(self._state.encoder)

    def _vector(self, encoder: Encoder | None, text: str) -> Matrix | None:
        if encoder is None or not _has_meaning(text):
            return None
        asked = (encoder.name, _as_encoded(text))
        known = self._vectors.get(asked)
        if known is not None:
            return known
        try:
            vector = encoder.encode_query(asked[1])
        except Exception:  # noqa: BLE001 - whatever ails the model, words still find
            _log.warning("the encoder failed; searching by words alone", exc_info=True)
            return None
        self._vectors.put(asked, vector)
        return vector


def _name(encoder: Encoder | None) -> str | None:
    return None if encoder is None else encoder.name


def _has_meaning(text: str) -> bool:
    return any(map(str.isalnum, text))


def _as_encoded(text: str) -> str:
    return text.lower() if text.isupper() and len(text) > _SHOUTED else text
