"""Copies of the examples as people type them on a phone: no accents, shortened words, a letter lost or
doubled.
"""

from __future__ import annotations

import random
import re
import unicodedata
from pathlib import Path

import yaml

__all__ = ["noisy"]

_SHORT: dict[str, str] = yaml.safe_load(
    Path(__file__).with_name("abbreviations.yml").read_text(encoding="utf-8")
)
_SHORTEN, _TYPING_ERROR, _LETTERS_MIN = 0.45, 0.18, 5


def noisy(text: str, seed: str) -> str:
    """The same text and seed always give the same copy: training stays reproducible."""
    chance = random.Random(f"{seed}:{text}")  # noqa: S311 - examples, not secrets
    words = [_worn(word, chance) for word in re.split(r"(\s+)", text)]
    decomposed = unicodedata.normalize("NFKD", "".join(words))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _worn(word: str, chance: random.Random) -> str:
    short = _SHORT.get(word.lower().strip("?!.,"))
    if short and chance.random() < _SHORTEN:
        return short
    if len(word) < _LETTERS_MIN or not word.isalpha() or chance.random() > _TYPING_ERROR:
        return word
    place = chance.randrange(1, len(word) - 1)
    way = chance.randrange(3)
    if way == 0:
        return word[:place] + word[place + 1 :]
    if way == 1:
        return word[:place] + word[place] + word[place:]
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
