"""Whatever the bank holds, what is written in a dialect is a valid file of that dialect, in both styles."""

import io
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from terminology.concepts import ConceptDraft, Language, Term, TermStatus
from terminology.exchange.tbx.dialects import Dialect
from terminology.exchange.tbx.elements import Style
from terminology.exchange.tbx.file import write_tbx_frame
from terminology.exchange.tbx.identities import Identities
from terminology.exchange.tbx.writing import entry_element
from tests.properties.test_terminology_tbx_round_trip import drafts
from tests.schemas import grammar

DIALECTS = [Dialect.CORE, Dialect.MIN, Dialect.BASIC, Dialect.LINGUIST]
GRAMMARS = {
    (dialect, style): grammar(dialect, style) for dialect in DIALECTS for style in (Style.DCA, Style.DCT)
}
# What real files say beside the bank's own fields: it must find its place, or be left out.
_KNOWN = st.sampled_from(
    [
        ("register", "termNote", "slangRegister"),
        ("register", "termNote", "rude"),
        ("transferComment", "termNote", "x"),
        ("reading", "admin", "x"),
        ("readingNote", "adminNote", "x"),
        ("transactionType", "transac", "origination"),
        ("transactionType", "transac", "creation"),
        ("date", "date", "2019-02-28"),
        ("date", "date", "2019-02-30"),
        ("responsibility", "transacNote", "A. B."),
        ("note", "note", "x"),
        ("definition", "descrip", "x"),
        ("subjectField", "descrip", "x"),
        ("source", "admin", "x"),
        ("crossReference", "ref", "x"),
        ("xGraphic", "xref", "x"),
        ("descripGrp", "descripGrp", ""),
    ]
)


@st.composite
def known_nodes(draw: st.DrawFn, *, inner: bool = False) -> dict[str, object]:
    category, element, text = draw(_KNOWN)
    target = draw(st.sampled_from(["c7", "https://a.example/x", "nowhere"]))
    said: dict[str, object] = {"category": category, "element": element, "text": text}
    said["attributes"] = {"target": target} if element in {"ref", "xref"} else {}
    if not inner:
        said["members"] = draw(st.lists(known_nodes(inner=True), max_size=2))
    return said


@st.composite
def any_drafts(draw: st.DrawFn) -> ConceptDraft:
    draft = draw(drafts())
    held = {
        level: draw(st.lists(known_nodes(), max_size=2))
        for level in ("concept", *(code.value for code in Language))
    }
    terms = tuple(
        replace(term, extra={"tbx": [*term.extra.get("tbx", ()), *draw(st.lists(known_nodes(), max_size=2))]})
        for term in draft.terms
    )
    return replace(draft, terms=terms, extra={"tbx": held})


def written(draft: ConceptDraft, dialect: Dialect, style: Style) -> etree._Element:
    identities = Identities([(1, "c1"), (7, "c7")])
    file = io.BytesIO()
    with write_tbx_frame(file, style, dialect) as frame:
        for identity in ("c1", "c7"):
            frame.write(entry_element(draft, identity, style, dialect, identities)[0])
    return etree.fromstring(file.getvalue())


# A whole concept takes some tenths of a second to make up on a busy machine.
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(any_drafts())
def test_what_is_written_in_a_dialect_is_valid(draft: ConceptDraft) -> None:
    for (dialect, style), schema in GRAMMARS.items():
        assert schema.validate(written(draft, dialect, style)), schema.error_log.last_error


def test_the_grammars_refuse_what_their_dialect_does_not_have() -> None:
    draft = ConceptDraft(
        (Term("valise", Language.FR, TermStatus.DEPRECATED, gender="feminine", number="plural"),)
    )
    file = written(draft, Dialect.LINGUIST, Style.DCA)
    for dialect, fits in zip(DIALECTS, (False, False, False, True), strict=True):
        file.set("type", f"TBX-{dialect.value.capitalize()}")
        assert GRAMMARS[dialect, Style.DCA].validate(file) is fits
