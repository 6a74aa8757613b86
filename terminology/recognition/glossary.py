"""The terms that are recognised, in little memory: arrays and one run of bytes. Pure.

A million terms take some 60 MB so; as objects, 300.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from terminology.concepts import Language, TermStatus

__all__ = ["Glossary", "KnownTerm"]

_LANGUAGES = tuple(Language)
_STATUSES = tuple(TermStatus)
_LANGUAGE_NUMBERS = {language: number for number, language in enumerate(_LANGUAGES)}
_STATUS_NUMBERS = {status: number for number, status in enumerate(_STATUSES)}


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """`silent`: recognition was switched off for it; it is still an equivalent of the others."""

    concept: int
    text: str
    language: Language
    status: TermStatus
    silent: bool = False


class Glossary:
    """Immutable. Terms are numbered in the order given, those of one concept together, concepts rising."""

    def __init__(self, terms: Iterable[KnownTerm]) -> None:
        concepts, bounds = array("q"), array("q", [0])
        languages, statuses, silent, texts = bytearray(), bytearray(), bytearray(), bytearray()
        for term in terms:
            concepts.append(term.concept)
            languages.append(_LANGUAGE_NUMBERS[term.language])
            statuses.append(_STATUS_NUMBERS[term.status])
            silent.append(term.silent)
            texts += term.text.encode("utf-8", "surrogatepass")
            bounds.append(len(texts))
        self._concepts = np.frombuffer(concepts, dtype=np.int64) if concepts else np.empty(0, dtype=np.int64)
        self._bounds, self._texts = bounds, bytes(texts)
        self._languages, self._statuses, self._silent = bytes(languages), bytes(statuses), bytes(silent)

    def __len__(self) -> int:
        return len(self._languages)

    def __getitem__(self, row: int) -> KnownTerm:
        return KnownTerm(
            int(self._concepts[row]),
            self.text(row),
            _LANGUAGES[self._languages[row]],
            _STATUSES[self._statuses[row]],
            bool(self._silent[row]),
        )

    def text(self, row: int) -> str:
        return self._texts[self._bounds[row] : self._bounds[row + 1]].decode("utf-8", "surrogatepass")

    def concept(self, row: int) -> int:
        return int(self._concepts[row])

    def rows(self, language: Language) -> Iterator[int]:
        """Those that can be recognised in a text of this language."""
        wanted = _LANGUAGE_NUMBERS[language]
        for row, (spoken, silent) in enumerate(zip(self._languages, self._silent, strict=True)):
            if spoken == wanted and not silent:
                yield row

    def of_concept(self, concept: int) -> list[KnownTerm]:
        """Its terms in both languages, in the order of the entry."""
        start = int(np.searchsorted(self._concepts, concept, side="left"))
        end = int(np.searchsorted(self._concepts, concept, side="right"))
        return [self[row] for row in range(start, end)]
