"""What collections refuse, under `kit.errors`.

NotFound  ── CollectionNotFound           there is none of this number that the reader may see
Conflict  ── CollectionChangedMeanwhile   somebody else renamed or shared it since `version` was read
Forbidden ── CollectionNotYours           it is shared to be used; its name and its end are its owner's
Invalid   ── CollectionInvalid            `flaws`, as those of a concept
"""

from collections.abc import Sequence

from kit.errors import Conflict, Forbidden, Invalid, NotFound
from terminology.concepts import Flaw

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


class CollectionInvalid(Invalid):
    code = "collection_invalid"

    def __init__(self, found: Sequence[Flaw]) -> None:
        super().__init__(flaws=[{"code": flaw.code, "params": dict(flaw.params)} for flaw in found])
        self.flaws = tuple(found)
