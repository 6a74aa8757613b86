"""Whether a word of a text is a word of a term: the same, or an inflected form of it. Pure."""

import unicodedata
from enum import IntEnum
from functools import lru_cache

import simplemma

from terminology.concepts import Language
from terminology.folding import fold
from terminology.search.lemmas import lemma, stem

__all__ = ["Agreement", "agreement", "keys"]


class Agreement(IntEnum):
    """The nearer the smaller; of a term, the farthest of its words counts."""

    EXACT = 0
    FOLDED = 1  # but for accents and typography
    LEMMA = 2  # the dictionary gives both the same entry
    STEM = 3  # the same without the endings of number and gender


def keys(word: str, language: Language) -> tuple[str, str, str]:
    """Two words that agree have one of them in common; the reverse does not hold."""
    return f"f{_folded(word)}", f"l{lemma(_composed(word), language)}", f"s{stem(_composed(word), language)}"


@lru_cache(maxsize=200_000)
def agreement(word: str, of_term: str, language: Language) -> Agreement | None:
    """How `word`, as it stands in a text, agrees with a word of a term; None when it does not.

    Accents tell words apart where there are any: "côte" is not "cote". A word written without them agrees
    (capitals often lack them), unless it is another word of the language itself: "mais" is not "maïs".
    """
    mine, theirs = _composed(word).lower(), _composed(of_term).lower()
    if mine == theirs:
        return Agreement.EXACT
    bare = word.isupper() or (mine.isascii() and not _is_known(mine, language))
    if bare and _folded(mine) == _folded(theirs):
        return Agreement.FOLDED
    if _lemma(mine, language) == _lemma(theirs, language):
        return Agreement.LEMMA
    if bare and lemma(mine, language) == lemma(theirs, language):
        return Agreement.LEMMA
    if stem(mine, language) == stem(theirs, language) and (bare or _same_accents(mine, theirs)):
        return Agreement.STEM
    return None


def _same_accents(mine: str, theirs: str) -> bool:
    """Up to their endings; "complet" and "complète" change one."""
    for my_letter, their_letter in zip(mine, theirs, strict=False):
        if my_letter != their_letter and {my_letter, their_letter} != _GRAVE:
            return _folded(my_letter) != _folded(their_letter)
    return True


def _lemma(word: str, language: Language) -> str:
    return simplemma.lemmatize(word, lang=language.value).lower()


def _is_known(word: str, language: Language) -> bool:
    return bool(simplemma.is_known(word, lang=language.value))


@lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    return fold(word)


_GRAVE = {"e", "è"}
_INVISIBLE = dict.fromkeys([0xAD, 0x2060, *range(0x200B, 0x200E), *range(0xFE00, 0xFE10)])


def _composed(word: str) -> str:
    """In NFC, without what cannot be seen."""
    if word.isascii():
        return word
    return unicodedata.normalize("NFC", word.translate(_INVISIBLE))
