"""XLSX, MultiTerm, TMX and tables with columns of others: read as they are, or refused with the line."""

import io
import zipfile
from collections.abc import Sequence

import openpyxl
import pytest

from terminology.concepts import Language, RelationKind, TermStatus, TermType
from terminology.exchange.reading import read_entries
from terminology.exchange.report import Entry, Problem
from terminology.exchange.sources import Source
from terminology.exchange.tabular.reading import sample_of
from terminology.exchange.tabular.roles import ROLES, Role, guess, header_key, role_of
from terminology.exchange.xml.tmx import Unit, read_tmx, write_tmx_frame

FR, EN = Language.FR, Language.EN


def read(
    data: bytes | str, name: str = "file", chosen: Sequence[Role] | None = None
) -> list[Entry | Problem]:
    with Source(io.BytesIO(data.encode() if isinstance(data, str) else data), name) as source:
        return list(read_entries(source, chosen))


def only(found: list[Entry | Problem]) -> Entry:
    (entry,) = (item for item in found if isinstance(item, Entry))
    return entry


def workbook(*sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_a_table() -> None:
    data = workbook([], [["fr", "en", "loi"], [], ["valise", "bag", 12], ["visa", None, None]], [["autre"]])
    entries = [item for item in read(data, "a.xlsx") if isinstance(item, Entry)]
    assert [(entry.line, entry.draft.terms[0].text) for entry in entries] == [(3, "valise"), (4, "visa")]
    assert entries[0].draft.extra == {"loi": "12"}
    warnings = {item.reason_code for item in read(data) if isinstance(item, Problem)}
    assert warnings == {"sheets_left", "one_language_only"}


def test_a_formula_is_never_computed() -> None:
    """What no program has computed yet is an empty cell."""
    assert read(workbook([["fr"], ['=HYPERLINK("https://a.example")']])) == []


def test_a_bomb_in_a_workbook_is_refused() -> None:
    def packed(**parts: bytes) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
            for name, content in parts.items():
                target.writestr(name.replace("__", "/") + ".xml", content)
        return file.getvalue()

    entities = b'<!DOCTYPE x [<!ENTITY a "b">]><workbook/>'
    assert read(packed(xl__workbook=entities)) == [Problem(0, "entities_forbidden")]
    huge = packed(xl__workbook=b"<workbook/>", xl__worksheets__sheet1=b"<a>" + b" " * 600_000_000)
    assert len(huge) < 1_000_000
    (problem,) = read(huge)
    assert isinstance(problem, Problem)
    assert problem.reason_code == "spreadsheet_too_big"
    assert read(packed(word__document=b"<a/>")) == [Problem(0, "format_not_supported")]
    (broken,) = read(b"PK\x03\x04 and nothing more")
    assert isinstance(broken, Problem)
    assert broken.reason_code == "spreadsheet_broken"


MULTITERM = """<?xml version="1.0" encoding="UTF-16"?>
<mtf><conceptGrp><concept>7</concept><system type="entryClass">0</system>
<transacGrp><transac type="origination">Paul</transac><date>2010-04-17</date></transacGrp>
<descripGrp><descrip type="Domaine">Courrier</descrip></descripGrp>
<languageGrp><language type="French" lang="FR-CM"/>
<descripGrp><descrip type="Définition">Colis scellé</descrip>
<descripGrp><descrip type="Source">Décret</descrip></descripGrp></descripGrp>
<termGrp><term>valise diplomatique</term><descripGrp><descrip type="Genre">feminine</descrip></descripGrp>
<descripGrp><descrip type="Statut">preferredTerm</descrip></descripGrp></termGrp></languageGrp>
<languageGrp><language type="English"/><termGrp><term>diplomatic bag</term>
<descripGrp><descrip type="Champ maison">x</descrip></descripGrp></termGrp></languageGrp>
<languageGrp><language type="German" lang="DE"/><termGrp><term>Kuriergepäck</term></termGrp></languageGrp>
</conceptGrp></mtf>"""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8"])
def test_multiterm_in_its_encodings(encoding: str) -> None:
    text = MULTITERM if encoding != "utf-8" else MULTITERM.replace("UTF-16", "UTF-8")
    mark = "\N{BYTE ORDER MARK}" if encoding == "utf-16-le" else ""
    found = read((mark + text).encode(encoding))
    entry = only(found)
    french, english = entry.draft.terms
    assert (french.text, french.language, french.region, french.gender) == (
        *("valise diplomatique", FR, "CM", "feminine"),
    )
    assert english.extra["tbx"][0]["category"] == "Champ maison"
    assert [(item.text, item.source) for item in entry.draft.definitions] == [("Colis scellé", "Décret")]
    assert (entry.draft.domains, entry.draft.extra["id"]) == (("Courrier",), "7")
    assert [item.reason_code for item in found if isinstance(item, Problem)] == ["language_skipped"]


def test_an_encoding_that_is_not_the_one_announced_is_said_with_its_line() -> None:
    (problem,) = read(MULTITERM.encode("utf-8"))
    assert isinstance(problem, Problem)
    assert (problem.line, problem.reason_code) == (1, "xml_encoding")
    (problem,) = read('<?xml version="1.0" encoding="utf-8"?>\n<tbx>\né</tbx>'.encode("cp1252"))
    assert isinstance(problem, Problem)
    assert (problem.line, problem.reason_code) == (3, "xml_encoding")


def test_references_lead_to_concepts_of_the_file() -> None:
    tbx = (
        '<tbx><text><body><conceptEntry id="a">'
        '<descrip type="superordinateConceptGeneric" target="b">B</descrip>'
        '<langSec xml:lang="fr"><termSec><term>valise</term></termSec></langSec>'
        "</conceptEntry></body></text></tbx>"
    )
    (link,) = only(read(tbx)).links
    assert (link.kind, link.target, link.line) == (RelationKind.BROADER, "b", 1)


def test_tmx_goes_out_and_comes_back() -> None:
    units = [
        Unit({"fr": "Bonjour <vous>", "en": "Hello"}, "1", {"x-domain": "lettres"}, ("note",)),
        Unit({"fr-cm": "Adieu", "en": "Farewell"}),
    ]
    file = io.BytesIO()
    with write_tmx_frame(file, source_language="fr") as target:
        for unit in units:
            target.write(unit)
    file.seek(0)
    with Source(file, "memory.tmx") as source:
        back = [item for item in read_tmx(source) if isinstance(item, Unit)]
    assert [(item.texts, item.identity, item.properties, item.notes) for item in back] == [
        (item.texts, item.identity, item.properties, item.notes) for item in units
    ]
    assert back[1].text_in("fr") == "Adieu"


def test_what_inline_elements_hold_is_no_text() -> None:
    tmx = (
        '<tmx><body><tu><tuv xml:lang="fr"><seg>a<bpt i="1">&lt;b&gt;</bpt> <hi>c</hi> d</seg></tuv></tu>'
        "<tu>\n<tuv><seg>x</seg></tuv></tu></body></tmx>"
    )
    with Source(io.BytesIO(tmx.encode()), "a.tmx") as source:
        unit, problem = read_tmx(source)
    assert isinstance(unit, Unit)
    assert unit.texts == {"fr": "a c d"}
    assert isinstance(problem, Problem)
    assert (problem.line, problem.reason_code) == (2, "language_missing")


def test_termium_s_columns_are_known() -> None:
    entry = only(
        read(
            "SUBJECT_EN,TERM_EN,TERME_FR,ABBREVIATION_FR,TEXTUAL_SUPPORT_1_EN,JUSTIFICATION_1_FR\n"
            "Mail,diplomatic bag,valise diplomatique,VD,DEF: Sealed package.,CONT: La valise part.\n"
        )
    )
    assert entry.draft.domains == ("Mail",)
    assert [item.text for item in entry.draft.definitions] == ["Sealed package."]
    french = [term for term in entry.draft.terms if term.language is FR]
    assert [(term.text, term.term_type) for term in french] == [
        ("valise diplomatique", TermType.FULL_FORM),
        ("VD", TermType.ACRONYM),
    ]
    assert french[0].context == "La valise part."


def test_a_table_of_one_term_a_row_is_gathered_by_its_identifiers() -> None:
    iate = (
        "E_ID|E_DOMAINS|L_CODE|T_TERM|T_TYPE|T_RELIABILITY|T_EVALUATION\n"
        "1|LAW|fr|valise|Term|3|Preferred\n"
        "1|LAW|en|bag|Term|4|Admitted\n"
        "1|LAW|de|Gepäck|Term|4|\n"
        "2|LAW|fr|visa|Abbrev|1|Deprecated\n"
    )
    found = read(iate)
    first, second = (item for item in found if isinstance(item, Entry))
    assert [(term.text, term.reliability, term.status) for term in first.draft.terms] == [
        ("valise", 3, TermStatus.PREFERRED),
        ("bag", 4, TermStatus.ADMITTED),
    ]
    assert second.draft.terms[0].term_type is TermType.ABBREVIATION
    assert [item.reason_code for item in found if isinstance(item, Problem)] == ["language_skipped"]
    again = read(iate + "1|LAW|fr|encore|Term|3|\n")
    assert next((item.line, item.reason_code) for item in again if isinstance(item, Problem)) == (
        6,
        "id_twice",
    )


def test_columns_that_a_person_named_replace_what_headings_say() -> None:
    chosen = [Role("term", FR), Role("ignore"), Role("term", EN)]
    entry = only(read("Vedette;x;Equivalent\nvalise;y;bag\n", chosen=chosen))
    assert ([term.text for term in entry.draft.terms], entry.draft.extra) == (["valise", "bag"], {})
    (problem,) = read("Vedette;x\nvalise;y\n", chosen=chosen)
    assert isinstance(problem, Problem)
    assert problem.reason_code == "columns_changed"
    with Source(io.BytesIO(b"Vedette;x\nvalise;y\n"), "a.csv") as source:
        assert sample_of(source).rows == (("valise", "y"),)


def test_roles_are_written_and_read_back_and_headings_know_no_capitals() -> None:
    assert [role_of(str(role)) for role in ROLES] == list(ROLES)
    assert role_of("nonsense") is None
    assert guess("Définition (FR)") == Role("definition", FR)
    assert header_key(["Définition FR", "x"]) == header_key(["definition fr", "X"])
    assert header_key(["a", "b"]) != header_key(["b", "a"])
