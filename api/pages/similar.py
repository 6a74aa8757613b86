"""Entries that a proposal may only repeat."""

from api.wiring import Services
from terminology.concepts import ConceptDraft, ConceptStatus, TermStatus
from terminology.search import Hit, Why
from terminology.search import Query as Asked
from terminology.search.query import LONGEST_QUERY

__all__ = ["similar_entries"]

_SIMILAR = 10
_ASKED = 6  # terms of a proposal; the rest are variants of them
_IN_USE = frozenset({ConceptStatus.PROPOSED, ConceptStatus.VALIDATED})
_SAME = frozenset({Why.EXACT, Why.FOLDED, Why.ACRONYM, Why.INFLECTED})


def similar_entries(services: Services, draft: ConceptDraft) -> list[Hit]:
    """Concepts that one of the terms names already, itself or inflected. A warning must never stop a
    proposal: there is none while the index is loading.
    """
    if not services.search_ready.is_set():
        return []
    found: dict[int, Hit] = {}
    usable = [item for item in draft.terms if item.status in {TermStatus.PREFERRED, TermStatus.ADMITTED}]
    for term in usable[:_ASKED]:
        asked = Asked(term.text[:LONGEST_QUERY], source=term.language, limit=_SIMILAR, statuses=_IN_USE)
        for hit in services.search.search(asked).hits:
            if not _SAME.isdisjoint(hit.why):
                found.setdefault(hit.concept, hit)
    return list(found.values())
