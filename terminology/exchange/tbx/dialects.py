"""Which data categories a TBX dialect has, in which element, at which level, and with which values. Pure.

Source: ISO 30042:2019 and the public modules of its dialects (Min is in Basic, Basic in Linguist).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

__all__ = ["CATEGORIES", "ELEMENTS", "MODULES", "OWN_MODULE", "Dialect", "Level", "allows", "module_of"]


class Dialect(StrEnum):
    """FULL is ours: Linguist and whatever else the bank holds, so that nothing is lost."""

    CORE = "core"
    MIN = "min"
    BASIC = "basic"
    LINGUIST = "linguist"
    FULL = "full"


class Level(StrEnum):
    """Where a category may stand. A member of a group is at the level of its group."""

    CONCEPT = "conceptEntry"
    LANGUAGE = "langSec"
    TERM = "termSec"


_MODULE = "http://www.tbxinfo.net/ns/"
MODULES: Mapping[str, str] = MappingProxyType(
    {"min": f"{_MODULE}min", "basic": f"{_MODULE}basic", "ling": f"{_MODULE}linguist"}
)
# With the name of the element that DCA would use behind it: what no module knows comes back as it was.
OWN_MODULE = "urn:truchement:tbx:"

_ANYWHERE = frozenset(Level)
_TERM = frozenset({Level.TERM})
_CONCEPT = frozenset({Level.CONCEPT})
_LOCATIONS = (
    *("checkBox", "comboBox", "comboBoxElement", "dialogBox", "groupBox", "informativeMessage"),
    *("interactiveMessage", "menuItem", "progressBar", "pushButton", "radioButton", "slider", "spinBox"),
    *("tab", "tableText", "textBox", "toolTip", "user-definedType"),
)
_REGISTERS = ("colloquial", "neutral", "technical", "in-house", "bench-level", "slang", "vulgar")


@dataclass(frozen=True, slots=True)
class Category:
    """`values` is empty where any text will do. A `member` stands only beside another, in its group."""

    element: str
    levels: frozenset[Level]
    values: frozenset[str] = frozenset()
    member: bool = False


def _picked(element: str, *values: str) -> Category:
    return Category(element, _TERM, frozenset(values))


_MIN = {
    "administrativeStatus": _picked(
        "termNote",
        *(f"{status}Term-admn-sts" for status in ("preferred", "admitted", "deprecated", "superseded")),
    ),
    "customerSubset": Category("admin", _TERM),
    "externalCrossReference": Category("xref", _CONCEPT | _TERM),
    "partOfSpeech": _picked("termNote", "noun", "verb", "adjective", "adverb", "other"),
    "subjectField": Category("descrip", _CONCEPT),
}
_BASIC = {
    "context": Category("descrip", _TERM),
    "crossReference": Category("ref", _CONCEPT | _TERM),
    "definition": Category("descrip", _CONCEPT | {Level.LANGUAGE}),
    "geographicalUsage": Category("termNote", _TERM),
    "grammaticalGender": _picked("termNote", "masculine", "feminine", "neuter", "other"),
    "projectSubset": Category("admin", _TERM),
    "responsibility": Category("transacNote", _ANYWHERE, member=True),
    "source": Category("admin", _ANYWHERE),
    "termLocation": _picked("termNote", *_LOCATIONS),
    "termType": _picked("termNote", "fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"),
    "transactionType": Category("transac", _ANYWHERE, frozenset({"origination", "modification"})),
    "xGraphic": Category("xref", _CONCEPT),
}
_LINGUIST = {
    "grammaticalNumber": _picked("termNote", "singular", "plural", "dual", "mass"),
    "reading": Category("admin", _TERM),
    "readingNote": Category("adminNote", _TERM, member=True),
    "register": _picked("termNote", *(f"{name}Register" for name in _REGISTERS)),
    "transferComment": Category("termNote", _TERM),
}

CATEGORIES: Mapping[str, Category] = MappingProxyType({**_MIN, **_BASIC, **_LINGUIST})
ELEMENTS: Mapping[str, str] = MappingProxyType({name: item.element for name, item in CATEGORIES.items()})
_DIALECTS: Mapping[Dialect, frozenset[str]] = MappingProxyType(
    {
        Dialect.CORE: frozenset(),
        Dialect.MIN: frozenset(_MIN),
        Dialect.BASIC: frozenset({*_MIN, *_BASIC}),
        Dialect.LINGUIST: frozenset(CATEGORIES),
    }
)
# Which elements a group has room for beside its first.
_MEMBERS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "descripGrp": frozenset({"descripNote", "admin", "note", "ref", "xref"}),
        "adminGrp": frozenset({"adminNote", "note", "ref", "xref"}),
        "termNoteGrp": frozenset({"admin", "note", "ref", "xref"}),
        "transacGrp": frozenset({"transacNote", "date", "note", "ref", "xref"}),
    }
)


def allows(
    dialect: Dialect, category: str, element: str, text: str, *, level: Level, group: str = ""
) -> bool:
    """Whether a reader that knows this dialect alone takes the category here with this value.

    `group` is the group that the category is a further member of.
    """
    if dialect is Dialect.FULL:
        return True
    if group and element not in _MEMBERS.get(group, frozenset()):
        return False
    if category == element == "note":
        return True
    if category == element == "date":
        return group == "transacGrp"
    known = CATEGORIES.get(category)
    if known is None or category not in _DIALECTS[dialect] or known.element != element:
        return False
    return (
        level in known.levels
        and (not known.member or bool(group))
        and (not known.values or text in known.values)
    )


def module_of(category: str) -> str:
    """The prefix of a known category's module."""
    if category in _MIN:
        return "min"
    return "basic" if category in _BASIC else "ling"
