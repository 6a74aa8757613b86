"""Which format bytes are in, by what they begin with and hold."""

import re
from enum import StrEnum

from terminology.texts.containers import Parts
from terminology.texts.formats import opendocument, plain, word

__all__ = ["Format", "format_of"]

_HEAD = 4096
_ZIP, _PDF = b"PK\x03\x04", b"%PDF-"
_BY_MARK = {b"\xd0\xcf\x11\xe0": "ole", b"{\\rtf": "unknown"}
_XML_ROOTS = {"xliff": "xliff", "tmx": "tmx", "html": "html", "body": "html"}
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_MESSAGE = re.compile(r'^msgid\s+"', re.MULTILINE)
_TABLE_NAMES = (".csv", ".tsv")


class Format(StrEnum):
    TEXT = "text"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    ODT = "odt"
    XLIFF = "xliff"
    TMX = "tmx"
    PO = "po"
    XLSX = "xlsx"
    DELIMITED = "delimited"
    OLE = "ole"  # a protected DOCX, or Word's format of before 2007
    UNKNOWN = "unknown"


def format_of(data: bytes, name: str = "") -> Format:
    """Raises FormatUnknown for bytes that are no text and no known container."""
    if data.startswith(_ZIP):
        return _packed(data)
    if _PDF in data[:1024]:
        return Format.PDF
    marked = next((form for mark, form in _BY_MARK.items() if data.startswith(mark)), None)
    return Format(marked) if marked else _of_text(plain.decode(data[:_HEAD], name), name)


def _of_text(head: str, name: str) -> Format:
    begun = head.lstrip("\ufeff \t\r\n")
    if begun.startswith("<"):
        root = _ROOT.search(begun)
        unknown = "unknown" if begun.startswith("<?xml") else "html"
        return Format(_XML_ROOTS.get(root[1].lower(), unknown) if root else unknown)
    if _MESSAGE.search(head):
        return Format.PO
    return Format.DELIMITED if name.lower().endswith(_TABLE_NAMES) else Format.TEXT


def _packed(data: bytes) -> Format:
    parts = Parts(data)
    if word.is_word(parts):
        return Format.DOCX
    if opendocument.is_open_document(parts):
        return Format.ODT
    return Format.XLSX if "xl/workbook.xml" in parts.names else Format.UNKNOWN
