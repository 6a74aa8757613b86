"""What collections refuse, under `kit.errors`.

NotFound  ── CollectionNotFound           there is none of this number that the reader may see
Conflict  ── CollectionChangedMeanwhile   somebody else renamed or shared it since `version` was read
Forbidden ── CollectionNotYours           it is shared to be used; its name and its end are its owner's
Invalid   ── CollectionInvalid            `flaws`, as those of a concept
"""

from kit.errors import Conflict, Forbidden, NotFound
from terminology.errors import FlawsFound

__all__ = [
    "CollectionChangedMeanwhile",
    "CollectionInvalid",
    "CollectionNotFound",
    "CollectionNotYours",
]


class CollectionNotFound(NotFound):
    code = "collection_not_found"


class CollectionChangedMeanwhile(Conflict):
    code = "collection_changed_meanwhile"


class CollectionNotYours(Forbidden):
    code = "collection_not_yours"


class CollectionInvalid(FlawsFound):
    code = "collection_invalid"
