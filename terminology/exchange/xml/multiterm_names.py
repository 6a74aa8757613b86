"""What MultiTerm calls the data categories of TBX. Pure.

A MultiTerm termbase names its fields as its owner likes; these are the names of its own templates and of
exports met in French and in English. A field of another name keeps it, both ways.
"""

from terminology.folding import fold

__all__ = ["LANGUAGE_NAMES", "category_of", "field_of"]

_FIELDS = {
    "subjectField": ("Subject", "subject field", "domain", "domaine", "domaines", "sujet"),
    "definition": ("Definition", "définition"),
    "source": ("Source", "sources", "référence", "reference"),
    "context": ("Context", "contexte", "example", "exemple"),
    "administrativeStatus": ("Status", "statut", "term status", "usage status"),
    "partOfSpeech": ("Part of Speech", "pos", "word class", "catégorie grammaticale", "catégorie"),
    "grammaticalGender": ("Gender", "genre"),
    "grammaticalNumber": ("Number", "nombre"),
    "termType": ("Term Type", "type", "category", "type de terme"),
    "geographicalUsage": ("Geographical Usage", "region", "région", "country", "pays"),
    "reliabilityCode": ("Reliability", "reliability code", "fiabilité"),
    "usageNote": ("Usage Note", "usage", "note d'usage"),
    "note": ("Note", "notes", "remarque", "remarques", "comment", "commentaire"),
    "crossReference": ("Cross-reference", "see also", "voir aussi", "renvoi"),
    "externalCrossReference": ("Link", "url", "lien"),
}
_CATEGORIES = {fold(name): category for category, names in _FIELDS.items() for name in names}
_CATEGORIES |= {fold(category): category for category in _FIELDS}

LANGUAGE_NAMES = {"fr": ("French", "FR"), "en": ("English", "EN")}


def category_of(field: str) -> str:
    """The data category a field is known for, or its own name."""
    return _CATEGORIES.get(fold(field), field)


def field_of(category: str) -> str:
    return _FIELDS[category][0] if category in _FIELDS else category
