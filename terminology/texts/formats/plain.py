"""Plain text, whatever wrote it: UTF-8, UTF-16 with its mark, Windows-1252, or lines of both."""

import codecs

from terminology.texts.errors import FormatUnknown

__all__ = ["decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS_LIMIT = 0.01  # share of control characters from which bytes are no text


def decode(data: bytes, name: str = "") -> str:
    """Raises FormatUnknown for what is no text.

    A file put together from two has lines in UTF-8 and lines in Windows-1252: each is read as what it is.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if len(data) > 1 and data[1::2][:200].count(0) > len(data[1::2][:200]) // 2:
        return data.decode("utf-16-le", "replace")
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = "".join(map(_line, data.splitlines(keepends=True)))
    controls = sum(1 for character in text[:10_000] if character < " " and character not in "\t\n\r\f\v")
    if controls > _CONTROLS_LIMIT * min(len(text), 10_000):
        raise FormatUnknown(name=name)
    return text


def _line(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
