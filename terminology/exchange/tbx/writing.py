"""A concept as a TBX element of any version and style: the way back of `tbx_entry`. Pure."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from terminology.concepts import (
    ConceptDraft,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Relation,
    Reliability,
    Term,
    TermStatus,
    TermType,
)
from terminology.exchange.tbx.dialects import Dialect, Level
from terminology.exchange.tbx.elements import Style, Writer
from terminology.exchange.tbx.identities import Identities
from terminology.exchange.tbx.nodes import Node
from terminology.exchange.tbx.vocabulary import (
    OFFICIAL_DOCUMENT,
    RELATION_WORDS,
    REMARK,
    STATUS_CATEGORIES,
    TYPE_WORDS,
    term_type,
)

__all__ = ["entry_element"]

_OURS = frozenset({"id", "tbx"})
_TERM_NOTES = frozenset({"termNote"})
# Of the term's fields, in the order in which readers expect them.
_SIMPLE = (
    ("partOfSpeech", "part_of_speech", "termNote"),
    ("grammaticalGender", "gender", "termNote"),
    ("grammaticalNumber", "number", "termNote"),
    ("geographicalUsage", "region", "termNote"),
    ("source", "source", "admin"),
)
_LINE = re.compile(r"\n")


def entry_element(
    draft: ConceptDraft,
    identity: str,
    style: Style,
    dialect: Dialect,
    identities: Identities,
) -> "tuple[etree._Element, int]":
    """The element, and how many data the dialect has no place for; with FULL only relations to concepts that
    are not in the file, which has these `identities`.
    """
    writer = Writer(style, dialect, identities)
    entry = writer.structure("conceptEntry", id=identity)
    languages = [code for code in Language if any(term.language is code for term in draft.terms)]
    kept = {level: _nodes(nodes) for level, nodes in draft.extra.get("tbx", {}).items()}
    definitions = [_definition(item, kept) for item in draft.definitions]
    nodes = [_lost(node, code) for code, node in definitions if code not in languages]
    nodes += _of_concept(writer, draft, dialect, identities)
    nodes += [
        _remark(writer, note, dialect, inside=False) for note in draft.notes if note.language not in languages
    ]
    nodes += kept.get("concept", ())
    for code in Language:
        if code not in languages:
            nodes += kept.get(code.value, ())
    writer.fill(entry, nodes, Level.CONCEPT)
    for code in languages:
        section = writer.child(entry, "langSec", lang=code.value)
        inner = [node for language, node in definitions if language is code]
        inner += [
            _remark(writer, note, dialect, inside=True) for note in draft.notes if note.language is code
        ]
        writer.fill(section, [*inner, *kept.get(code.value, ())], Level.LANGUAGE)
        for term in draft.terms:
            if term.language is code:
                _add_term(writer, section, term)
    return entry, writer.left_out


def _of_concept(
    writer: Writer, draft: ConceptDraft, dialect: Dialect, identities: Identities
) -> Iterator[Node]:
    for name in draft.domains:
        yield Node("subjectField", "descrip", name)
    if draft.origin:
        yield Node("source", "admin", draft.origin)
    yield from _notes(draft.note)
    for document in draft.documents:
        yield _document(writer, document, dialect)
    yield from _relations(writer, draft.relations, identities)
    yield from _others(draft.extra)


def _add_term(writer: Writer, section: "etree._Element", term: Term) -> None:
    holder = writer.child(section, "termSec")
    writer.child(holder, "term").text = writer.legal(term.text)
    kept = _nodes(term.extra.get("tbx", ()))
    nodes = [*_fields(term, kept), *_notes(term.note), *_others(term.extra), *kept]
    writer.fill(holder, sorted(nodes, key=_order), Level.TERM)


def _order(node: Node) -> tuple[bool, bool]:
    """The schema wants what is said of the term before what is said about it, and groups of it first."""
    of_term = node.element in _TERM_NOTES
    return not of_term, of_term and not node.members


def _fields(term: Term, kept: list[Node]) -> Iterator[Node]:
    """What was kept of the same field with more beside it (a source, a note) stands for it, in its place."""
    for category, name, element in _SIMPLE:
        if text := getattr(term, name):
            yield _taken(kept, category, text) or Node(category, element, text)
    for context in term.contexts:
        yield _taken(kept, "context", context.text) or Node(
            "context", "descrip", context.text, {}, _source(context.source)
        )
    known = {node.category for node in kept}
    if term.status is not TermStatus.PREFERRED or known.isdisjoint(STATUS_CATEGORIES):
        yield Node("administrativeStatus", "termNote", f"{term.status.value}Term-admn-sts")
    types = [term_type(node.text)[0] for node in kept if node.category == "termType"]
    if term.term_type is not TermType.FULL_FORM and term.term_type not in types:
        yield Node("termType", "termNote", TYPE_WORDS[term.term_type])
    if term.reliability != Reliability.RELIABLE:
        yield Node("reliabilityCode", "descrip", str(int(term.reliability)))


def _definition(item: Definition, kept: dict[str, list[Node]]) -> tuple[Language, Node]:
    """With what the file had beside it, from whichever level it was kept at."""
    members = (*_source(item.source), *_notes(item.note))
    for nodes in kept.values():
        if found := _taken(nodes, "definition", item.text):
            return item.language, replace(
                found, element=found.element or "descrip", members=members + found.members
            )
    return item.language, Node("definition", "descrip", item.text, {}, members)


def _remark(writer: Writer, note: Note, dialect: Dialect, *, inside: bool) -> Node:
    """`inside`: in the section of its language, where a plain note is TBX's own. The others need a category
    of ours, or lose their source.
    """
    if dialect is not Dialect.FULL or (inside and not note.source and "\n" not in note.text):
        writer.left_out += bool(note.source)
        return Node("note", "note", note.text)
    attributes = {} if inside or note.language is None else {"lang": note.language.value}
    return Node(REMARK, "descrip", note.text, attributes, _source(note.source))


def _document(writer: Writer, document: Document, dialect: Dialect) -> Node:
    image = document.kind is DocumentKind.IMAGE
    category = "xGraphic" if image else "externalCrossReference"
    link = Node(category, "xref", document.title, {"target": document.url})
    more = [("documentDate", document.date), ("source", document.source)]
    if not image and document.kind is not DocumentKind.OTHER:
        more.insert(0, ("documentKind", document.kind.value))
    more = [(name, text) for name, text in more if text]
    if dialect is not Dialect.FULL:
        writer.left_out += len(more)
    if dialect is not Dialect.FULL or not more:
        return link
    members = [replace(link, category="externalCrossReference")]
    members += [Node("documentKind", "adminNote", document.kind.value)]
    members += [Node(name, "adminNote", text) for name, text in more if name != "documentKind"]
    return Node(OFFICIAL_DOCUMENT, "admin", document.title, {}, tuple(members))


def _relations(writer: Writer, relations: Sequence[Relation], identities: Identities) -> Iterator[Node]:
    for relation in relations:
        category, element = RELATION_WORDS[relation.kind]
        if (target := identities.of(relation.number)) is not None:
            yield Node(category, element, target, {"target": target})
        else:
            writer.left_out += 1


def _source(text: str) -> tuple[Node, ...]:
    return (Node("source", "admin", text),) if text else ()


def _lost(node: Node, language: Language) -> Node:
    """A definition in a language without terms stands at the concept, and says its language itself."""
    return Node(node.category, node.element, node.text, {**node.attributes, "lang": language}, node.members)


def _notes(text: str) -> list[Node]:
    return [Node("note", "note", line) for line in _LINE.split(text)] if text else []


def _others(extra: dict[str, Any]) -> Iterator[Node]:
    """Columns of a table, keys of a collection: what came from a file that was no TBX."""
    for name, value in extra.items():
        if name not in _OURS:
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
            yield Node(name, "admin", text)


def _nodes(stored: Sequence[dict[str, Any]]) -> list[Node]:
    return [_node(item) for item in stored]


def _node(item: dict[str, Any]) -> Node:
    return Node(
        item["category"],
        item.get("element", ""),
        item["text"],
        dict(item.get("attributes", {})),
        tuple(_nodes(item.get("members", ()))),
    )


def _taken(nodes: list[Node], category: str, text: str) -> Node | None:
    found = next((node for node in nodes if node.category == category and node.text == text), None)
    if found is not None:
        nodes.remove(found)
    return found
