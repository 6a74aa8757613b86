"""Texts one typing error away: a letter left out, too many, wrong, or swapped with the next. Pure.

A text with one slip has one of its halves whole, so two keys a text find every one of them, in a time that
does not grow with the bank.
"""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import OSA

from terminology.search.keys import KeyIndex

__all__ = ["SlipIndex", "slip_cost"]

_MOST = 5_000  # texts looked at under one key; so many share it only by an ending like "s de la République"

# How unlikely a slip is. A wrong or added letter is one of many, a swap or an omission leaves no choice.
_LEFT_OUT = 0.4
_SWAPPED = 0.4
_DOUBLED = 0.5
_NEIGHBOUR = 0.7
_OTHER = 1.0
_KEYBOARDS = (
    ("azertyuiop", "qsdfghjklm", "wxcvbn"),
    ("qwertyuiop", "asdfghjkl", "zxcvbnm"),
)


class SlipIndex:
    """Immutable. Row i of every answer is the i-th text given, folded."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._whole = KeyIndex(texts)
        self._fronts = KeyIndex(_key(len(text), text[: len(text) // 2]) for text in texts)
        self._backs = KeyIndex(_key(len(text), text[len(text) // 2 :]) for text in texts)

    def near(self, asked: str) -> Iterator[tuple[int, float]]:
        """(row, cost of the slip in 0…1) of each text that is one slip from `asked`; not the equal ones."""
        for row in sorted(self._candidates(asked)):
            if OSA.distance(asked, self._texts[row], score_cutoff=1) == 1:
                yield row, slip_cost(asked, self._texts[row])

    def _candidates(self, asked: str) -> set[int]:
        length = len(asked)
        found: set[int] = set()
        for wanted in range(max(1, length - 1), length + 2):
            half = wanted // 2
            found.update(self._fronts.rows(_key(wanted, asked[:half]))[:_MOST].tolist())
            found.update(self._backs.rows(_key(wanted, asked[length - wanted + half :]))[:_MOST].tolist())
        # A swap across the middle leaves neither half whole, but there is only one.
        half = length // 2
        swapped = asked[: half - 1] + asked[half : half + 1] + asked[half - 1 : half] + asked[half + 1 :]
        found.update(self._whole.rows(swapped if half else "").tolist())
        return found


def slip_cost(asked: str, text: str) -> float:
    """How unlikely it is, in 0…1, that `asked` was typed for `text`, one slip away."""
    pairs = enumerate(zip(asked, text, strict=False))
    place = next((place for place, (one, other) in pairs if one != other), min(len(asked), len(text)))
    if len(asked) < len(text):
        return _LEFT_OUT
    if len(asked) > len(text):
        around = asked[max(0, place - 1) : place] + asked[place + 1 : place + 2]
        return _DOUBLED if asked[place] in around else _OTHER
    if asked[place : place + 2] == text[place : place + 2][::-1]:
        return _SWAPPED
    return _NEIGHBOUR if asked[place] in _NEAR.get(text[place], "") else _OTHER


def _key(length: int, half: str) -> str:
    return f"{length}:{half}"


def _neighbours() -> dict[str, str]:
    """The keys beside each key, on French and English keyboards."""
    near: dict[str, set[str]] = {}
    for rows in _KEYBOARDS:
        at = {letter: (column, row) for row, keys in enumerate(rows) for column, letter in enumerate(keys)}
        for letter, (column, row) in at.items():
            beside = {other for other, (x, y) in at.items() if abs(x - column) <= 1 and abs(y - row) <= 1}
            near.setdefault(letter, set()).update(beside - {letter})
    return {letter: "".join(sorted(others)) for letter, others in near.items()}


_NEAR = _neighbours()
