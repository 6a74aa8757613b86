"""What an import says about a file: codes and parameters; the edge has the sentences."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kit.errors import Invalid
from terminology.concepts import ConceptDraft, ConceptStatus

__all__ = ["Entry", "ImportRefused", "ImportReport", "Problem", "Progress", "Step", "no_progress"]

Progress = Callable[[str, int, int], None]
"""(step, done, total); the step is one of `Step`."""


def no_progress(_step: str, _done: int, _total: int) -> None:
    """For callers that show nothing."""


class Step:
    READ = "read"  # counts bytes of the file
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
class Entry:
    """One concept as the file has it. `status` where the file says so itself."""

    draft: ConceptDraft
    line: int
    status: ConceptStatus | None = None


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
