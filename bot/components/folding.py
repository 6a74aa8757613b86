"""One way to fold a message before it is compared: width, case, accents, apostrophes, long repetitions."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["fold"]

_REPEATED = re.compile(r"(.)\1{2,}")


def fold(text: str) -> str:
    """Lower case, no accents, straight apostrophes; "heyyyy" becomes "heyy"."""
    decomposed = unicodedata.normalize("NFKD", text.replace("’", "'").replace("œ", "oe").replace("Œ", "oe"))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _REPEATED.sub(r"\1\1", bare.lower())
