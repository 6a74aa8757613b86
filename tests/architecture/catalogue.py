"""The messages that the sources and templates of `api/` show, as gettext's tools find them."""

import logging
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

API = Path(__file__).resolve().parents[2] / "api"
ENGLISH = API / "locales" / "en" / "LC_MESSAGES" / "truchement.po"
KEYWORDS = {
    "_": None,
    "mark": None,
    "mark_plural": (1, 2),
    "plural": (1, 2),
    "translate": (2,),
    "translate_plural": (2, 3),
    "say": (1,),
}

Message = str | tuple[str, str]


def shown() -> Iterator[tuple[Message, str]]:
    """Each message with the place that shows it."""
    with (API / "locales" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(API, methods, options, keywords=KEYWORDS, comment_tags=())
    logging.getLogger("babel").setLevel(logging.WARNING)
    for name, line, message, _comments, _context in found:
        yield message, f"{name}:{line}"


def english() -> Catalog:
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def missing() -> Catalog:
    """What has no English yet, to be pasted at the end of the catalogue and filled in."""
    known = {message.id for message in english() if message.id and message.string and all(message.string)}
    found = Catalog(locale="en")
    for message, place in shown():
        if message and message not in known:
            found.add(message, locations=[(place.partition(":")[0], None)])
    return found


if __name__ == "__main__":
    import sys

    from babel.messages.pofile import write_po

    write_po(sys.stdout.buffer, missing(), omit_header=True, include_lineno=False)
