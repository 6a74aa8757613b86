"""Concepts that may be one and the same.

finding    candidates and their weight (pure)
reading    the bank as `finding` compares it
pairs      what a search of the whole bank found, and what people said of it
imported   what an import may repeat, or would
suspects   what an entry being written may repeat
"""

from terminology.duplicates.errors import PairNotFound
from terminology.duplicates.finding import Evidence, Pair
from terminology.duplicates.imported import suspects_among, suspects_in
from terminology.duplicates.pairs import (
    SuspectedPair,
    count_suspected,
    judge,
    last_search,
    look_again,
    suspected,
)
from terminology.duplicates.suspects import Likeness, Suspect, suspects_of

__all__ = [
    "Evidence",
    "Likeness",
    "Pair",
    "PairNotFound",
    "Suspect",
    "SuspectedPair",
    "count_suspected",
    "judge",
    "last_search",
    "look_again",
    "suspected",
    "suspects_among",
    "suspects_in",
    "suspects_of",
]
