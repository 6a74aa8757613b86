"""Merging concepts: `plan` says what two say as one (pure), `merging` does it, `redirects` follows the old
numbers.
"""

from terminology.merging.merging import Read, merge, preview, separate
from terminology.merging.plan import Preferred, preferable, present_choice
from terminology.merging.redirects import Merged, merged_into, present_number, survivors

__all__ = [
    "Merged",
    "Preferred",
    "Read",
    "merge",
    "merged_into",
    "preferable",
    "present_choice",
    "present_number",
    "preview",
    "separate",
    "survivors",
]
