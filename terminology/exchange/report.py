"""What an import says about a file: codes and parameters; the edge has the sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from kit.errors import Invalid
from terminology.concepts import ConceptDraft, ConceptStatus, Language, RelationKind

__all__ = [
    "ConceptChange",
    "Entry",
    "ImportRefused",
    "ImportReport",
    "Link",
    "Problem",
    "Progress",
    "Reason",
    "Resemblance",
    "Resemblances",
    "Step",
    "Suspicion",
    "Trial",
    "no_progress",
]

Progress = Callable[[str, int, int], None]
"""(step, done, total); the step is one of `Step`."""


def no_progress(_step: str, _done: int, _total: int) -> None:
    """For callers that show nothing."""


class Step:
    READ = "read"  # counts bytes of the file
    COMPARE = "compare"  # counts concepts, and writes none
    WRITE = "write"  # counts concepts
    ENCODE = "encode"  # counts texts


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` is counted from 1; 0 when it is about the whole file. One that does not `stop` is a warning."""

    line: int
    reason_code: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """What a concept of the file says of another one of it, which has this id. `kept` is how the file says
    it, for one that leads nowhere.
    """

    kind: RelationKind
    target: str
    line: int
    kept: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept as the file has it. `status` where the file says so itself; `identity` is its id there."""

    draft: ConceptDraft
    line: int
    status: ConceptStatus | None = None
    identity: str = ""
    links: tuple[Link, ...] = ()


class Reason(StrEnum):
    """The strongest one for which two concepts are taken for one."""

    TERM = "term"  # a term of both, but for accents and case
    INFLECTED = "inflected"  # a term of both, but for its number or gender
    MEANING = "meaning"  # terms that mean alike, perhaps in the other language


@dataclass(frozen=True, slots=True)
class Resemblance:
    """A concept that was imported and one, `other`, that it may repeat.

    In a trial it has no `number` yet, and a `line`. `name` and `other_name` are a term in each language,
    `score` is 0…1, `words` are the terms that both have.
    """

    number: int | None
    line: int
    name: Mapping[Language, str] = field(hash=False)
    other: int
    other_name: Mapping[Language, str] = field(hash=False)
    score: float
    reason: Reason
    words: tuple[str, ...] = ()

    def as_problem(self) -> Problem:
        """For lists of what was found in a file."""
        params: dict[str, object] = {
            "number": self.number,
            "name": " / ".join(self.name.values()),
            "other": self.other,
            "other_name": " / ".join(self.other_name.values()),
            "share": round(100 * self.score),
            "words": ", ".join(self.words),
        }
        return Problem(self.line, f"resembles_{self.reason.value}", params, stops=False)


@dataclass(frozen=True, slots=True)
class Resemblances:
    """The likeliest ones, of `count` in all. `left` concepts of the import were not compared: a search of the
    whole bank follows each import. Without `by_meaning`, those that were are compared by their words alone.
    """

    found: tuple[Resemblance, ...] = ()
    count: int = 0
    left: int = 0
    by_meaning: bool = True


@dataclass(frozen=True, slots=True)
class ImportReport:
    """read = added + updated + unchanged + repeated.

    added      new concepts
    updated    concepts that were there and learnt something (a definition, the other language, validation)
    unchanged  nothing that the bank did not know before
    repeated   said before in the same file, word for word; their other columns are kept with the first
    problems   what was left out without stopping the import (a language the bank does not keep)
    duplicates concepts that may repeat others of the bank
    """

    file: str
    read: int
    added: int
    unchanged: int
    updated: int
    repeated: int = 0
    problems: tuple[Problem, ...] = ()
    duplicates: Resemblances = Resemblances()


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """What an import would do to one concept: `number` and `before` are None for a new one."""

    line: int
    number: int | None
    before: tuple[ConceptDraft, ConceptStatus] | None
    after: ConceptDraft
    status: ConceptStatus


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A new concept that has a term in common with these, and yet says something else."""

    line: int
    draft: ConceptDraft
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do, with its first changes; `suspected` counts all suspicions."""

    report: ImportReport
    changes: tuple[ConceptChange, ...]
    suspicions: tuple[Suspicion, ...]
    suspected: int


class ImportRefused(Invalid):
    """The file has problems: the first hundred are named. Nothing was written."""

    code = "import_refused"

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        super().__init__(
            file=file,
            problems=[
                {"line": problem.line, "code": problem.reason_code, "params": dict(problem.params)}
                for problem in problems
            ],
        )
        self.file = file
        self.problems = tuple(problems)
