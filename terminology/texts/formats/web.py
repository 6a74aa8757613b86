"""HTML: what a reader would see, a paragraph a block."""

from collections.abc import Iterator

from lxml import etree, html

from terminology.texts.errors import DocumentBroken

__all__ = ["paragraphs"]

_UNSEEN = ("script", "style", "noscript", "template", "head")
_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "del", "em"),
        *("font", "i", "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strike"),
        *("strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    }
)


def paragraphs(text: str) -> Iterator[str]:
    try:
        root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=False, no_network=True))
    except (etree.ParserError, ValueError) as error:
        raise DocumentBroken(reason="HTML") from error
    etree.strip_elements(root, *_UNSEEN, with_tail=False)
    said: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        inline = element.tag in _INLINE
        if event in {"start", "end"} and not inline and said:
            yield "".join(said)
            said.clear()
        if event == "start":
            said.append(element.text or "")
        elif element.tail:
            said.append(element.tail)
    yield "".join(said)
