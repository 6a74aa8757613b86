"""TBX elements of any version and style, brought to one form. Pure.

DCA `<termNote type="partOfSpeech">`, DCT `<min:partOfSpeech>` and v2 `<termNote …>` all become a Node with
the category `partOfSpeech`. What the bank has no field for is kept as JSON, to be written back on export.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, cast

from lxml import etree

from terminology.exchange.tbx.dialects import ELEMENTS, MODULES, OWN_MODULE
from terminology.exchange.tbx.vocabulary import KNOWN_NAMESPACES, REMARK, TBX_NAMESPACE
from terminology.exchange.xml.stream import line_of, local_name
from terminology.folding import squeeze

__all__ = [
    "GROUPS",
    "TBX_NAMESPACE",
    "XML_LANG",
    "Node",
    "language_of",
    "nodes_in",
    "own_language",
    "text_of",
]

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# Categories that are elements of their own in every style.
_OWN_ELEMENTS = frozenset({"note", "date", "ref", "xref"})
GROUPS = frozenset({"descripGrp", "adminGrp", "termNoteGrp", "transacGrp"})


@dataclass(frozen=True, slots=True)
class Node:
    """`members` are what stands beside the first in a group: the source of a definition, the note on it.

    `line` is where it stands in the file.
    """

    category: str
    element: str
    text: str
    attributes: dict[str, str] = field(default_factory=dict)
    members: tuple["Node", ...] = ()
    line: int = field(default=0, compare=False)

    def member(self, category: str) -> str:
        return next((node.text for node in self.members if node.category == category), "")

    def taken(self, category: str) -> tuple[str, "Node"]:
        """The text of the first plain member of this category, and the node without that one."""
        for place, node in enumerate(self.members):
            if node.category == category and not node.attributes and not node.members:
                rest = self.members[:place] + self.members[place + 1 :]
                return node.text, replace(self, members=rest)
        return "", self

    def as_json(self) -> dict[str, Any]:
        stored: dict[str, Any] = {"category": self.category, "text": self.text}
        if self.element:
            stored["element"] = self.element
        if self.attributes:
            stored["attributes"] = self.attributes
        if self.members:
            stored["members"] = [node.as_json() for node in self.members]
        return stored


def text_of(element: "etree._Element") -> str:
    """With the text of the mark-up inside (`<hi>`, `<foreign>`), squeezed."""
    return squeeze("".join(cast("Iterator[str]", element.itertext())))


def own_language(element: "etree._Element") -> str:
    """As the element itself says it, in lower case; empty when it does not."""
    return str(element.get(XML_LANG) or element.get("lang") or "").strip().lower()


def language_of(element: "etree._Element") -> str:
    """The nearest one said around."""
    holder: etree._Element | None = element
    while holder is not None:
        if value := own_language(holder):
            return value
        holder = holder.getparent()
    return ""


def nodes_in(element: "etree._Element", structure: frozenset[str]) -> Iterator[Node]:
    """The data of one level, without the elements of `structure` that make the next one."""
    for child in element.iterchildren(etree.Element):
        if local_name(child) not in structure:
            yield _node(child)


def _node(element: "etree._Element") -> Node:
    if local_name(element) in GROUPS and _is_structure(element):
        members = [_node(child) for child in element.iterchildren(etree.Element)]
        if not members:
            return Node(local_name(element), local_name(element), "")
        first = members[0]
        return replace(first, members=(*first.members, *members[1:]))
    category, kind = _category(element)
    attributes = {
        etree.QName(name).localname: str(value)
        for name, value in cast("dict[str, str]", dict(element.attrib)).items()
        if name != "type"
    }
    # A remark is ours: its lines are lines, and no accident of how the file is laid out.
    text = "".join(cast("Iterator[str]", element.itertext())).strip() if category == REMARK else ""
    return Node(category, kind, text or text_of(element), attributes, line=line_of(element))


def _category(element: "etree._Element") -> tuple[str, str]:
    name = local_name(element)
    if not _is_structure(element):
        return _named_category(element, name)
    if name in _OWN_ELEMENTS or "type" not in element.attrib:
        return str(element.get("type") or name), name
    return str(element.get("type")), name


def _named_category(element: "etree._Element", name: str) -> tuple[str, str]:
    """DCT: a module that we know says which element DCA would use; our own says it in its name."""
    space = etree.QName(element).namespace or ""
    if space.startswith(OWN_MODULE):
        return str(element.get("type") or name), space.removeprefix(OWN_MODULE)
    return name, ELEMENTS.get(name, "") if space in MODULES.values() else ""


def _is_structure(element: "etree._Element") -> bool:
    return (etree.QName(element).namespace or "") in KNOWN_NAMESPACES
