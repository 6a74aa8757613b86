"""Which data categories a TBX dialect has, in which element, and under which module they stand. Pure.

Source: ISO 30042:2019 and the public modules of its dialects (Min is in Basic, Basic in Linguist).
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

__all__ = ["ELEMENTS", "MODULES", "OWN_MODULE", "PICKLISTS", "Dialect", "allows", "module_of"]


class Dialect(StrEnum):
    """FULL is ours: Linguist and whatever else the bank holds, so that nothing is lost."""

    CORE = "core"
    MIN = "min"
    BASIC = "basic"
    LINGUIST = "linguist"
    FULL = "full"


_MODULE = "http://www.tbxinfo.net/ns/"
MODULES: Mapping[str, str] = MappingProxyType(
    {"min": f"{_MODULE}min", "basic": f"{_MODULE}basic", "ling": f"{_MODULE}linguist"}
)
# With the name of the element that DCA would use behind it: what no module knows comes back as it was.
OWN_MODULE = "urn:truchement:tbx:"

_MIN = {
    "administrativeStatus": "termNote",
    "customerSubset": "admin",
    "externalCrossReference": "xref",
    "partOfSpeech": "termNote",
    "subjectField": "descrip",
}
_BASIC = {
    "context": "descrip",
    "crossReference": "ref",
    "definition": "descrip",
    "geographicalUsage": "termNote",
    "grammaticalGender": "termNote",
    "projectSubset": "admin",
    "responsibility": "transacNote",
    "source": "admin",
    "termLocation": "termNote",
    "termType": "termNote",
    "transactionType": "transac",
    "xGraphic": "xref",
}
_LINGUIST = {
    "grammaticalNumber": "termNote",
    "reading": "admin",
    "readingNote": "adminNote",
    "register": "termNote",
    "transferComment": "termNote",
}
# Elements of their own in every dialect, without a type.
_PLAIN = frozenset({"note", "date"})

ELEMENTS: Mapping[str, str] = MappingProxyType({**_MIN, **_BASIC, **_LINGUIST})
_DIALECTS: Mapping[Dialect, frozenset[str]] = MappingProxyType(
    {
        Dialect.CORE: frozenset(),
        Dialect.MIN: frozenset(_MIN),
        Dialect.BASIC: frozenset({*_MIN, *_BASIC}),
        Dialect.LINGUIST: frozenset(ELEMENTS),
    }
)
PICKLISTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "partOfSpeech": frozenset({"noun", "verb", "adjective", "adverb", "properNoun", "other"}),
        "grammaticalGender": frozenset({"masculine", "feminine", "neuter", "other"}),
        "grammaticalNumber": frozenset({"singular", "plural", "dual", "mass", "other"}),
        "termType": frozenset(
            {"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase", "other"}
        ),
    }
)


def allows(dialect: Dialect, category: str, element: str, text: str) -> bool:
    """Whether a reader that knows this dialect alone takes the category with this value."""
    if dialect is Dialect.FULL or (category == element and element in _PLAIN):
        return True
    known = category in _DIALECTS[dialect] and ELEMENTS[category] == element
    return known and (category not in PICKLISTS or text in PICKLISTS[category])


def module_of(category: str) -> str:
    """The prefix of a known category's module."""
    if category in _MIN:
        return "min"
    return "basic" if category in _BASIC else "ling"
