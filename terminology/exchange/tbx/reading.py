"""TBX v3 (ISO 30042:2019, styles DCA and DCT) and v2 (martif), read as a stream, one concept at a time."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from terminology.concepts import ConceptDraft
from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Source, Unreadable
from terminology.exchange.tbx.entry import Found, draft_of
from terminology.exchange.xml.stream import entries, line_of

__all__ = ["ROOTS", "EntryReader", "read_tbx"]

ROOTS = frozenset({"tbx", "martif"})
_ENTRIES = frozenset({"conceptEntry", "termEntry"})
_ID_LIMIT = 200


def read_tbx(source: Source) -> Iterator[Entry | Problem]:
    """Each concept as an entry, or as what is wrong with it. Languages other than ours are counted, and told
    of at the end as `language_skipped` (which stops nothing).
    """
    reader = EntryReader(source.name)
    try:
        for element in entries(source, ROOTS, _ENTRIES, "not_tbx"):
            yield from reader.read(element)
    except Unreadable as stop:
        yield stop.problem
    else:
        yield from reader.warnings()


class EntryReader:
    """Reads `conceptEntry` and `termEntry` elements, one after the other, of one file."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._ids: set[str] = set()
        self._skipped: Counter[str] = Counter()
        self._foreign_concepts = 0

    def read(self, element: "etree._Element") -> Iterator[Entry | Problem]:
        line = line_of(element)
        identity = str(element.get("id") or "")
        if len(identity) > _ID_LIMIT:
            params = {"field": "id", "length": len(identity), "limit": _ID_LIMIT}
            yield Problem(line, "text_too_long", params)
            return
        if identity and identity in self._ids:
            yield Problem(line, "id_twice", {"id": identity})
            return
        self._ids.add(identity)
        found = draft_of(element, self._skipped)
        yield from found.problems
        if found.problems:
            return
        if not found.terms:
            self._foreign_concepts += 1
            return
        yield Entry(self._draft(found, identity), line, identity=identity, links=tuple(found.links))

    def warnings(self) -> Iterator[Problem]:
        for language, terms in sorted(self._skipped.items()):
            yield Problem(0, "language_skipped", {"language": language, "terms": terms}, stops=False)
        if self._foreign_concepts:
            count = {"count": self._foreign_concepts}
            yield Problem(0, "concepts_in_other_languages_only", count, stops=False)

    def _draft(self, found: Found, identity: str) -> ConceptDraft:
        extra: dict[str, Any] = {"id": identity} if identity else {}
        return ConceptDraft(
            tuple(found.terms),
            tuple(found.definitions),
            tuple(found.domains),
            note="\n".join(found.remarks),
            origin=found.origin or self._name,
            extra=extra | ({"tbx": found.kept} if found.kept else {}),
            notes=tuple(found.notes),
            documents=tuple(found.documents),
        )
