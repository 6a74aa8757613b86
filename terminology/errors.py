"""What the bank refuses, under `kit.errors`.

NotFound  ┬─ ConceptNotFound
          ├─ RevisionNotFound         no such version of this concept
          └─ SubjectFieldNotFound
Conflict  ┬─ ConceptChangedMeanwhile   somebody else saved since `version` was read
          ├─ SubjectFieldChangedMeanwhile
          ├─ ConceptMoveNotAllowed     the life cycle has no such move
          ├─ ConceptIsWithdrawn        its content cannot be changed any more
          └─ ConceptMerged             its number stands for another concept, `survivor`
Invalid   ┬─ FlawsFound                `flaws`: a list of {"code", "params"}
          │  ├─ ConceptInvalid
          │  └─ SubjectFieldInvalid
          └─ ImportRefused             `problems`: a list of {"line", "code", "params"}; nothing was written
"""

from collections.abc import Sequence

from kit.errors import Conflict, Invalid, NotFound
from terminology.concepts import Flaw

__all__ = [
    "ConceptChangedMeanwhile",
    "ConceptInvalid",
    "ConceptIsWithdrawn",
    "ConceptMerged",
    "ConceptMoveNotAllowed",
    "ConceptNotFound",
    "FlawsFound",
    "RevisionNotFound",
    "SubjectFieldChangedMeanwhile",
    "SubjectFieldInvalid",
    "SubjectFieldNotFound",
]


class ConceptNotFound(NotFound):
    code = "concept_not_found"


class RevisionNotFound(NotFound):
    code = "revision_not_found"


class SubjectFieldNotFound(NotFound):
    code = "subject_field_not_found"


class SubjectFieldChangedMeanwhile(Conflict):
    """Its names or its place are not those that were read."""

    code = "subject_field_changed_meanwhile"


class ConceptChangedMeanwhile(Conflict):
    """`version` is the present one; who holds an older one reads again and decides again."""

    code = "concept_changed_meanwhile"


class ConceptMoveNotAllowed(Conflict):
    code = "concept_move_not_allowed"


class ConceptIsWithdrawn(Conflict):
    code = "concept_is_withdrawn"


class ConceptMerged(Conflict):
    """Who wants to read is led to `survivor`; who wants to change reads that one first."""

    code = "concept_merged"

    def __init__(self, *, number: int, survivor: int) -> None:
        super().__init__(number=number, survivor=survivor)
        self.survivor = survivor


class FlawsFound(Invalid):
    """`flaws` says one by one what is wrong."""

    code = "flaws_found"

    def __init__(self, found: Sequence[Flaw]) -> None:
        super().__init__(flaws=[{"code": flaw.code, "params": dict(flaw.params)} for flaw in found])
        self.flaws = tuple(found)


class ConceptInvalid(FlawsFound):
    code = "concept_invalid"


class SubjectFieldInvalid(FlawsFound):
    """A name is missing, too long or another field's, or its parent lies below it."""

    code = "subject_field_invalid"
