"""Entries that a proposal may only repeat."""

from api.wiring import Services
from terminology.concepts import ConceptDraft
from terminology.duplicates import suspects_of
from terminology.search import Hit

__all__ = ["similar_entries"]


def similar_entries(services: Services, draft: ConceptDraft) -> list[Hit]:
    """Concepts that one of the terms names already, itself or inflected, or that mean nearly the same.

    A warning must never stop a proposal: there is none while the index is loading.
    """
    if not services.search_ready.is_set():
        return []
    return [suspect.hit for suspect in suspects_of(services.search, draft.terms)]
