"""The project's own Python files, parsed once."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "kit", "models", "relance", "terminology", "bot")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project: what git knows, and what is new and not ignored."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return tuple(ROOT / name for name in listing.split("\0") if name and (ROOT / name).is_file())


@cache
def modules(*packages: str) -> tuple[tuple[Path, ast.Module], ...]:
    wanted = packages or PACKAGES
    paths = [path for path in tracked() if path.suffix == ".py" and path.relative_to(ROOT).parts[0] in wanted]
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"))) for path in paths)


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"
