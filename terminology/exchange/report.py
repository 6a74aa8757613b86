"""What an import says about a file: codes and parameters; the edge has the sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kit.errors import Invalid
from terminology.concepts import ConceptDraft, ConceptStatus, RelationKind

__all__ = [
    "ConceptChange",
    "Entry",
    "ImportRefused",
    "ImportReport",
    "Link",
    "Problem",
    "Progress",
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


@dataclass(frozen=True, slots=True)
class ImportReport:
    """read = added + updated + unchanged + repeated.

    added      new concepts
    updated    concepts that were there and learnt something (a definition, the other language, validation)
    unchanged  nothing that the bank did not know before
    repeated   said before in the same file, word for word; their other columns are kept with the first
    problems   what was left out without stopping the import (a language the bank does not keep)
    """

    file: str
    read: int
    added: int
    unchanged: int
    updated: int
    repeated: int = 0
    problems: tuple[Problem, ...] = ()


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
