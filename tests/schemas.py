"""RELAX NG grammars of the TBX v3 dialects, written here from ISO 30042:2019 and the published definitions of
its modules: for tests only, and no copy of anybody's schema.

The structure is that of the standard; which category stands at which level, with which values, is each
dialect's own.
"""

from lxml import etree

from terminology.exchange.tbx.dialects import Dialect
from terminology.exchange.tbx.elements import Style

__all__ = ["grammar"]

_NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_MODULES = {name: f"http://www.tbxinfo.net/ns/{name}" for name in ("min", "basic", "linguist")}
_C, _L, _T = "concept", "language", "term"

# name: (module, DCA element, levels, values)
_CATEGORIES: dict[str, tuple[str, str, str, str]] = {
    "administrativeStatus": (
        "min",
        "termNote",
        _T,
        "preferredTerm-admn-sts admittedTerm-admn-sts deprecatedTerm-admn-sts supersededTerm-admn-sts",
    ),
    "customerSubset": ("min", "admin", _T, ""),
    "externalCrossReference": ("min", "xref", f"{_C} {_T}", ""),
    "partOfSpeech": ("min", "termNote", _T, "noun verb adjective adverb other"),
    "subjectField": ("min", "descrip", _C, ""),
    "context": ("basic", "descrip", _T, ""),
    "crossReference": ("basic", "ref", f"{_C} {_T}", ""),
    "definition": ("basic", "descrip", f"{_C} {_L}", ""),
    "geographicalUsage": ("basic", "termNote", _T, ""),
    "grammaticalGender": ("basic", "termNote", _T, "masculine feminine neuter other"),
    "projectSubset": ("basic", "admin", _T, ""),
    "source": ("basic", "admin", f"{_C} {_L} {_T}", ""),
    "termLocation": ("basic", "termNote", _T, "checkBox menuItem toolTip"),
    "termType": ("basic", "termNote", _T, "fullForm acronym abbreviation shortForm variant phrase"),
    "transactionType": ("basic", "transac", f"{_C} {_L} {_T}", "origination modification"),
    "responsibility": ("basic", "transacNote", "", ""),
    "xGraphic": ("basic", "xref", _C, ""),
    "grammaticalNumber": ("linguist", "termNote", _T, "singular plural dual mass"),
    "reading": ("linguist", "admin", _T, ""),
    "readingNote": ("linguist", "adminNote", "", ""),
    "register": ("linguist", "termNote", _T, "neutralRegister technicalRegister slangRegister"),
    "transferComment": ("linguist", "termNote", _T, ""),
}
_OF_DIALECT = {
    Dialect.CORE: (),
    Dialect.MIN: ("min",),
    Dialect.BASIC: ("min", "basic"),
    Dialect.LINGUIST: ("min", "basic", "linguist"),
}
_ATTRIBUTES = {
    "xref": '<attribute name="target"><data type="anyURI"><param name="pattern">https?://.+</param></data>'
    "</attribute>",
    "ref": '<attribute name="target"><data type="IDREF"/></attribute>',
}
_LANG = '<optional><attribute name="xml:lang"><data type="language"/></attribute></optional>'
# The first of a group, and what may follow it.
_GROUPS = {
    "descripGrp": ("descrip", ("admin", "ref", "xref")),
    "adminGrp": ("admin", ("adminNote", "ref", "xref")),
    "termNoteGrp": ("termNote", ("admin", "ref", "xref")),
    "transacGrp": ("transac", ("transacNote", "ref", "xref")),
}
_NOTE = '<element name="note"><text/></element>'
_DATE = '<element name="date"><data type="date"/></element>'


def grammar(dialect: Dialect, style: Style) -> etree.RelaxNG:
    """Valid files of this dialect in this style (DCA or DCT), down to levels and values."""
    levels = "".join(_level(level, dialect, style) for level in (_C, _L, _T))
    text = f"""<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="{_NAMESPACE}"
      datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes"><start><element name="tbx">
      <attribute name="type"><value>TBX-{dialect.value.capitalize()}</value></attribute>
      <attribute name="style"><value>{style.value}</value></attribute>
      <attribute name="xml:lang"><data type="language"/></attribute>
      <element name="tbxHeader"><element name="fileDesc"><element name="sourceDesc"><oneOrMore>
      <element name="p"><text/></element></oneOrMore></element></element></element>
      <element name="text"><element name="body"><oneOrMore><ref name="entry"/></oneOrMore></element></element>
      </element></start>
      <define name="entry"><element name="conceptEntry"><attribute name="id"><data type="ID"/></attribute>
      <ref name="{_C}"/><oneOrMore><ref name="section"/></oneOrMore></element></define>
      <define name="section"><element name="langSec"><attribute name="xml:lang"><data type="language"/>
      </attribute><ref name="{_L}"/><oneOrMore><ref name="holder"/></oneOrMore></element></define>
      <define name="holder"><element name="termSec"><element name="term"><text/></element>
      {_term_notes(dialect, style)}<ref name="{_T}"/>
      </element></define>
      {levels}</grammar>"""
    return etree.RelaxNG(etree.fromstring(text))


def _level(level: str, dialect: Dialect, style: Style) -> str:
    known = [name for name in _known(dialect) if level in _CATEGORIES[name][2]]
    plain = [name for name in known if _CATEGORIES[name][1] not in {"termNote", "transac"}]
    parts = [_NOTE, *(_category(name, style) for name in plain)]
    for kind in _GROUPS:
        if kind != "termNoteGrp":
            parts += _group(kind, known, dialect, style)
    return f'<define name="{level}">{_any_of(parts)}</define>'


def _term_notes(dialect: Dialect, style: Style) -> str:
    """In the DCT style no group may follow a plain one."""
    known = [name for name in _known(dialect) if _CATEGORIES[name][1] == "termNote"]
    plain = [_category(name, style) for name in known]
    groups = _group("termNoteGrp", known, dialect, style)
    if style is Style.DCT:
        return _any_of(groups) + _any_of(plain)
    return _any_of(plain + groups)


def _any_of(parts: list[str]) -> str:
    return f"<zeroOrMore><choice>{''.join(parts)}</choice></zeroOrMore>" if parts else "<empty/>"


def _group(kind: str, known: list[str], dialect: Dialect, style: Style) -> list[str]:
    """One pattern, or none where the dialect has nothing that could head such a group."""
    first, more = _GROUPS[kind]
    heads = [_category(name, style) for name in known if _CATEGORIES[name][1] == first]
    if not heads:
        return []
    members = [_category(name, style) for name in _known(dialect) if _CATEGORIES[name][1] in more]
    dates = [_DATE] if kind == "transacGrp" else []
    inside = _any_of([_NOTE, *dates, *members])
    return [f'<element name="{kind}"><choice>{"".join(heads)}</choice>{inside}</element>']


def _known(dialect: Dialect) -> list[str]:
    return [name for name, (module, *_) in _CATEGORIES.items() if module in _OF_DIALECT[dialect]]


def _category(name: str, style: Style) -> str:
    module, element, _, values = _CATEGORIES[name]
    allowed = "".join(f"<value>{value}</value>" for value in values.split())
    content = f"<choice>{allowed}</choice>" if allowed else "<text/>"
    attributes = _ATTRIBUTES.get(element, "") + ("" if element == "xref" else _LANG)
    if style is Style.DCT:
        return f'<element name="{name}" ns="{_MODULES[module]}">{attributes}{content}</element>'
    kind = f'<attribute name="type"><value>{name}</value></attribute>'
    return f'<element name="{element}">{kind}{attributes}{content}</element>'
