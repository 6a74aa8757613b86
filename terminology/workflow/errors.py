"""What the workflow refuses, under `kit.errors`.

NotFound  ┬─ CommentNotFound
          └─ FeedbackNotFound
Forbidden ── CommentOfSomebodyElse   only its author or who may validate settles it
Conflict  ┬─ ConceptNotMarked        there is nothing to check again
          └─ FeedbackAlreadyClosed
"""

from kit.errors import Conflict, Forbidden, NotFound

__all__ = [
    "CommentNotFound",
    "CommentOfSomebodyElse",
    "ConceptNotMarked",
    "FeedbackAlreadyClosed",
    "FeedbackNotFound",
]


class CommentNotFound(NotFound):
    code = "comment_not_found"


class CommentOfSomebodyElse(Forbidden):
    code = "comment_of_somebody_else"


class ConceptNotMarked(Conflict):
    code = "concept_not_marked"


class FeedbackNotFound(NotFound):
    code = "feedback_not_found"


class FeedbackAlreadyClosed(Conflict):
    code = "feedback_already_closed"
