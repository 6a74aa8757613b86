"""Lines of text out of bytes, each checked to be UTF-8."""

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
    number, before_bytes = 0, 0
    while line := content.readline(_LINE_LIMIT_BYTES + 1):
        number += 1
        if number == 1:
            if line.startswith(_UTF16):
                raise Unreadable(Problem(1, "file_is_utf16"))
            before_bytes, line = _without_mark(line)
        if len(line) > _LINE_LIMIT_BYTES:
            raise Unreadable(Problem(number, "line_too_long", {"limit_bytes": _LINE_LIMIT_BYTES}))
        text = _decoded(line, number, before_bytes)
        before_bytes += len(line)
        for piece in _OLD_MAC.split(text) if "\r" in text else (text,):
            if piece:
                yield piece.rstrip("\r\n") + "\n"


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
