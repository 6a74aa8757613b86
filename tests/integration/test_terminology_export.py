"""The bank as a file: what is chosen, and what each format can hold."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from lxml import etree
from sqlalchemy.orm import Session

from kit.audit import SYSTEM
from terminology.bank import Bank
from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    Context,
    Definition,
    Language,
    Term,
    TermStatus,
    TermType,
)
from terminology.errors import SubjectFieldNotFound
from terminology.exchange import Dialect, ExportReport, Format, Selection, export_file, import_file
from terminology.ports import HashedEncoder

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FR, EN = Language.FR, Language.EN
TREATY = ConceptDraft(
    (
        Term(
            "accord de siège",
            FR,
            gender="masculine",
            part_of_speech="noun",
            contexts=(Context("Signer l’accord"),),
        ),
        Term("vieil accord", FR, TermStatus.DEPRECATED),
        Term("headquarters agreement", EN, reliability=4, source="Decree"),
        Term("HA", EN, TermStatus.ADMITTED, TermType.ACRONYM),
    ),
    (Definition("Accord entre un État et une organisation", FR, "Traité"),),
    ("Écriture d’essai",),
    note="Voir aussi\nles annexes",
    extra={"id": "T-1", "tbx": {"en": [{"category": "domainCode", "text": "7", "element": "admin"}]}},
)
ALONE = ConceptDraft((Term("palabre", FR),), (Definition("Talk under a tree", EN),))


@pytest.fixture
def bank(session: Session) -> Bank:
    bank = Bank(session, HashedEncoder())
    for draft in (TREATY, ALONE):
        made = bank.propose(draft, SYSTEM, NOW)
        bank.validate(made.number, made.version, SYSTEM, NOW)
    bank.propose(ConceptDraft((Term("en attente", FR), Term("waiting", EN))), SYSTEM, NOW)
    return bank


def exported(
    session: Session,
    form: Format,
    dialect: Dialect = Dialect.FULL,
    selection: Selection = Selection(),  # noqa: B008  # frozen
) -> tuple[bytes, ExportReport]:
    file = io.BytesIO()
    report = export_file(session, file, form, selection, dialect=dialect)
    return file.getvalue(), report


@pytest.mark.parametrize("form", [Format.TBX_DCA, Format.TBX_DCT, Format.TBX_V2])
def test_what_is_exported_as_tbx_is_known_when_it_comes_back(
    session: Session, bank: Bank, form: Format
) -> None:
    data, report = exported(session, form)
    assert (report.written, report.left_out, report.data_left_out) == (2, 0, 0)
    back = import_file(
        session,
        io.BytesIO(data),
        status=ConceptStatus.VALIDATED,
        actor=SYSTEM,
        now=NOW,
        encoder=HashedEncoder(),
        name="back.tbx",
    )
    assert (back.read, back.unchanged, back.problems) == (2, 2, ())
    text = data.decode()
    assert text.count('id="T-1"') == 1
    assert "domainCode" in text


def test_a_dialect_leaves_out_what_it_does_not_know_and_counts_it(session: Session, bank: Bank) -> None:
    seen = {}
    for dialect in (Dialect.CORE, Dialect.MIN, Dialect.BASIC, Dialect.LINGUIST):
        data, report = exported(session, Format.TBX_DCA, dialect)
        root = etree.fromstring(data)
        assert root.get("type") == f"TBX-{dialect.value.capitalize()}"
        seen[dialect] = ({node.get("type") for node in root.iter("{*}*")}, report.data_left_out)
    assert "partOfSpeech" not in seen[Dialect.CORE][0]
    assert "definition" not in seen[Dialect.MIN][0]
    assert {"definition", "source", "context"} <= seen[Dialect.BASIC][0]
    # What Linguist does not know: the reliability of a term, and a category that is nobody's.
    assert seen[Dialect.LINGUIST][1] == 2
    assert [lost for _, lost in seen.values()] == sorted((lost for _, lost in seen.values()), reverse=True)


def test_a_selection_takes_a_field_by_its_name_and_the_wanted_states(session: Session, bank: Bank) -> None:
    assert exported(session, Format.SKOS, selection=Selection(domain="écriture d'essai"))[1].written == 1
    proposed = frozenset({ConceptStatus.PROPOSED})
    assert b"en attente" in exported(session, Format.OMEGAT, selection=Selection(proposed))[0]
    with pytest.raises(SubjectFieldNotFound):
        exported(session, Format.CSV, selection=Selection(domain="nowhere"))


@pytest.mark.parametrize(("form", "delimiter"), [(Format.CSV, ","), (Format.TSV, "\t")])
def test_a_table_has_the_headings_that_an_import_reads(
    session: Session, bank: Bank, form: Format, delimiter: str
) -> None:
    data, report = exported(session, form)
    assert (report.written, report.left_out) == (2, 0)
    row, alone = csv.DictReader(io.StringIO(data.decode()), delimiter=delimiter)
    assert (alone["fr"], alone["en"], alone["definition_en"]) == ("palabre", "", "Talk under a tree")
    assert (row["fr"], row["synonyms_fr"], row["acronym_en"]) == ("accord de siège", "!vieil accord", "HA")
    back = import_file(
        session,
        io.BytesIO(data),
        status=ConceptStatus.VALIDATED,
        actor=SYSTEM,
        now=NOW,
        encoder=HashedEncoder(),
        name=f"back.{form}",
    )
    assert (back.read, back.unchanged) == (2, 2)


def test_omegat_gets_a_line_a_pair_and_no_term_to_avoid(session: Session, bank: Bank) -> None:
    data, report = exported(session, Format.OMEGAT)
    assert report.left_out == 1
    assert data.decode().splitlines() == [
        "accord de siège\theadquarters agreement\tAccord entre un État et une organisation",
        "accord de siège\tHA\tAccord entre un État et une organisation",
    ]


def test_skos_has_one_preferred_label_a_language_and_the_fields_as_a_tree(
    session: Session, bank: Bank
) -> None:
    graph = json.loads(exported(session, Format.SKOS)[0])["@graph"]
    treaty = next(item for item in graph if item.get("skos:hiddenLabel"))
    assert treaty["skos:prefLabel"] == [
        {"@language": "fr", "@value": "accord de siège"},
        {"@language": "en", "@value": "headquarters agreement"},
    ]
    assert treaty["skos:hiddenLabel"] == [{"@language": "fr", "@value": "vieil accord"}]
    assert treaty["skos:altLabel"] == [{"@language": "en", "@value": "HA"}]
    assert {item["@id"] for item in graph} >= {item["@id"] for item in treaty["dct:subject"]}
