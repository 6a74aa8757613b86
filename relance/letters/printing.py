"""From a dossier to a PDF. The words are in `templates/*.typ`; what people wrote goes in as data, never as
markup: nothing in a subject can change a letter.
"""

import io
import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import segno
import typst
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.audit import Actor
from relance.calendar_versions import in_force
from relance.errors import ClockNotRunning, DossierNotFound, LanguageUnknown
from relance.history import add_fact
from relance.numbers import NumberWrong, parse
from relance.periods import Period, PeriodUnit
from relance.registration import LANGUAGES
from relance.reminder_texts import day_words, period_words
from relance.tables import DossierRow, ProcedureVersionRow, StageRow, UnitRow
from relance.views import Receipt

__all__ = ["LetterKind", "print_letter", "print_receipt"]

_FOLDER: Final = Path(__file__).parent / "templates"


class LetterKind(StrEnum):
    LETTER = "letter"  # lettre de relance
    SLIP = "slip"  # bordereau d'envoi


def print_letter(  # noqa: PLR0917 - who and when come last, as in every move
    session: Session, number: str, kind: LetterKind, language: str, actor: Actor, now: datetime
) -> bytes:
    """A PDF, and the fact in the dossier's history.

    Raises DossierNotFound, LanguageUnknown, ClockNotRunning.
    """
    _check(language)
    dossier, version, stage, unit = _read(session, number)
    if dossier.legal_date is None or dossier.due_at is None:
        raise ClockNotRunning(number=dossier.number)
    content = _facts(session, dossier, version, language, now) | {
        "head": _in(unit, "head_title", language),
        "unit": _in(unit, "name", language),
        "stage": _in(stage, "name", language),
        "legal_date": day_words(dossier.legal_date, language),
        "period": period_words(Period(stage.amount, PeriodUnit(stage.unit_of_period)), language),
        "legal_basis": stage.legal_basis,
        "late": dossier.due_at < now,
        "papers": _in(version, "papers", language),
    }
    details: dict[str, object] = {"kind": kind.value, "language": language}
    add_fact(session, dossier, f"{kind.value}_printed", actor, now, details=details)
    return _compile(kind.value, language, content)


def print_receipt(session: Session, receipt: Receipt, address: str, now: datetime) -> bytes:
    """What the citizen takes home, in the citizen's language. `address` is that of the follow-up page.

    The code in the square is the address with the number behind `#`, which browsers keep to themselves.
    """
    dossier, version, _, _ = _read(session, receipt.number)
    square = io.BytesIO()
    segno.make(f"{address}#{receipt.number}", error="m").save(square, kind="svg", border=2)
    content = _facts(session, dossier, version, dossier.language, now) | {
        "code": receipt.code,
        "subject": dossier.subject,
        "legal_date": day_words(receipt.legal_date, dossier.language),
        "address": address,
        "qr": square.getvalue().decode(),
    }
    return _compile("receipt", dossier.language, content)


def _read(session: Session, number: str) -> tuple[DossierRow, ProcedureVersionRow, StageRow, UnitRow]:
    try:
        canonical = str(parse(number))
    except NumberWrong as error:
        raise DossierNotFound(number=number) from error
    row = session.execute(
        select(DossierRow, ProcedureVersionRow, StageRow, UnitRow)
        .join(ProcedureVersionRow, ProcedureVersionRow.id == DossierRow.procedure_version_id)
        .join(StageRow, StageRow.id == DossierRow.stage_id)
        .join(UnitRow, UnitRow.code == DossierRow.unit_code)
        .where(DossierRow.number == canonical)
    ).one_or_none()
    if row is None:
        raise DossierNotFound(number=canonical)
    return row


def _facts(
    session: Session, dossier: DossierRow, version: ProcedureVersionRow, language: str, now: datetime
) -> dict[str, Any]:
    calendar = in_force(session).calendar
    return {
        "number": dossier.number,
        "date": day_words(calendar.local_date_of(now), language),
        "registered": day_words(calendar.local_date_of(dossier.registered_at), language),
        "procedure": _in(version, "name", language),
    }


def _in(row: object, name: str, language: str) -> Any:
    return getattr(row, f"{name}_{language}")


def _check(language: str) -> None:
    if language not in LANGUAGES:
        raise LanguageUnknown(field="language", language=language)


def _compile(name: str, language: str, content: dict[str, Any]) -> bytes:
    # Fonts of the package alone: the same letter on every machine.
    printed = typst.compile(
        str(_FOLDER / f"{name}.{language}.typ"),
        root=str(_FOLDER),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(content, ensure_ascii=False)},
    )
    assert isinstance(printed, bytes)  # one file, as no output was named
    return printed
