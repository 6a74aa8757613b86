"""Which concepts a search may show, by columns of numbers: milliseconds for a million concepts. Pure."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from terminology.concepts import ConceptStatus, Language
from terminology.search.documents import IndexedConcept
from terminology.search.query import Query

__all__ = ["FilterIndex"]

_STATUS_NUMBER = {status: number for number, status in enumerate(ConceptStatus)}
_LANGUAGE_BIT = {language: 1 << number for number, language in enumerate(Language)}


class FilterIndex:
    """Immutable. Row i of every answer is the i-th concept given."""

    def __init__(self, concepts: Sequence[IndexedConcept]) -> None:
        self._numbers = np.array([concept.number for concept in concepts], dtype=np.int64)
        self._statuses = np.array([_STATUS_NUMBER[concept.status] for concept in concepts], dtype=np.int8)
        self._languages = np.array([_languages(concept) for concept in concepts], dtype=np.int8)
        self._reliability = np.array(
            [max((term.reliability for term in concept.terms), default=0) for concept in concepts],
            dtype=np.int8,
        )
        by_domain: defaultdict[str, list[int]] = defaultdict(list)
        for row, concept in enumerate(concepts):
            for domain in concept.domains:
                by_domain[domain].append(row)
        self._by_domain = {code: np.array(rows, dtype=np.int32) for code, rows in by_domain.items()}

    def admit(self, query: Query, domains: frozenset[str] | None) -> NDArray[np.bool_]:
        """One flag a concept. `domains`: codes of the fields that the query's takes in."""
        wanted = np.array([status in query.statuses for status in ConceptStatus], dtype=bool)
        flags: NDArray[np.bool_] = wanted[self._statuses]
        if domains is not None:
            flags &= self._in_domains(domains)
        if query.language is not None:
            flags &= (self._languages & _LANGUAGE_BIT[query.language]) > 0
        if query.reliability is not None:
            flags &= self._reliability >= query.reliability
        if query.among is not None:
            flags &= np.isin(self._numbers, np.fromiter(query.among, dtype=np.int64, count=len(query.among)))
        return flags

    def _in_domains(self, codes: frozenset[str]) -> NDArray[np.bool_]:
        flags = np.zeros(len(self._numbers), dtype=bool)
        for code in codes & self._by_domain.keys():
            flags[self._by_domain[code]] = True
        return flags


def _languages(concept: IndexedConcept) -> int:
    bits = 0
    for term in concept.terms:
        bits |= _LANGUAGE_BIT[term.language]
    return bits
