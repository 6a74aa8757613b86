"""Numbers of dossiers: `REQ-2026-000123-08`, that is kind, year, sequence and an ISO 7064 MOD 97-10 check.

The check covers kind, year and sequence (letters count as in ISO 13616: A = 10 … Z = 35). It finds every
wrong digit and every swap of neighbours; it protects nothing: that is the secret code's part.
"""

import re
from dataclasses import dataclass

from kit.errors import Invalid

__all__ = ["DossierNumber", "NumberWrong", "parse"]

# People write numbers with spaces, dots or long dashes, and in small letters; a PDF gives soft hyphens.
_SEPARATORS = re.compile(r"[\s.\-\u00ad‐-―−_/]+")
_COMPACT = re.compile(
    r"(?P<kind>[A-Z]{3})(?P<year>[1-9][0-9]{3})(?P<sequence>[0-9]{6,10})(?P<check>[0-9]{2})", re.ASCII
)
_LONGEST = 40


class NumberWrong(Invalid):
    """Not a dossier number, or its check digits do not fit."""

    code = "number_wrong"


@dataclass(frozen=True, slots=True)
class DossierNumber:
    kind: str
    year: int
    sequence: int

    def __post_init__(self) -> None:
        if not _COMPACT.fullmatch(f"{self._payload}00") or self.sequence == 0:
            raise ValueError("three capitals, a year of four digits, a sequence of at most ten")

    @property
    def check(self) -> str:
        return f"{98 - _value(self._payload + '00') % 97:02d}"

    @property
    def _payload(self) -> str:
        return f"{self.kind}{self.year}{self.sequence:06d}"

    def __str__(self) -> str:
        return f"{self.kind}-{self.year}-{self.sequence:06d}-{self.check}"


def parse(text: str) -> DossierNumber:
    """Read a number as people write it. Raises NumberWrong."""
    compact = _SEPARATORS.sub("", text).upper() if len(text) <= _LONGEST else ""
    found = _COMPACT.fullmatch(compact)
    if found is None or int(found["sequence"]) == 0:
        raise NumberWrong
    number = DossierNumber(found["kind"], int(found["year"]), int(found["sequence"]))
    # Compared as written, so that each dossier has one number: no 0-padded twin, no check of 97 + 1.
    if str(number).replace("-", "") != compact:
        raise NumberWrong
    return number


def _value(text: str) -> int:
    return int("".join(str(int(character, 36)) for character in text))
