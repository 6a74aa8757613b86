"""Recognition: every term of the bank in a text, inflected and elided too, with where and why.

engine ──▶ matcher ──▶ vocabulary (one a language) ──▶ trie, agreement, tokens
│          └──────▶ glossary (the terms, compact)
├──▶ reading (PostgreSQL), search.following
└──▶ meaning (which of several concepts is meant)

switches: recognition off and on for a term
"""

from terminology.recognition.engine import LONGEST_TEXT, Recognition
from terminology.recognition.spans import Annotation, Equivalent, How, Reading, Span, TextTooLong
from terminology.recognition.switches import silence, silent_terms

__all__ = [
    "LONGEST_TEXT",
    "Annotation",
    "Equivalent",
    "How",
    "Reading",
    "Recognition",
    "Span",
    "TextTooLong",
    "silence",
    "silent_terms",
]
