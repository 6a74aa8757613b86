"""What of a search may be kept in the gap list. Pure.

People type into a search box what is none of the bank's business: their address, their telephone, the number
and secret code of their request. A term has few words and hardly a digit, so whatever looks otherwise is left
out rather than counted. A name cannot be told from a term: what is asked once and never again is forgotten
(`terminology.gaps.counting.forget`).
"""

import re
import unicodedata

from terminology.folding import fold, squeeze

__all__ = ["LONGEST_GAP", "MOST_WORDS", "kept_text"]

LONGEST_GAP = 80  # characters; of 16,925 legal terms 99 % have at most 52
MOST_WORDS = 8  # the longest ones have more, but so do sentences about oneself
_FEWEST_LETTERS = 2
_MOST_DIGITS = 4  # a year; a telephone, a date of birth, a passport or a dossier has more
_ADDRESS = re.compile(r"@|https?:|www\.|://", re.IGNORECASE)
_MIXED = re.compile(r"(?=\w*\d)(?=\w*[^\W\d_])\w{5,}")  # letters and digits in one word: a code, a plate
# The secret code of a request (`relance.codes`): two groups of five, of an alphabet without I, L, O, U. One
# in forty is letters alone; "avant-garde" goes with them.
_CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{5}[- ][0-9A-HJKMNP-TV-Z]{5}\b", re.IGNORECASE)


def kept_text(query: str) -> str | None:
    """The query as the list may keep it, or None."""
    if any(unicodedata.category(mark) in {"Cs", "Co", "Cn"} for mark in query):
        return None
    text = squeeze("".join(" " if unicodedata.category(mark)[0] == "C" else mark for mark in query))
    letters = sum(character.isalpha() for character in text)
    digits = sum(character.isdigit() for character in text)
    if letters < _FEWEST_LETTERS or digits > _MOST_DIGITS or len(text) > LONGEST_GAP:
        return None
    if len(fold(text).split()) > MOST_WORDS:
        return None
    if _ADDRESS.search(text) or _MIXED.search(text) or _CODE.search(text):
        return None
    return text
