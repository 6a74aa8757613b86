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
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ‛′`´＇ʹ", "'"))
# Punctuation that tells two terms apart (C / C#, R&D / RD, 5 % / 5).
_KEPT = frozenset("'#&%@")
_INITIAL = re.compile(r"(?<![^\W_])([^\W\d_])\.(?=\s*[^\W\d_](?:\.|(?![^\W_]))|\s|$)")
_ELISION = re.compile(r"(?<=[^\W_])'\s+(?=[^\W_])")


class _Plain(dict[int, str]):
    """Each character without case, marks and ligatures; worked out once, as `str.translate` asks for it."""

    def __missing__(self, code: int) -> str:
        # Soft hyphens and marks of direction come along when a text is copied: nobody sees or types them.
        seen = chr(code) if unicodedata.category(chr(code)) != "Cf" else ""
        character = seen.translate(_APOSTROPHES).translate(_LETTERS)
        decomposed = unicodedata.normalize("NFKD", character.casefold())
        bare = "".join(part for part in decomposed if not unicodedata.combining(part))
        # Compatibility forms (℡, 𝐀) decompose to capitals, or to letters of our own tables.
        plain = bare.translate(_APOSTROPHES).translate(_LETTERS).casefold()
        self[code] = plain
        return plain


class _Spaced(dict[int, str]):
    """Punctuation, controls and white space as spaces."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        stays = character in _KEPT or unicodedata.category(character)[0] not in "PCZ"
        self[code] = character if stays else " "
        return self[code]


_PLAIN = _Plain()
_SPACED = _Spaced()


def fold(text: str) -> str:
    """Case, accents and typography removed; words separated by one space.

    `L’État-major` gives `l'etat major`, `U.N.` gives `un`, `Œuvre` gives `oeuvre`. Folding twice changes
    nothing. Text without any letter, digit or symbol comes back squeezed, so that it never folds to "".
    """
    plain = text.lower() if text.isascii() else unicodedata.normalize("NFKC", text.translate(_PLAIN))
    if "`" in plain:
        plain = plain.translate(_APOSTROPHES)
    dotless = _INITIAL.sub(r"\1", plain) if "." in plain else plain
    words = dotless.translate(_SPACED)
    if "'" in words:
        words = _ELISION.sub("'", words)
    return squeeze(words) or squeeze(plain) or squeeze(text)


def squeeze(text: str) -> str:
    """Runs of white space (no-break spaces too) as one space, none at the ends, NFC."""
    squeezed = " ".join(text.split())
    return squeezed if squeezed.isascii() else unicodedata.normalize("NFC", squeezed)
