import threading
from collections.abc import Iterable, Iterator
from queue import Queue

from api.cli.batch import answer_lines
from terminology.concepts import Language
from terminology.search import Query, SearchResult
from terminology.search.query import QueryTooLong


class _Engine:
    """Answers with the query itself, and counts what it is told to prepare."""

    def __init__(self) -> None:
        self.prepared: list[list[str]] = []

    def prepare(self, texts: Iterable[str]) -> None:
        self.prepared.append(list(texts))

    def search(self, query: Query) -> SearchResult:
        return SearchResult(query.cleaned().text, Language.FR, [])


def answers(lines: Iterable[bytes], engine: _Engine | None = None) -> list[object]:
    return [
        answer["error"] if isinstance(answer, dict) else answer.query
        for answer in answer_lines(engine or _Engine(), lines, Query)
    ]


def test_one_answer_a_line_in_order() -> None:
    asked = [f"terme {number}" for number in range(300)]
    engine = _Engine()
    assert answers([f"{text}\r\n".encode() for text in asked], engine) == asked
    assert [text for group in engine.prepared for text in group] == asked
    assert max(map(len, engine.prepared)) <= 64


def test_a_bad_line_says_so_and_the_next_ones_are_answered() -> None:
    lines = [b"visa\n", b"\xff\xfe\n", b"x" * 501 + b"\n", b"\n", b"note verbale"]
    assert answers(lines) == ["visa", "not_utf8", QueryTooLong.code, "", "note verbale"]


def test_nothing_asked_nothing_answered() -> None:
    assert answers([]) == []


def test_an_answer_does_not_wait_for_the_next_question() -> None:
    """As a program asks that reads each answer before it goes on."""
    questions: Queue[bytes] = Queue()
    done = threading.Event()

    def lines() -> Iterator[bytes]:
        while (line := questions.get()) != b"":
            yield line
        done.set()

    questions.put(b"visa\n")
    found = answer_lines(_Engine(), lines(), Query)
    first = next(found)
    assert isinstance(first, SearchResult)
    assert first.query == "visa"
    questions.put(b"")
    assert list(found) == []
    assert done.wait(5)
