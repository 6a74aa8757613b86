"""The words of TBX (data categories and their picklists) and ours. Pure.

Sources: ISO 30042:2019 dialects Core, Min, Basic, Linguist; TBX-Basic v2 (LISA 2008); IATE's export.
"""

from terminology.concepts import RelationKind, TermStatus, TermType

__all__ = [
    "KNOWN_NAMESPACES",
    "OFFICIAL_DOCUMENT",
    "RELATIONS",
    "RELATION_WORDS",
    "REMARK",
    "STATUS_CATEGORIES",
    "TBX_NAMESPACE",
    "TYPE_WORDS",
    "term_status",
    "term_type",
]

STATUS_CATEGORIES = ("administrativeStatus", "usageStatus", "normativeAuthorization")

# Ours, where TBX has no category: a note with a source of its own, and a document of which more is known
# than its address.
REMARK = "remark"
OFFICIAL_DOCUMENT = "officialDocument"

# What another concept is to this one: category, and the element that it stands in.
RELATION_WORDS = {
    RelationKind.BROADER: ("superordinateConceptGeneric", "descrip"),
    RelationKind.NARROWER: ("subordinateConceptGeneric", "descrip"),
    RelationKind.RELATED: ("relatedConcept", "descrip"),
    RelationKind.SEE: ("crossReference", "ref"),
}
RELATIONS = {
    **{word: kind for kind, (word, _) in RELATION_WORDS.items()},
    "broaderConceptGeneric": RelationKind.BROADER,
    "broaderConcept": RelationKind.BROADER,
    "narrowerConceptGeneric": RelationKind.NARROWER,
    "narrowerConcept": RelationKind.NARROWER,
    "associatedConcept": RelationKind.RELATED,
}

TBX_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
KNOWN_NAMESPACES = ("", TBX_NAMESPACE)
"""Of structure. In the DCT style an element of any other namespace is named for its category."""

_STATUSES = {
    "preferred": TermStatus.PREFERRED,
    "admitted": TermStatus.ADMITTED,
    "deprecated": TermStatus.DEPRECATED,
    "superseded": TermStatus.SUPERSEDED,
    # usageStatus, 2025
    "notRecommended": TermStatus.DEPRECATED,
    "obsolete": TermStatus.SUPERSEDED,
}
_TYPES = {
    "fullForm": TermType.FULL_FORM,
    "acronym": TermType.ACRONYM,
    "initialism": TermType.ACRONYM,
    "abbreviation": TermType.ABBREVIATION,
    "shortForm": TermType.SHORT_FORM,
    "phrase": TermType.PHRASE,
    "phraseologicalUnit": TermType.PHRASE,
    "setPhrase": TermType.PHRASE,
    "collocation": TermType.PHRASE,
}
# Of several TBX words for one of ours, these come back on export: nothing else needs to be kept.
TYPE_WORDS = {
    TermType.FULL_FORM: "fullForm",
    TermType.ACRONYM: "acronym",
    TermType.ABBREVIATION: "abbreviation",
    TermType.SHORT_FORM: "shortForm",
    TermType.PHRASE: "phrase",
}
_EXACT_TYPES = frozenset(TYPE_WORDS.values())


def term_status(value: str) -> TermStatus | None:
    """`preferredTerm-admn-sts`, `preferredTerm`, `preferred` are one; None for what we have no word for."""
    return _STATUSES.get(value.removesuffix("-admn-sts").removesuffix("Term"))


def term_type(value: str) -> tuple[TermType | None, bool]:
    """Our type, and whether it says all that the file's word said."""
    return _TYPES.get(value), value in _EXACT_TYPES
