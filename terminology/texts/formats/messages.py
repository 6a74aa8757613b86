"""PO: messages of a program and their translations."""

import io
from collections.abc import Iterator

from babel.messages.pofile import PoFileError, read_po

from terminology.texts.errors import DocumentBroken
from terminology.texts.segments import Bilingual, Segment

__all__ = ["read_messages"]


def read_messages(data: bytes, name: str = "") -> Bilingual:
    """Untranslated messages have an empty target; obsolete ones are left out. The language of the messages
    is not said by the file.
    """
    try:
        catalogue = read_po(io.BytesIO(data), abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        raise DocumentBroken(reason=str(error)[:200]) from error
    target = catalogue.locale_identifier or ""
    return Bilingual(name, list(_segments(catalogue)), "", target.partition("_")[0])


def _segments(catalogue: object) -> Iterator[Segment]:
    for message in catalogue:  # type: ignore[attr-defined]  # babel has no types
        if not message.id:
            continue
        place = str(message.lineno or "")
        if isinstance(message.id, tuple | list):
            one, many = message.id[0], message.id[-1]
            for number, text in enumerate(message.string or ("", "")):
                yield Segment(place, many if number else one, text or "")
        else:
            yield Segment(place, message.id, str(message.string or ""))
