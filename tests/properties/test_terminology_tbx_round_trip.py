"""v2, then the DCA style, then the DCT style of v3: what went in comes out."""

import io
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terminology.concepts import (
    ConceptDraft,
    Context,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Relation,
    RelationKind,
    Term,
    TermStatus,
    TermType,
    normalised,
)
from terminology.exchange.reading import read_entries
from terminology.exchange.report import Entry
from terminology.exchange.sources import Source
from terminology.exchange.tbx.dialects import Dialect
from terminology.exchange.tbx.elements import Style
from terminology.exchange.tbx.file import write_tbx_frame
from terminology.exchange.tbx.identities import Identities
from terminology.exchange.tbx.writing import entry_element
from terminology.folding import squeeze

OTHERS = {7: "c7", 8: "T-8"}  # other concepts of the file, by number
_CHARACTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufffe\uffff")
_LINES = st.text(_CHARACTERS, max_size=30).map(squeeze)
_WORDS = _LINES.filter(bool)
_DOMAINS = _WORDS.filter(lambda text: ";" not in text)
_NOTES = st.lists(_LINES, max_size=3).map("\n".join)
# Categories that the bank has no field for, named as files name them or not.
_CATEGORIES = st.sampled_from(["register", "transferComment", "law", "x", "two words", "é", "1st", "reading"])
_ELEMENTS = st.sampled_from(["termNote", "descrip", "admin", "xref", "ref"])
_ATTRIBUTES = st.dictionaries(st.sampled_from(["lang", "target", "datatype"]), _WORDS, max_size=2)


@st.composite
def nodes(draw: st.DrawFn, *, inner: bool = False) -> dict[str, object]:
    said: dict[str, object] = {
        "category": draw(_CATEGORIES),
        "text": draw(_LINES),
        "element": draw(_ELEMENTS),
    }
    if attributes := draw(_ATTRIBUTES):
        said["attributes"] = attributes
    if not inner and (members := draw(st.lists(nodes(inner=True), max_size=2))):
        said["members"] = members
    return said


def order(node: dict[str, object]) -> tuple[bool, bool]:
    of_term = node["element"] == "termNote"
    return not of_term, of_term and "members" not in node


def in_groups(held: list[dict[str, object]]) -> list[dict[str, object]]:
    """What is said of a term stands before what is said about it, and its groups first, in each style."""
    return sorted(held, key=order)


@st.composite
def terms(draw: st.DrawFn) -> Term:
    kept = in_groups(draw(st.lists(nodes(), max_size=2)))
    return Term(
        draw(_WORDS),
        draw(st.sampled_from(Language)),
        draw(st.sampled_from(TermStatus)),
        draw(st.sampled_from(TermType)),
        part_of_speech=draw(_LINES),
        gender=draw(_LINES),
        number=draw(_LINES),
        region=draw(_LINES),
        reliability=draw(st.integers(1, 4)),
        contexts=tuple(draw(st.lists(st.builds(Context, _WORDS, _LINES), max_size=2))),
        source=draw(_LINES),
        note=draw(_NOTES),
        extra={"tbx": kept} if kept else {},
    )


_ADDRESSES = st.sampled_from(["https://example.cm/loi", "http://a.example/?q=é#x", "https://b.example"])
_DATES = st.sampled_from(["", "2019", "2019-02", "2019-02-28"])
_DOCUMENTS = st.builds(Document, _WORDS, _ADDRESSES, st.sampled_from(DocumentKind), _DATES, _LINES)
_LONG_NOTES = st.lists(_WORDS, min_size=1, max_size=3).map("\n".join)
_NOTES_OF_ALL = st.builds(Note, _LONG_NOTES, st.sampled_from([None, *Language]), _LINES)
_RELATIONS = st.builds(Relation, st.sampled_from(RelationKind), st.sampled_from(sorted(OTHERS)))


@st.composite
def drafts(draw: st.DrawFn) -> ConceptDraft:
    held = draw(st.dictionaries(st.just("concept"), st.lists(nodes(), min_size=1, max_size=2)))
    definitions = st.builds(Definition, _WORDS, st.sampled_from(Language), _LINES, _NOTES)
    return normalised(
        ConceptDraft(
            tuple(draw(st.lists(terms(), min_size=1, max_size=4))),
            tuple(draw(st.lists(definitions, max_size=3))),
            tuple(draw(st.lists(_DOMAINS, max_size=3))),
            note=draw(_NOTES),
            origin=draw(_WORDS),
            extra={"id": "c1"} | ({"tbx": held} if held else {}),
            notes=tuple(draw(st.lists(_NOTES_OF_ALL, max_size=3))),
            documents=tuple(draw(st.lists(_DOCUMENTS, max_size=3))),
            relations=tuple(draw(st.lists(_RELATIONS, max_size=3))),
        )
    )


def through(draft: ConceptDraft, style: Style) -> ConceptDraft:
    """Written and read again, its references followed as an import does."""
    identities = Identities([(1, "c1"), *OTHERS.items()])
    file = io.BytesIO()
    with write_tbx_frame(file, style, Dialect.FULL) as frame:
        entry, left_out = entry_element(draft, "c1", style, Dialect.FULL, identities)
        frame.write(entry)
    assert left_out == 0
    file.seek(0)
    with Source(file, "file.tbx") as source:
        (back,) = read_entries(source)
    assert isinstance(back, Entry), back
    numbers = {identity: number for number, identity in OTHERS.items()}
    relations = tuple(Relation(link.kind, numbers[link.target]) for link in back.links)
    return normalised(replace(back.draft, relations=relations))


def comparable(draft: ConceptDraft) -> ConceptDraft:
    """Languages have no order between them."""
    return replace(
        draft,
        terms=tuple(sorted(draft.terms, key=lambda term: term.language)),
        definitions=tuple(sorted(draft.definitions, key=lambda item: (item.language, item.text))),
        notes=tuple(sorted(draft.notes, key=lambda note: (note.language or "", note.text))),
    )


# A whole concept takes some tenths of a second to make up on a busy machine.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(drafts())
def test_nothing_is_lost_through_three_kinds_of_tbx(draft: ConceptDraft) -> None:
    expected = comparable(draft)
    for style in (Style.V2, Style.DCA, Style.DCT, Style.V2):
        draft = through(draft, style)
        assert comparable(draft) == expected
