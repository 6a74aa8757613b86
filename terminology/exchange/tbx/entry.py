"""One TBX concept, whatever its version and style, as the parts of a draft. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from terminology.concepts import (
    Context,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Reliability,
    Term,
    is_web_address,
)
from terminology.exchange.report import Link, Problem
from terminology.exchange.tbx.nodes import (
    Node,
    language_of,
    nodes_in,
    own_language,
    text_of,
)
from terminology.exchange.tbx.vocabulary import (
    OFFICIAL_DOCUMENT,
    RELATIONS,
    REMARK,
    STATUS_CATEGORIES,
    term_status,
    term_type,
)
from terminology.exchange.xml.stream import line_of, local_name

__all__ = ["Found", "draft_of"]

_LANGUAGE_SECTIONS = frozenset({"langSec", "langSet"})
_TERM_SECTIONS = frozenset({"termSec", "tig", "ntig"})
_TERM = frozenset({"term"})
_TERM_GROUP = "termGrp"
_DOMAIN_SEPARATOR = ";"
_OURS = {language.value: language for language in Language}
_OURS |= {"eng": Language.EN, "fra": Language.FR, "fre": Language.FR}  # ISO 639-2, in older files
_REGION_LENGTH = 2


@dataclass
class Found:
    """What one concept of the file holds; `kept` is what the bank has no field for, by level."""

    terms: list[Term] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    domains: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    origin: str = ""
    kept: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def keep(self, level: str, node: Node) -> None:
        self.kept.setdefault(level, []).append(node.as_json())

    def refuse(self, element: "etree._Element", code: str, **params: object) -> None:
        self.problems.append(Problem(line_of(element), code, params))


def draft_of(entry: "etree._Element", skipped: Counter[str]) -> Found:
    """`skipped` counts the terms of each language that the bank does not keep."""
    found = Found()
    _read_concept_level(entry, found)
    for section in _sections(entry, _LANGUAGE_SECTIONS):
        written = own_language(section)
        code, *subtags = written.split("-")
        if not written:
            found.refuse(section, "language_missing")
        elif code not in _OURS:
            skipped[written[:20]] += sum(1 for _ in _sections(section, _TERM_SECTIONS))
        else:
            region = next((tag.upper() for tag in subtags if len(tag) == _REGION_LENGTH), "")
            _read_language_level(section, _OURS[code], region, found)
    return found


def _sections(element: "etree._Element", names: frozenset[str]) -> "Iterator[etree._Element]":
    for child in element.iterchildren(etree.Element):
        if local_name(child) in names:
            yield child


def _read_concept_level(entry: "etree._Element", found: Found) -> None:
    around = language_of(entry)
    for node in nodes_in(entry, _LANGUAGE_SECTIONS):
        code = (node.attributes.get("lang") or around).lower().partition("-")[0]
        if node.category == "subjectField" and not node.members:
            found.domains.extend(node.text.split(_DOMAIN_SEPARATOR))
        elif node.category == "note":
            found.remarks.append(node.text)
        elif node.category == REMARK:
            own = _OURS.get(node.attributes.get("lang", ""))
            found.notes.append(Note(node.text, own, node.member("source")))
        elif node.category == "source" and node.text and not found.origin:
            found.origin = node.text
            if node.members:
                found.keep("concept", node)
        elif node.category == "definition" and code in _OURS:
            _add_definition(node, _OURS[code], found, "concept")
        elif (kind := RELATIONS.get(node.category)) and (target := node.attributes.get("target", "")):
            found.links.append(Link(kind, target, node.line or line_of(entry), node.as_json()))
        elif document := _document(node):
            found.documents.append(document)
        else:
            found.keep("concept", node)


def _document(node: Node) -> Document | None:
    """A reference to what lies on the web; with what we say of it, where the file is one of ours."""
    if node.category == OFFICIAL_DOCUMENT:
        link = next((item for item in node.members if item.category == "externalCrossReference"), None)
        kind = node.member("documentKind")
        if link is None or kind not in set(DocumentKind):
            return None
        url = link.attributes.get("target", "")
        date, source = node.member("documentDate"), node.member("source")
        return Document(node.text, url, DocumentKind(kind), date, source) if is_web_address(url) else None
    kinds = {"externalCrossReference": DocumentKind.OTHER, "xGraphic": DocumentKind.IMAGE}
    url = node.attributes.get("target", "")
    plain = node.category in kinds and node.text and not node.members and len(node.attributes) == 1
    return Document(node.text, url, kinds[node.category]) if plain and is_web_address(url) else None


def _read_language_level(section: "etree._Element", language: Language, region: str, found: Found) -> None:
    for node in nodes_in(section, _TERM_SECTIONS):
        if node.category == "definition":
            _add_definition(node, language, found, language.value)
        elif node.category == REMARK or (node.category == "note" and node.text and not node.attributes):
            found.notes.append(Note(node.text, language, node.member("source")))
        else:
            found.keep(language.value, node)
    for holder in _sections(section, _TERM_SECTIONS):
        # v2's ntig has the term and its notes one level down, and the rest beside.
        inner = next(_sections(holder, frozenset({_TERM_GROUP})), holder)
        element = next(_sections(inner, _TERM), None)
        text = text_of(element) if element is not None else ""
        if not text:
            found.refuse(holder, "empty_term", column=language.value)
            continue
        levels = [inner] if inner is holder else [inner, holder]
        nodes = [node for level in levels for node in nodes_in(level, _TERM | {_TERM_GROUP})]
        found.terms.append(_term(Term(text, language, region=region), nodes, found))


def _add_definition(node: Node, language: Language, found: Found, level: str) -> None:
    """What a definition has beside its source and its notes (a second source) is kept with its text."""
    source, rest = node.taken("source")
    notes = [item for item in rest.members if item.category == "note" and not item.attributes]
    rest = replace(rest, members=tuple(item for item in rest.members if item not in notes))
    text = "\n".join(item.text for item in notes)
    found.definitions.append(Definition(node.text, language, source, text))
    if rest.members:
        found.keep(level, rest)


def _term(term: Term, nodes: list[Node], found: Found) -> Term:
    kept: list[dict[str, Any]] = []
    # A usage note is the term's note where there is none: so notes first.
    for node in sorted(nodes, key=lambda node: node.category != "note"):
        if node.category == "definition":
            _add_definition(node, term.language, found, term.language.value)
            continue
        changes, whole = _changes(term, node)
        term = replace(term, **changes)
        if not whole:
            kept.append(node.as_json())
    return replace(term, extra={"tbx": kept}) if kept else term


def _changes(term: Term, node: Node) -> tuple[dict[str, Any], bool]:
    """The fields of a term that a category fills, and whether they say all that the file said."""
    simple = _SIMPLE.get(node.category)
    if simple and node.text and not getattr(term, simple):
        return {simple: node.text}, not node.members
    if node.category == "context" and node.text:
        source, rest = node.taken("source")
        return {"contexts": (*term.contexts, Context(node.text, source))}, not rest.members
    if node.category == "note":
        # A blank line inside a note is one of its lines.
        return {"note": f"{term.note}\n{node.text}" if term.note else node.text}, True
    return _coded(node)


def _coded(node: Node) -> tuple[dict[str, Any], bool]:
    """Where the file's word is one of a list, and ours of another."""
    if node.category == "termType":
        kind, exact = term_type(node.text)
        return ({"term_type": kind} if kind else {}), exact
    if node.category in STATUS_CATEGORIES and (status := term_status(node.text)):
        return {"status": status}, True
    if node.category == "reliabilityCode" and node.text in _RELIABILITIES:
        return {"reliability": int(node.text)}, True
    return {}, False


_SIMPLE = {
    "partOfSpeech": "part_of_speech",
    "grammaticalGender": "gender",
    "grammaticalNumber": "number",
    "geographicalUsage": "region",
    "source": "source",
    "usageNote": "note",
}
_RELIABILITIES = frozenset(str(value.value) for value in Reliability)
