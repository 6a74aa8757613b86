"""Whole files through the bank: their references, their way back, and trials that leave nothing."""

import io
from datetime import UTC, datetime

import openpyxl
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.audit import SYSTEM
from terminology import repository
from terminology.concepts import (
    ConceptStatus,
    ConceptView,
    Document,
    RelationKind,
)
from terminology.exchange import (
    Format,
    ImportRefused,
    ImportReport,
    Selection,
    export_file,
    import_file,
    try_file,
)
from terminology.ports import HashedEncoder
from terminology.tables import ConceptRow, SubjectFieldRow

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def entry(identity: str, term: str, said: str = "") -> str:
    return (
        f'<conceptEntry id="{identity}">{said}<langSec xml:lang="fr"><termSec><term>{term}</term></termSec>'
        f'</langSec><langSec xml:lang="en"><termSec><term>{term} EN</term></termSec></langSec></conceptEntry>'
    )


def document(*entries: str) -> bytes:
    return f"<tbx><text><body>\n{chr(10).join(entries)}\n</body></text></tbx>".encode()


def link(category: str, target: str) -> str:
    element = "ref" if category == "crossReference" else "descrip"
    return f'<{element} type="{category}" target="{target}">x</{element}>'


FILE = document(
    entry("a", "valise", link("superordinateConceptGeneric", "c") + link("crossReference", "b")),
    entry("b", "visa", link("relatedConcept", "c") + link("crossReference", "missing")),
    entry("c", "courrier", '<xref type="externalCrossReference" target="https://a.example">Loi</xref>'),
)


def load(session: Session, content: bytes, name: str = "file.tbx") -> ImportReport:
    return import_file(
        session,
        io.BytesIO(content),
        status=ConceptStatus.VALIDATED,
        actor=SYSTEM,
        now=NOW,
        encoder=HashedEncoder(),
        name=name,
    )


def concepts(session: Session) -> dict[str, ConceptView]:
    numbers = list(session.scalars(select(ConceptRow.number).order_by(ConceptRow.number)))
    return {view.terms[0].text: view for view in repository.load(session, numbers).values()}


def said(session: Session) -> set[tuple[str, RelationKind, str]]:
    found = concepts(session)
    names = {view.number: name for name, view in found.items()}
    return {
        (name, relation.kind, names[relation.number])
        for name, view in found.items()
        for relation in view.relations
    }


WANTED = {
    ("valise", RelationKind.BROADER, "courrier"),
    ("courrier", RelationKind.NARROWER, "valise"),
    ("valise", RelationKind.SEE, "visa"),
    ("visa", RelationKind.RELATED, "courrier"),
    ("courrier", RelationKind.RELATED, "visa"),
}


def test_references_are_followed_forwards_and_what_leads_nowhere_is_told_and_kept(session: Session) -> None:
    report = load(session, FILE)
    assert [(item.line, item.reason_code) for item in report.problems] == [(3, "reference_unknown")]
    assert said(session) == WANTED
    found = concepts(session)
    assert found["visa"].extra["tbx"]["concept"][0]["attributes"] == {"target": "missing"}
    assert found["courrier"].documents == (Document("Loi", "https://a.example"),)
    newest = repository.revisions(session, found["valise"].number)[0]
    assert len(newest.draft.relations) == 2
    again = load(session, FILE)
    assert (again.unchanged, said(session)) == (3, WANTED)


@pytest.mark.parametrize("form", [Format.TBX_V2, Format.TBX_DCA, Format.TBX_DCT])
def test_relations_and_documents_come_back(session: Session, form: Format) -> None:
    load(session, FILE)
    before = {name: view.draft() for name, view in concepts(session).items()}
    file = io.BytesIO()
    assert export_file(session, file, form, Selection()).data_left_out == 0
    session.execute(ConceptRow.__table__.delete())
    load(session, file.getvalue())
    assert said(session) == WANTED
    after = {name: view.draft() for name, view in concepts(session).items()}
    assert {name: (draft.documents, draft.extra) for name, draft in after.items()} == {
        name: (draft.documents, draft.extra) for name, draft in before.items()
    }


def test_a_hierarchy_in_a_circle_is_refused_whole(session: Session) -> None:
    circle = document(
        entry("a", "un", link("superordinateConceptGeneric", "b")),
        entry("b", "deux", link("superordinateConceptGeneric", "a")),
    )
    for action in (lambda: load(session, circle), lambda: trial(session, circle)):
        with pytest.raises(ImportRefused) as refused:
            action()
        (problem,) = refused.value.problems
        assert (problem.line, problem.reason_code) == (2, "relation_circle")


def trial(session: Session, content: bytes) -> ImportReport:
    return try_file(session, io.BytesIO(content), status=ConceptStatus.VALIDATED, name="file.tbx").report


def test_a_trial_says_what_the_import_does_and_leaves_nothing(session: Session) -> None:
    load(session, document(entry("a", "valise"), entry("b", "visa")))
    fields = session.scalar(select(func.count()).select_from(SubjectFieldRow))
    before = concepts(session)
    field = '<descrip type="subjectField">Domaine jamais vu</descrip>'
    more = document(entry("a", "valise", field), entry("b", "visa"), entry("d", "sceau"), entry("e", "sceau"))
    tried = trial(session, more)
    assert concepts(session) == before
    assert session.scalar(select(func.count()).select_from(SubjectFieldRow)) == fields
    report = load(session, more)
    counts = [
        (item.read, item.added, item.updated, item.unchanged, item.repeated) for item in (tried, report)
    ]
    assert counts == [(4, 1, 1, 1, 1)] * 2


def test_multiterm_and_workbooks_come_back_as_known(session: Session) -> None:
    load(session, FILE)
    for form in (Format.MULTITERM, Format.XLSX):
        file = io.BytesIO()
        report = export_file(session, file, form, Selection())
        assert report.written == 3
        assert load(session, file.getvalue(), f"file.{form.ending}").unchanged == 3


def test_no_term_is_a_formula_in_a_workbook(session: Session) -> None:
    load(session, b"fr\n=1+1\n", "file.csv")
    file = io.BytesIO()
    export_file(session, file, Format.XLSX, Selection())
    cell = openpyxl.load_workbook(file).worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
