"""ODT: paragraphs and headings, notes where they stand."""

from collections.abc import Iterator

from lxml import etree

from terminology.texts.containers import Parts
from terminology.texts.errors import DocumentProtected

__all__ = ["is_open_document", "paragraphs"]

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")
_DELETED = f"{_TEXT}tracked-changes"


def is_open_document(parts: Parts) -> bool:
    return _CONTENT in parts.names and "mimetype" in parts.names


def paragraphs(parts: Parts) -> Iterator[str]:
    if _MANIFEST in parts.names and b"encryption-data" in parts.read(_MANIFEST):
        raise DocumentProtected
    for block in parts.tree(_CONTENT).iter(*_BLOCKS):
        if next(block.iterancestors(_DELETED), None) is None:
            yield "".join(_said(block))


def _said(element: "etree._Element") -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * int(child.get(f"{_TEXT}c", "1"))
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag not in {*_BLOCKS, f"{_TEXT}note"}:  # a note's paragraphs come by themselves
            yield from _said(child)
        yield child.tail or ""
