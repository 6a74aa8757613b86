"""The bytes of a file to import, gzip taken off, read as often as needed."""

import gzip
import io
import shutil
import tempfile
import zlib
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from terminology.exchange.report import Problem

__all__ = ["Kind", "Source", "Unreadable"]

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_BOMS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_PEEK_BYTES = 4096
_IN_MEMORY_BYTES = 16 * 1024 * 1024
# A small gzip file can hold any number of zeros. The biggest public bank (IATE, TBX) has some 3 GB.
_LIMIT_BYTES = 4 * 1024**3


class Kind:
    XML = "xml"
    DELIMITED = "delimited"
    SPREADSHEET = "spreadsheet"


class Unreadable(Exception):
    """The rest of the file cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


class Source:
    """A file by its path, or a stream (which is copied aside, as an upload cannot be read twice)."""

    def __init__(self, path_or_stream: Path | BinaryIO, name: str = "") -> None:
        self._open = ExitStack()
        if isinstance(path_or_stream, Path):
            self.name = name or path_or_stream.name
            self._raw: BinaryIO = self._open.enter_context(path_or_stream.open("rb"))
        else:
            self.name = name or Path(str(getattr(path_or_stream, "name", "") or "stream")).name
            copied = tempfile.SpooledTemporaryFile(_IN_MEMORY_BYTES)  # noqa: SIM115  # closed with `_open`
            self._open.enter_context(copied)
            shutil.copyfileobj(path_or_stream, copied)
            self._raw = cast("BinaryIO", copied)
        self.size_bytes = self._raw.seek(0, io.SEEK_END)

    @property
    def position_bytes(self) -> int:
        """How far the file itself (not what gzip makes of it) was read."""
        return self._raw.tell()

    def start(self) -> "io.BufferedReader":
        """The content from its beginning. Reading it may raise Unreadable."""
        self._raw.seek(0)
        packed = self._raw.read(len(_GZIP)) == _GZIP
        self._raw.seek(0)
        content = cast("BinaryIO", gzip.GzipFile(fileobj=self._raw, mode="rb")) if packed else self._raw
        return io.BufferedReader(_Limited(content), buffer_size=1 << 16)

    def seekable(self) -> BinaryIO:
        """The file itself, from its beginning: for what is a container of its own (a workbook)."""
        self._raw.seek(0)
        return self._raw

    def kind(self) -> str:
        """By content: names lie. Raises Unreadable for what is no XML, no workbook and no text."""
        head = self.start().peek(_PEEK_BYTES)[:_PEEK_BYTES]
        if not head:
            raise Unreadable(Problem(0, "file_empty"))
        if head.startswith(_ZIP):
            return Kind.SPREADSHEET
        if head.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
            raise Unreadable(Problem(0, "format_not_supported"))
        for mark in _BOMS:
            head = head.removeprefix(mark)
        # In UTF-16 each character of the beginning has a zero byte beside it.
        return Kind.XML if head.replace(b"\x00", b"").lstrip().startswith(b"<") else Kind.DELIMITED

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()


class _Limited(io.RawIOBase):
    """Counts what it gives, and says in our words what is wrong with a gzip file."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self._given_bytes = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # the stub's Buffer has no len
        try:
            data = self._content.read(len(buffer))
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise Unreadable(Problem(0, "gzip_broken", {"reason": str(error)})) from error
        self._given_bytes += len(data)
        if self._given_bytes > _LIMIT_BYTES:
            raise Unreadable(Problem(0, "file_too_big", {"limit_bytes": _LIMIT_BYTES}))
        buffer[: len(data)] = data
        return len(data)
