"""Collections: sets of concepts that somebody saved, for a job, a meeting, an export."""

from terminology.collections.collections import Collection, Collections, collections_of, move, numbers_of
from terminology.collections.errors import (
    CollectionChangedMeanwhile,
    CollectionInvalid,
    CollectionNotFound,
    CollectionNotYours,
)

__all__ = [
    "Collection",
    "CollectionChangedMeanwhile",
    "CollectionInvalid",
    "CollectionNotFound",
    "CollectionNotYours",
    "Collections",
    "collections_of",
    "move",
    "numbers_of",
]
