"""Lines of text out of bytes, each checked to be UTF-8; or UTF-16, which spreadsheets call Unicode text."""

import io
import re
from collections.abc import Iterator

from terminology.exchange.report import Problem
from terminology.exchange.sources import Unreadable

__all__ = ["text_lines"]

_LINE_LIMIT_BYTES = 1024 * 1024
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_MARK = b"\xef\xbb\xbf"
_OLD_MAC = re.compile(r"(?<=\r)(?!\n)")


def text_lines(content: io.BufferedReader) -> Iterator[str]:
    """Lines ended by a line feed, whatever ends them in the file; a byte order mark is left out.

    Raises Unreadable with line and byte where the text is not UTF-8, or a line is longer than a megabyte.
    """
    if content.peek(len(_UTF16[0])).startswith(_UTF16):
        yield from _utf16_lines(content)
        return
    number, before_bytes = 0, 0
    while line := content.readline(_LINE_LIMIT_BYTES + 1):
        number += 1
        if number == 1:
            before_bytes, line = _without_mark(line)
        if len(line) > _LINE_LIMIT_BYTES:
            raise Unreadable(Problem(number, "line_too_long", {"limit_bytes": _LINE_LIMIT_BYTES}))
        text = _decoded(line, number, before_bytes)
        before_bytes += len(line)
        for piece in _OLD_MAC.split(text) if "\r" in text else (text,):
            if piece:
                yield piece.rstrip("\r\n") + "\n"


def _utf16_lines(content: io.BufferedReader) -> Iterator[str]:
    text = io.TextIOWrapper(content, encoding="utf-16", newline=None)
    number = 0
    while True:
        number += 1
        try:
            line = text.readline(_LINE_LIMIT_BYTES)
        except UnicodeError as error:
            raise Unreadable(Problem(number, "not_utf16")) from error
        if not line:
            return
        if len(line) == _LINE_LIMIT_BYTES:
            raise Unreadable(Problem(number, "line_too_long", {"limit_bytes": _LINE_LIMIT_BYTES}))
        yield line.removesuffix("\n") + "\n"


def _without_mark(line: bytes) -> tuple[int, bytes]:
    bare = line.removeprefix(_UTF8_MARK)
    return len(line) - len(bare), bare


def _decoded(line: bytes, number: int, before_bytes: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(
            Problem(
                number,
                "not_utf8",
                {
                    "byte_in_line": error.start + 1,
                    "byte_in_file": before_bytes + error.start + 1,
                    "value": f"0x{line[error.start]:02X}",
                },
            )
        ) from error
