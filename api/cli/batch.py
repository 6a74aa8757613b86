"""`truchement terms search --batch`: one query a line in, one JSON document a line out, in the same order."""

import threading
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, Queue
from typing import Protocol

from kit.errors import DomainError
from terminology.search import Query, SearchResult

__all__ = ["Refusal", "answer_lines"]


class Engine(Protocol):
    def prepare(self, texts: Iterable[str]) -> None: ...

    def search(self, query: Query) -> SearchResult: ...


_TOGETHER = 64  # encoded at once a query takes half the time; beyond, no less
_WAITING = 4 * _TOGETHER  # lines read ahead

Refusal = dict[str, str]


def answer_lines(
    engine: Engine, lines: Iterable[bytes], make: Callable[[str], Query]
) -> Iterator[SearchResult | Refusal]:
    """An answer a line: {"query", "error"} where the line is no text, or longer than a query may be."""
    for group in _as_they_come(lines):
        texts = [_decoded(line) for line in group]
        engine.prepare(text for text in texts if text is not None)
        for line, text in zip(group, texts, strict=True):
            yield _answer(engine, make, text) if text is not None else _refusal(line, "not_utf8")


def _answer(engine: Engine, make: Callable[[str], Query], text: str) -> SearchResult | Refusal:
    try:
        return engine.search(make(text))
    except DomainError as error:
        return {"query": text, "error": error.code}


def _refusal(line: bytes, code: str) -> Refusal:
    return {"query": line.decode("utf-8", "replace").strip(), "error": code}


def _decoded(line: bytes) -> str | None:
    try:
        return line.decode("utf-8").strip()
    except UnicodeDecodeError:
        return None


def _as_they_come(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    """What is there already, together: a program that waits for an answer before it asks on gets it."""
    waiting: Queue[bytes | None] = Queue(_WAITING)

    def read() -> None:
        try:
            for line in lines:
                waiting.put(line)
        finally:
            waiting.put(None)

    threading.Thread(target=read, daemon=True).start()
    while (first := waiting.get()) is not None:
        group: list[bytes | None] = [first]
        while len(group) < _TOGETHER and group[-1] is not None:
            try:
                group.append(waiting.get_nowait())
            except Empty:
                break
        yield [line for line in group if line is not None]
        if group[-1] is None:
            return
