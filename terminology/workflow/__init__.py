"""What people say about concepts, and what waits for a terminologist.

    marks      which changes ask for a check (pure) ──▶ checking (raises, clears, lists)
    comments   threads of the staff on a concept
    feedback   what readers find wrong
    queue      how much of each waits

The bank raises marks as it writes; the rest is called by the edge. Everything happens in the caller's
transaction.
"""

from terminology.workflow.checking import Mark
from terminology.workflow.comments import Comment, Thread
from terminology.workflow.errors import (
    CommentNotFound,
    CommentOfSomebodyElse,
    ConceptNotMarked,
    FeedbackAlreadyClosed,
    FeedbackNotFound,
)
from terminology.workflow.feedback import Feedback, FeedbackKind
from terminology.workflow.marks import Editor, MarkReason

__all__ = [
    "Comment",
    "CommentNotFound",
    "CommentOfSomebodyElse",
    "ConceptNotMarked",
    "Editor",
    "Feedback",
    "FeedbackAlreadyClosed",
    "FeedbackKind",
    "FeedbackNotFound",
    "Mark",
    "MarkReason",
    "Thread",
]
