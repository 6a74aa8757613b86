"""What counts as the same word when accents, case and typography are left aside.

One function for the bank, the search and the duplicates: two texts that fold alike are found together.
"""

import re
import unicodedata

__all__ = ["fold", "squeeze"]

# Letters that Unicode does not decompose, but that people type without the stroke or the ligature.
_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ł": "l", "Ł": "l"}
    | {"ı": "i", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th"}
)
_APOSTROPHES = dict.fromkeys(map(ord, "’‘ʼ‛′`´＇ʹ"), "'")
# Punctuation that tells two terms apart (C / C#, R&D / RD, 5 % / 5).
_KEPT = frozenset("'#&%@")
_INITIAL = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=\s*[^\W\d_](?:\.|(?![^\W_]))|\s|$)")
_ELISION = re.compile(r"(?<=[^\W_])'\s+(?=[^\W_])")


def fold(text: str) -> str:
    """Case, accents and typography removed; words separated by one space.

    `L’État-major` gives `l'etat major`, `U.N.` gives `un`, `Œuvre` gives `oeuvre`. Folding twice changes
    nothing. Text without any letter, digit or symbol comes back squeezed, so that it never folds to "".
    """
    plain = _without_marks(text.translate(_APOSTROPHES))
    dotless = _INITIAL.sub(r"\1", plain)
    words = "".join(character if _stays(character) else " " for character in dotless)
    return squeeze(_ELISION.sub("'", words)) or squeeze(plain)


def squeeze(text: str) -> str:
    """Runs of white space (no-break spaces too) as one space, none at the ends, NFC."""
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _without_marks(text: str) -> str:
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    # Compatibility forms (ﬁ, ℡, 𝐀) may decompose to capitals or to letters of our table.
    return unicodedata.normalize("NFKC", bare.translate(_LETTERS).translate(_APOSTROPHES).casefold())


def _stays(character: str) -> bool:
    if character.isalnum() or character in _KEPT:
        return True
    return unicodedata.category(character)[0] not in "PCZ"
