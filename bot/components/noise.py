"""Copies of the examples as people type them on a phone: no accents, shortened words, a letter lost or doubled."""

from __future__ import annotations

import random
import re
import unicodedata

__all__ = ["noisy"]

# What is written for what is said, in French SMS and in Cameroonian English.
_SHORT = {
    "bonjour": "bjr", "bonsoir": "bsr", "salut": "slt", "merci": "mci", "pourquoi": "pk", "quand": "kan",
    "que": "ke", "qui": "ki", "quoi": "koi", "quel": "kel", "quelle": "kel", "quels": "kels", "comment": "cmt",
    "est-ce": "eske", "c'est": "c", "combien": "cb", "beaucoup": "bcp", "toujours": "tjr", "avec": "avk",
    "dans": "ds", "pour": "pr", "vous": "vs", "nous": "ns", "mon": "mn", "votre": "vtr", "faire": "fr",
    "j'ai": "g", "plaît": "plait", "problème": "pb", "temps": "tps", "dossier": "dosier", "numéro": "num",
    "demande": "dmd", "quelque": "kelk", "chose": "choz", "you": "u", "your": "ur", "are": "r", "please": "pls",
    "for": "4", "to": "2", "my": "ma", "the": "d", "what": "wat", "with": "wit", "this": "dis", "that": "dat",
    "because": "bcos", "want": "wan", "know": "kno", "number": "numba", "request": "rqst", "tomorrow": "2moro",
    "thanks": "thx", "how": "hw", "about": "abt", "have": "hv", "passport": "pasport", "need": "nid",
}  # fmt: skip
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
