"""Data categories as elements: DCA and v2 name them in an attribute, DCT by the element itself. Pure."""

import re
from collections.abc import Container, Iterable
from datetime import date
from enum import StrEnum

from lxml import etree

from terminology.exchange.tbx.dialects import (
    ELEMENTS,
    MODULES,
    OWN_MODULE,
    Dialect,
    Level,
    allows,
    module_of,
)
from terminology.exchange.tbx.nodes import GROUPS, XML_LANG, Node

__all__ = ["Style", "Writer"]

_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
# Surrogates cannot come out of the bank; these two have no place in XML.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_V2_NAMES = {"conceptEntry": "termEntry", "langSec": "langSet", "termSec": "tig"}
_ADDRESS = re.compile(r"https?://[!-~]+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_OWN_PLAIN = frozenset({"note", "date"})
_GROUP_OF = {"admin": "adminGrp", "termNote": "termNoteGrp", "transac": "transacGrp", "date": "transacGrp"}


class Style(StrEnum):
    DCA = "dca"
    DCT = "dct"
    V2 = "v2"


class Writer:
    """Elements of one entry. `left_out` counts the data that the dialect has no place for.

    `identities` are the ids of the whole file: in a dialect a reference must lead to one of them.
    """

    def __init__(self, style: Style, dialect: Dialect, identities: Container[str] = ()) -> None:
        self._style = style
        self._dialect = dialect
        self._identities = identities
        self.left_out = 0

    def legal(self, text: str) -> str:
        return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)

    def structure(self, name: str, **attributes: str) -> "etree._Element":
        modules = MODULES if self._style is Style.DCT else None
        return self._with(
            etree.Element(self._tag(name), nsmap=dict(modules) if modules else None), attributes
        )

    def child(self, parent: "etree._Element", name: str, **attributes: str) -> "etree._Element":
        return self._with(etree.SubElement(parent, self._tag(name)), attributes)

    def fill(self, parent: "etree._Element", nodes: Iterable[Node], level: Level, group: str = "") -> None:
        for node in nodes:
            if self._allows(node, level, group):
                self._add(parent, node, level)
            else:
                self.left_out += 1 + sum(1 for _ in node.members)

    def _add(self, parent: "etree._Element", node: Node, level: Level) -> None:
        element = _element_of(node)
        # In a dialect a transaction is a group even alone: the schemas have no other place for it.
        if not node.members and (element != "transac" or self._dialect is Dialect.FULL):
            self._single(parent, node)
            return
        name = _GROUP_OF.get(element, "descripGrp")
        group = self.child(parent, name)
        self._single(group, node)
        self.fill(group, node.members, level, name)

    def _single(self, parent: "etree._Element", node: Node) -> None:
        element, text = _element_of(node), self.legal(node.text)
        if node.category in GROUPS:
            self.child(parent, node.category)
        elif node.category == element and (element in _OWN_PLAIN or self._style is not Style.DCT):
            self.child(parent, element, **self._attributes(node)).text = text
        elif self._style is Style.DCT:
            self._named(parent, element, node, text)
        else:
            self.child(parent, element, type=node.category, **self._attributes(node)).text = text

    def _named(self, parent: "etree._Element", element: str, node: Node, text: str) -> None:
        """DCT. A name that XML does not allow for an element goes into the attribute it came from."""
        known = ELEMENTS.get(node.category) == element
        space = MODULES[module_of(node.category)] if known else f"{OWN_MODULE}{element}"
        fits = _NAME.fullmatch(node.category) is not None
        tag = f"{{{space}}}{node.category if fits else 'category'}"
        made = etree.SubElement(parent, tag, nsmap=None if known else {"x": space})
        self._with(made, self._attributes(node) | ({} if fits else {"type": node.category}))
        made.text = text

    def _allows(self, node: Node, level: Level, group: str) -> bool:
        element = _element_of(node)
        if self._dialect is Dialect.FULL:
            return True
        target = node.attributes.get("target", "")
        if element == "date" and not _is_date(node.text):
            return False
        if element == "xref" and not _ADDRESS.fullmatch(target):
            return False
        # A reference may lead to what is not in this file. Neither it nor an address heads a group.
        if element == "ref" and target not in self._identities:
            return False
        if node.members and (group or element not in _GROUP_OF.keys() | {"descrip"}):
            return False
        return allows(self._dialect, node.category, element, node.text, level=level, group=group)

    def _attributes(self, node: Node) -> dict[str, str]:
        if self._dialect is Dialect.FULL:
            return {name: value for name, value in node.attributes.items() if _NAME.fullmatch(name)}
        # An id inside the file is one that a whole file may keep, not a selection of it.
        element = _element_of(node)
        kept = {"target"} if element in {"xref", "ref"} else set()
        kept |= (
            {"lang"} if _LANGUAGE.fullmatch(node.attributes.get("lang", "")) and element != "xref" else set()
        )
        return {name: value for name, value in node.attributes.items() if name in kept}

    def _with(self, made: "etree._Element", attributes: dict[str, str]) -> "etree._Element":
        for name, value in attributes.items():
            made.set(XML_LANG if name == "lang" else name, self.legal(value))
        return made

    def _tag(self, name: str) -> str:
        return _V2_NAMES.get(name, name) if self._style is Style.V2 else name


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _element_of(node: Node) -> str:
    """DCT files do not say it: a known category has one, another becomes an `admin`."""
    if node.element:
        return node.element if _NAME.fullmatch(node.element) else "admin"
    return ELEMENTS.get(node.category, "admin")
