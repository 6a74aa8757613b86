"""Habits of the house that a linter does not know."""

import ast
import re

from tests.architecture.sources import PACKAGES, ROOT, modules, tracked, where

LONGEST_FILE = 300
LONGEST_FUNCTION = 40

# Readers of the clock: `datetime.now`, `date.today` and their like give another answer at each call.
CLOCK_CALLS = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
}


def test_only_the_clock_reads_the_clock() -> None:
    readers = [
        where(path, node)
        for path, tree in modules(
            "api", "kit", "models", "relance", "terminology"
        )  # the bot imports no `kit`
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr) in CLOCK_CALLS
        and path != ROOT / "kit" / "clock.py"
    ]
    assert readers == []


def test_only_the_edge_commits() -> None:
    commits = [
        where(path, node)
        for path, tree in modules("api", "kit", "models", "relance", "terminology")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert commits == []


def test_files_and_functions_stay_readable() -> None:
    long_files = [
        f"{path.relative_to(ROOT)}: {count} lines"
        for path in tracked()
        if path.suffix == ".py"
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    ]
    long_functions = [
        f"{where(path, node)} {node.name}: {length} lines"
        for path, tree in modules(*PACKAGES, "bench")  # a test may tell its story in one piece
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long_files == []
    assert long_functions == []


def test_nothing_unfinished_stays() -> None:
    marks = re.compile(r"\b(TODO|FIXME|NotImplementedError)\b|# XXX|pytest\.mark\.skip|pytest\.skip\(")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in {".py", ".js", ".html", ".yml"} and path.name != "test_sources.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_no_file_names_one_machine() -> None:
    """A path under somebody's home or a registry's address would work on one machine only."""
    homes = re.compile(
        r"(?<![\w.])/(?:root|home/\w+|Users/\w+)/|registry\.npmjs|files\.pythonhosted|pypi\.org"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix not in {".png", ".gz", ".ico", ".woff2"} and path.name != "test_sources.py"
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if homes.search(line)
    ]
    assert found == []


def test_every_package_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path, tree in modules("api", "kit", "models", "relance", "terminology")
        if path.name == "__init__.py" and ast.get_docstring(tree) is None
    ]
    assert silent == []
