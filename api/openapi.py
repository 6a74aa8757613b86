"""The OpenAPI document of every JSON route, committed so that others can build against it."""

import json
from pathlib import Path

from api.routes import Application

__all__ = ["FILE", "dump", "write"]

FILE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def dump() -> str:
    return json.dumps(Application().openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write(path: Path = FILE) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(), encoding="utf-8")
