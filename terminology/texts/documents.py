"""A document of any known format as its text. Its format is told by its content: names lie."""

from collections.abc import Iterable
from dataclasses import dataclass

from terminology.texts import bilingual
from terminology.texts.containers import Parts
from terminology.texts.errors import (
    DocumentProtected,
    DocumentTooBig,
    DocumentTooLong,
    DocumentWithoutText,
    FormatUnknown,
)
from terminology.texts.formats import opendocument, pdf, plain, web, word
from terminology.texts.limits import MOST_BYTES, MOST_CHARACTERS
from terminology.texts.sniffing import Format, format_of

__all__ = ["Document", "read_document"]


@dataclass(frozen=True, slots=True)
class Document:
    """Paragraphs of `text` are parted by an empty line."""

    name: str
    format: Format
    text: str


def read_document(data: bytes, name: str = "") -> Document:
    """Of a bilingual file, the texts of its first language. Raises DocumentRefused."""
    if len(data) > MOST_BYTES:
        raise DocumentTooBig(limit_mb=MOST_BYTES // 1_000_000)
    form = format_of(data, name)
    text = _bounded(_paragraphs(data, name, form))
    if not text.strip():
        raise DocumentWithoutText
    return Document(name, form, text)


def _paragraphs(data: bytes, name: str, form: Format) -> Iterable[str]:
    match form:
        case Format.TEXT:
            return [plain.decode(data, name)]
        case Format.HTML:
            return map(_one_line, web.paragraphs(plain.decode(data, name)))
        case Format.PDF:
            return pdf.paragraphs(data)
        case Format.DOCX:
            return word.paragraphs(Parts(data))
        case Format.ODT:
            return opendocument.paragraphs(Parts(data))
        case Format.OLE:
            raise DocumentProtected
        case Format.XLSX | Format.UNKNOWN:
            raise FormatUnknown(name=name)
        case _:
            return (segment.source for segment in bilingual.read_segments(data, name).segments)


def _bounded(paragraphs: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for paragraph in paragraphs:
        if not paragraph.strip():
            continue
        length += len(paragraph) + 2
        if length > MOST_CHARACTERS:
            raise DocumentTooLong(limit=MOST_CHARACTERS)
        kept.append(paragraph)
    return "\n\n".join(kept)


def _one_line(paragraph: str) -> str:
    return " ".join(paragraph.split())
