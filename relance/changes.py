"""How every change of a dossier by a person begins and ends: locked and compared, counted and recorded."""

from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.audit import Actor
from relance import reading
from relance.errors import DossierChangedMeanwhile, DossierNotFound, MessageTooLong
from relance.history import add_fact
from relance.numbers import NumberWrong, parse
from relance.registration import clean_text
from relance.tables import DossierRow
from relance.views import DossierSummary

__all__ = ["clean_message", "lock", "record"]

_LONGEST_MESSAGE: Final = 4000


def lock(session: Session, number: str, version: int) -> DossierRow:
    """The dossier, held to the end of the transaction, as the agent saw it.

    Raises DossierNotFound, DossierChangedMeanwhile.
    """
    try:
        canonical = str(parse(number))
    except NumberWrong as error:
        raise DossierNotFound(number=number) from error
    dossier = session.scalar(
        select(DossierRow)
        .where(DossierRow.number == canonical)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if dossier is None:
        raise DossierNotFound(number=canonical)
    if dossier.version != version:
        raise DossierChangedMeanwhile(number=canonical, expected=version, present=dossier.version)
    return dossier


def record(
    session: Session,
    dossier: DossierRow,
    code: str,
    actor: Actor,
    now: datetime,
    *,
    told: str = "",
    note: str = "",
    **details: object,
) -> DossierSummary:
    """Record the fact and count the version on; `told` is for the citizen to read, `note` is not."""
    dossier.version += 1
    dossier.updated_at = now
    add_fact(session, dossier, code, actor, now, text=told or note, public=bool(told), details=details)
    return reading.summary(session, dossier.number, now)


def clean_message(field: str, text: str) -> str:
    """Raises MessageTooLong."""
    said = clean_text(text)
    if len(said) > _LONGEST_MESSAGE:
        raise MessageTooLong(field=field, maximum=_LONGEST_MESSAGE, length=len(said))
    return said
