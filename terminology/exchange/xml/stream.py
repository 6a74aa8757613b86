"""A file of XML as its entries, one at a time: the tree never grows with the file.

Nothing outside the file is ever fetched, and a file that declares entities is refused: no terminology needs
them, and they are how a small file fills a memory.
"""

import re
from collections.abc import Iterator
from typing import Any, cast

from lxml import etree

from terminology.exchange.report import Problem
from terminology.exchange.sources import Source, Unreadable

__all__ = ["entries", "line_of", "local_name", "root_name"]

_ELEMENTS_LIMIT = 100_000  # of one entry; IATE's largest has some hundreds
_NAME_SHOWN = 80
# libxml2's own names. Its limits (256 levels, some 10 MB for a text or an attribute) are wide enough for us.
_RESOURCES = "ERR_RESOURCE_LIMIT"
_REASONS = {
    "ERR_INVALID_ENCODING": "xml_encoding",
    "ERR_UNSUPPORTED_ENCODING": "xml_encoding",
    "ERR_INVALID_CHAR": "xml_encoding",
    _RESOURCES: "xml_too_big",
}
_SAYS_UTF16 = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']utf-?16""", re.IGNORECASE)
_HEAD_BYTES = 200


def local_name(element: "etree._Element") -> str:
    return etree.QName(element).localname


def line_of(element: "etree._Element") -> int:
    """Of its start tag; 0 when the parser does not know."""
    return cast("int | None", element.sourceline) or 0


def entries(
    source: Source, roots: frozenset[str], names: frozenset[str], refusal: str
) -> "Iterator[etree._Element]":
    """The elements of these `names`, each whole and gone again when the next is asked for.

    Raises Unreadable: malformed, an entity declared, a root that is none of `roots` (told as `refusal`), or
    an entry beyond all measure.
    """
    root: etree._Element | None = None
    inside = elements = 0
    for event, element in _events(source):
        if root is None:
            root = element
            _check_root(root, roots, refusal)
        if event == "start":
            elements = elements + 1 if inside else 0
            inside += local_name(element) in names
            if elements > _ELEMENTS_LIMIT:
                raise Unreadable(Problem(line_of(element), "concept_too_big", {"limit": _ELEMENTS_LIMIT}))
            continue
        if local_name(element) in names:
            inside -= 1
            if inside == 0:
                yield element
        if inside == 0:
            _forget(element)


def root_name(source: Source) -> str:
    """Of the first element. Raises Unreadable where there is none."""
    for _, element in _events(source):
        return local_name(element)
    raise Unreadable(Problem(0, "file_empty"))


def _events(source: Source) -> "Iterator[tuple[str, etree._Element]]":
    content = source.start()
    if _SAYS_UTF16.match(content.peek(_HEAD_BYTES)):
        # Readable byte by byte, so it is not what it says: MultiTerm's exports after a conversion.
        raise Unreadable(Problem(1, "xml_encoding", {"reason": "UTF-16"}))
    parsing = etree.iterparse(
        content,
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from parsing
    except etree.XMLSyntaxError as error:
        raise Unreadable(_broken(parsing, error)) from error


def _broken(parsing: "etree.iterparse[Any]", error: "etree.XMLSyntaxError") -> Problem:
    """The first thing this parser met: what it says last ("no element found") has no line, and the error's
    own log holds those of earlier files too.
    """
    log: Any = parsing.error_log
    first = next(iter(log), None)
    line, reason = (first.line, first.message) if first is not None else (error.lineno, error.msg)
    kind = first.type_name if first is not None else ""
    code = _REASONS.get(kind, "xml_broken")
    if kind == _RESOURCES and "entity" in str(reason):
        code = "entities_forbidden"
    return Problem(line or 0, code, {"reason": str(reason).strip()})


def _check_root(root: "etree._Element", roots: frozenset[str], refusal: str) -> None:
    # The declarations first: what a file of entities claims to be does not matter.
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):
        raise Unreadable(Problem(1, "entities_forbidden"))
    if local_name(root) not in roots:
        raise Unreadable(Problem(line_of(root), refusal, {"root": local_name(root)[:_NAME_SHOWN]}))


def _forget(element: "etree._Element") -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
