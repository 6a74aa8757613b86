"""TBX v3 (ISO 30042:2019, styles DCA and DCT) and v2 (martif), read as a stream, one concept at a time.

Nothing outside the file is ever fetched, and a file that declares entities is refused: no terminology needs
them, and they are how a small file fills a memory.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from terminology.concepts import ConceptDraft
from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Source, Unreadable
from terminology.exchange.tbx_entry import draft_of
from terminology.exchange.tbx_nodes import line_of, local_name

__all__ = ["read_tbx"]

_ROOTS = frozenset({"tbx", "martif"})
_ENTRIES = frozenset({"conceptEntry", "termEntry"})
_ELEMENTS_LIMIT = 100_000  # of one concept; IATE's largest has some hundreds
_ID_LIMIT = 200


def read_tbx(source: Source) -> Iterator[Entry | Problem]:
    """Each concept as an entry, or as what is wrong with it. Languages other than ours are counted, and told
    of at the end as `language_skipped` (which stops nothing).
    """
    reading = _Reading(source.name)
    try:
        yield from reading.entries(source)
    except Unreadable as stop:
        yield stop.problem
    else:
        yield from reading.warnings()


class _Reading:
    def __init__(self, name: str) -> None:
        self._name = name
        self._ids: set[str] = set()
        self._skipped: Counter[str] = Counter()
        self._foreign_concepts = 0

    def entries(self, source: Source) -> Iterator[Entry | Problem]:
        root: etree._Element | None = None
        inside = elements = 0
        for event, element in _events(source):
            if root is None:
                root = element
                _check_root(root)
            if event == "start":
                elements = elements + 1 if inside else 0
                inside += local_name(element) in _ENTRIES
                if elements > _ELEMENTS_LIMIT:
                    limit = {"limit": _ELEMENTS_LIMIT}
                    raise Unreadable(Problem(line_of(element), "concept_too_big", limit))
                continue
            if local_name(element) in _ENTRIES:
                inside -= 1
                if inside == 0:
                    yield from self._entry(element)
            if inside == 0:
                # The tree must not grow with the file.
                _forget(element)

    def warnings(self) -> Iterator[Problem]:
        for language, terms in sorted(self._skipped.items()):
            yield Problem(0, "language_skipped", {"language": language, "terms": terms}, stops=False)
        if self._foreign_concepts:
            count = {"count": self._foreign_concepts}
            yield Problem(0, "concepts_in_other_languages_only", count, stops=False)

    def _entry(self, element: "etree._Element") -> Iterator[Entry | Problem]:
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
        extra: dict[str, Any] = {"id": identity} if identity else {}
        yield Entry(
            ConceptDraft(
                tuple(found.terms),
                tuple(found.definitions),
                tuple(found.domains),
                note="\n".join(found.notes),
                origin=found.origin or self._name,
                extra=extra | ({"tbx": found.kept} if found.kept else {}),
            ),
            line,
        )


def _events(source: Source) -> "Iterator[tuple[str, etree._Element]]":
    parsing = etree.iterparse(
        source.start(),
        events=("start", "end"),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        yield from parsing
    except etree.XMLSyntaxError as error:
        # The first thing this parser met: what it says last ("no element found") has no line, and the
        # error's own log holds those of earlier files too.
        log: Any = parsing.error_log
        first = next(iter(log), None)
        line, reason = (first.line, first.message) if first is not None else (error.lineno, error.msg)
        problem = Problem(line or 0, "xml_broken", {"reason": str(reason).strip()})
        raise Unreadable(problem) from error


def _check_root(root: "etree._Element") -> None:
    if local_name(root) not in _ROOTS:
        raise Unreadable(Problem(line_of(root), "not_tbx", {"root": local_name(root)[:80]}))
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(declared.iterentities()):
        raise Unreadable(Problem(1, "entities_forbidden"))


def _forget(element: "etree._Element") -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
