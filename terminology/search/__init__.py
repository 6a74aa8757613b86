"""Search of the bank: words and meaning, French and English, in one box.

    engine ──▶ snapshot ──▶ segment ──▶ lexical (tiers, trigrams, lemmas)
       │           │            └─────▶ dense (FAISS) in its space
       │           └──▶ ranking, languages
       ├──▶ reader (PostgreSQL)
       └──▶ listening (LISTEN bank_changed)

A query that is a term is a certainty and comes first, however it is inflected; below, words that look
alike and texts that mean alike are weighed together.
"""

from terminology.search.engine import SearchEngine
from terminology.search.query import Degradation, FoundTerm, Hit, Query, QueryTooLong, SearchResult, Why

__all__ = [
    "Degradation",
    "FoundTerm",
    "Hit",
    "Query",
    "QueryTooLong",
    "SearchEngine",
    "SearchResult",
    "Why",
]
