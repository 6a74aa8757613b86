"""The vocabularies of `words.yml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

__all__ = [
    "BEFORE_QUESTIONS",
    "EMPTY",
    "FIELDS",
    "MATTERS",
    "MONEY",
    "NO_CONTACT",
    "QUESTIONS",
    "SAID",
    "SENTENCE",
]

_content: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))

EMPTY = frozenset(_content["empty"].split())
SAID: dict[str, str] = _content["said"]
FIELDS = {field: frozenset(words.split()) for field, words in _content["fields"].items()}
MATTERS = frozenset(" ".join(SAID.values()).split()) | EMPTY
SENTENCE = frozenset(_content["sentence"].split())
NO_CONTACT = tuple(_content["no_contact"])
MONEY = tuple(_content["money"].split())
QUESTIONS = frozenset(_content["questions"].split())
BEFORE_QUESTIONS = frozenset(_content["before_questions"].split())
