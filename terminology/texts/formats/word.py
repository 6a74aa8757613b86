"""DOCX: paragraphs of the body, its tables, notes and headers; and tables of two columns."""

from collections.abc import Iterator

from lxml import etree

from terminology.texts.containers import Parts

__all__ = ["columns", "is_word", "paragraphs"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_OTHERS = ("word/footnotes.xml", "word/endnotes.xml")
_SIGNS = {
    f"{_W}tab": "\t",
    f"{_W}br": "\n",
    f"{_W}cr": "\n",
    f"{_W}noBreakHyphen": "‑",
    f"{_W}softHyphen": "\u00ad",
}
_TWO = 2


def is_word(parts: Parts) -> bool:
    return _BODY in parts.names


def paragraphs(parts: Parts) -> Iterator[str]:
    for name in (_BODY, *_OTHERS):
        if name in parts.names:
            for paragraph in parts.tree(name).iter(f"{_W}p"):
                yield _text(paragraph)


def columns(parts: Parts) -> Iterator[tuple[str, str]]:
    """The first two cells of every row of every table."""
    for row in parts.tree(_BODY).iter(f"{_W}tr"):
        cells = ["\n".join(map(_text, cell.iter(f"{_W}p"))) for cell in row.iterchildren(f"{_W}tc")]
        if len(cells) >= _TWO:
            yield cells[0], cells[1]


def _text(paragraph: "etree._Element") -> str:
    """Without what tracked changes deleted; a text box inside is a paragraph of its own."""
    return "".join(
        _SIGNS.get(str(element.tag)) or element.text or ""
        for element in paragraph.iter(f"{_W}t", *_SIGNS)
        if next(element.iterancestors(f"{_W}p")) is paragraph
    )
