"""Which language a query is in: first the bank's own word, then a small detector."""

import simplemma

from terminology.concepts import Language

__all__ = ["detect"]

_FRENCH_LETTERS = frozenset("àâæçéèêëîïôœùûüÿ")
_ACCENTED = 0.6  # as much as most words of a phrase known to the dictionary


def detect(text: str, of_equal_terms: set[Language]) -> Language:
    """`of_equal_terms`: languages in which the whole text is a term of the bank.

    French when nothing tells, as everywhere in the house.
    """
    if len(of_equal_terms) == 1:
        return next(iter(of_equal_terms))
    lowered = text.lower()
    score = dict(simplemma.langdetect(lowered, lang=("fr", "en")))
    french, english = score.get("fr", 0.0), score.get("en", 0.0)
    # The dictionary counts whole words: "lettre de créanse", with its slip, still has its accent.
    french += _ACCENTED * any(letter in _FRENCH_LETTERS for letter in lowered)
    return Language.EN if english > french else Language.FR
