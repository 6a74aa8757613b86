"""Units in charge: the Secretariat General and its services (decree no. 2013/112, art. 8 to 16)."""

from datetime import datetime

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from relance.errors import UnitUnknown
from relance.registration import normalise_email
from relance.tables import UnitRow

__all__ = ["Unit", "all_units", "set_reminding"]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", strict=True, str_min_length=1))
class Unit:
    """One entry of `data/units.toml`; `parent` is a unit's code.

    With `digest` it is reminded once a day of everything, not of each dossier by itself.
    """

    code: str
    fr: str
    en: str
    article: str
    mandate_fr: str
    mandate_en: str
    email: str
    head_title_fr: str
    head_title_en: str
    parent: str | None = None
    digest: bool = False


def all_units(session: Session) -> tuple[Unit, ...]:
    """In the order of the decree."""
    rows = session.scalars(select(UnitRow).order_by(UnitRow.position, UnitRow.code))
    return tuple(
        Unit(
            code=row.code,
            fr=row.name_fr,
            en=row.name_en,
            article=row.article,
            mandate_fr=row.mandate_fr,
            mandate_en=row.mandate_en,
            email=row.email,
            head_title_fr=row.head_title_fr,
            head_title_en=row.head_title_en,
            parent=row.parent_code,
            digest=row.digest,
        )
        for row in rows
    )


def set_reminding(
    session: Session, code: str, *, email: str, digest: bool, actor: Actor, now: datetime
) -> None:
    """Where a unit is reminded, and how often. Raises UnitUnknown, EmailWrong."""
    row = session.get(UnitRow, code, with_for_update=True)
    if row is None:
        raise UnitUnknown(unit=code)
    row.email, row.digest = normalise_email(email), digest
    audit.record(session, now, actor, "unit.reminding_changed", code, email=row.email, digest=digest)
    session.flush()
