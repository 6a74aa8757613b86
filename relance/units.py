"""Units in charge: the Secretariat General and its services (decree no. 2013/112, art. 8 to 16)."""

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass
from sqlalchemy import select
from sqlalchemy.orm import Session

from relance.tables import UnitRow

__all__ = ["Unit", "all_units"]


@dataclass(frozen=True, config=ConfigDict(extra="forbid", strict=True, str_min_length=1))
class Unit:
    """One entry of `data/units.toml`; `parent` is a unit's code."""

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
        )
        for row in rows
    )
