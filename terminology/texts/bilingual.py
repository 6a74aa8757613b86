"""A bilingual file, or two files that say the same, as segments."""

from collections.abc import Sequence

from terminology.texts.containers import Parts
from terminology.texts.errors import (
    DocumentProtected,
    DocumentTooBig,
    DocumentTooLong,
    NotBilingual,
)
from terminology.texts.formats import messages, plain, tables, word, xliff
from terminology.texts.limits import MOST_BYTES, MOST_CHARACTERS
from terminology.texts.segments import Bilingual, Segment
from terminology.texts.sniffing import Format, format_of

__all__ = ["aligned", "read_segments"]


def read_segments(data: bytes, name: str = "", source: str = "", target: str = "") -> Bilingual:
    """`source` and `target`: the languages wanted; where the file has both, it is turned to fit.

    Raises DocumentRefused; NotBilingual for a format without two languages.
    """
    if len(data) > MOST_BYTES:
        raise DocumentTooBig(limit_mb=MOST_BYTES // 1_000_000)
    found = _read(data, name, source, target)
    if sum(len(one.source) + len(one.target) for one in found.segments) > 2 * MOST_CHARACTERS:
        raise DocumentTooLong(limit=2 * MOST_CHARACTERS)
    turned = source and found.target_language == source and found.source_language != source
    return found.turned() if turned else found


def aligned(source: str, target: str, name: str = "") -> Bilingual:
    """Two texts paragraph by paragraph, or line by line where paragraphs do not match.

    Raises NotBilingual when neither has as many in both.
    """
    for part in ("\n\n", "\n"):
        left, right = _parts(source, part), _parts(target, part)
        if len(left) == len(right) and (len(left) > 1 or part == "\n"):
            return Bilingual(name, _numbered(left, right))
    raise NotBilingual(name=name)


def _read(data: bytes, name: str, source: str, target: str) -> Bilingual:
    match format_of(data, name):
        case Format.TMX:
            return xliff.read_tmx(data, name, source, target)
        case Format.XLIFF:
            return xliff.read_xliff(data, name)
        case Format.PO:
            return messages.read_messages(data, name)
        case Format.XLSX:
            return tables.read_rows(tables.sheet_rows(data), name, source, target)
        case Format.DELIMITED:
            rows = tables.delimited_rows(plain.decode(data, name))
            return tables.read_rows(rows, name, source, target)
        case Format.DOCX:
            rows_of_two = list(word.columns(Parts(data)))
            if not rows_of_two:
                raise NotBilingual(name=name)
            return tables.read_rows(rows_of_two, name, source, target)
        case Format.OLE:
            raise DocumentProtected
        case _:
            raise NotBilingual(name=name)


def _parts(text: str, sign: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split(sign) if part.strip()]


def _numbered(left: Sequence[str], right: Sequence[str]) -> list[Segment]:
    return [Segment(str(number), *pair) for number, pair in enumerate(zip(left, right, strict=True), 1)]
