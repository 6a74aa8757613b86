"""MultiTerm XML (`mtf`), read as a stream: each concept is turned into the TBX it would be, and read as such.

UTF-8, or UTF-16 with its mark: MultiTerm writes the second.
"""

from collections.abc import Iterator

from lxml import etree

from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Source, Unreadable
from terminology.exchange.tbx.dialects import ELEMENTS
from terminology.exchange.tbx.nodes import XML_LANG, text_of
from terminology.exchange.tbx.reading import EntryReader
from terminology.exchange.xml.multiterm_names import LANGUAGE_NAMES, category_of
from terminology.exchange.xml.stream import entries, line_of, local_name

__all__ = ["ROOT", "as_tbx", "read_multiterm"]

ROOT = "mtf"
_VALUES = {"descrip", "admin", "xref", "transac", "date", "note", "term", "system"}
_GROUPS = {"descripGrp", "adminGrp", "transacGrp"}
# MultiTerm's own book-keeping, which says nothing of the concept.
_LEFT_OUT = frozenset({"system"})
_CODE_LENGTH = 2


def read_multiterm(source: Source) -> Iterator[Entry | Problem]:
    """As `read_tbx`: entries, or what is wrong with them; the languages that were skipped at the end."""
    reader = EntryReader(source.name)
    try:
        for element in entries(source, frozenset({ROOT}), frozenset({"conceptGrp"}), "not_multiterm"):
            yield from reader.read(as_tbx(element))
    except Unreadable as stop:
        yield stop.problem
    else:
        yield from reader.warnings()


def as_tbx(concept: "etree._Element") -> "etree._Element":
    """A `conceptGrp` as a `conceptEntry`, each element with the line it came from."""
    entry = _element("conceptEntry", concept)
    for child in concept.iterchildren(etree.Element):
        name = local_name(child)
        if name == "concept":
            entry.set("id", text_of(child))
        elif name == "languageGrp":
            entry.append(_section(child))
        else:
            _add(entry, child)
    return entry


def _section(group: "etree._Element") -> "etree._Element":
    section = _element("langSec", group)
    for child in group.iterchildren(etree.Element):
        name = local_name(child)
        if name == "language":
            if code := _code(child):
                section.set(XML_LANG, code)
        elif name == "termGrp":
            holder = _element("termSec", child)
            for part in child.iterchildren(etree.Element):
                _add(holder, part)
            section.append(holder)
        else:
            _add(section, child)
    return section


def _code(language: "etree._Element") -> str:
    """`lang="FR-CA"`, or the name where an older export has no code."""
    code = str(language.get("lang") or "").strip().lower()
    if code:
        return code
    name = str(language.get("type") or "").strip().lower()
    found = next((key for key, (known, _) in LANGUAGE_NAMES.items() if name.startswith(known.lower())), "")
    return found or (name if len(name) == _CODE_LENGTH else "")


def _add(parent: "etree._Element", element: "etree._Element") -> None:
    name = local_name(element)
    if name in _LEFT_OUT:
        return
    if name in _GROUPS:
        children = [child for child in element.iterchildren(etree.Element) if local_name(child) != "system"]
        if len(children) > 1:
            group = _element(name, element)
            parent.append(group)
            for child in children:
                _add(group, child)
        elif children:
            _add(parent, children[0])
        return
    if name in _VALUES:
        parent.append(_value(element, name))


def _value(element: "etree._Element", name: str) -> "etree._Element":
    """A field under the name of its category; MultiTerm's own transactions are those of TBX."""
    kind = str(element.get("type") or "")
    if name in {"term", "date", "note"}:
        made = _element(name, element)
    elif name == "transac":
        made = _element("transac", element)
        made.set("type", "transactionType")
        author = text_of(element)
        made.text = kind or author
        if kind and author:
            made.set("target", author)
        return made
    else:
        category = category_of(kind)
        if category == "note":
            made = _element("note", element)
        else:
            made = _element(ELEMENTS.get(category, "descrip"), element)
            made.set("type", category)
    made.text = text_of(element)
    return made


def _element(name: str, of: "etree._Element") -> "etree._Element":
    made = etree.Element(name)
    made.sourceline = line_of(of) or None  # type: ignore[assignment]  # the stub's setter takes nothing
    return made
