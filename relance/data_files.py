"""The data files of the room: read, checked as a whole, never half used."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from relance.errors import DataFileWrong
from relance.levels import LevelRule, rules_fault
from relance.procedures import Procedure, procedure_fault
from relance.units import Unit

__all__ = ["FOLDER", "read_levels", "read_procedures", "read_toml", "read_units"]

FOLDER = Path(__file__).parent / "data"
_Entry = TypeVar("_Entry")


def read_units(path: Path = FOLDER / "units.toml") -> tuple[Unit, ...]:
    """Raises DataFileWrong."""
    units = _read_entries(path, "unit", Unit)
    codes = _unique(path, [unit.code for unit in units])
    known: set[str] = set()
    for unit in units:
        if unit.parent is not None and unit.parent not in codes:
            raise DataFileWrong(file=path.name, entry=unit.code, reason=f"unknown parent {unit.parent}")
        # Parents stand before their children: so there is no circle, and rows go in in this order.
        if unit.parent is not None and unit.parent not in known:
            raise DataFileWrong(file=path.name, entry=unit.code, reason=f"parent {unit.parent} comes later")
        known.add(unit.code)
    return units


def read_procedures(units: Iterable[Unit], path: Path = FOLDER / "procedures.toml") -> tuple[Procedure, ...]:
    """Raises DataFileWrong."""
    procedures = _read_entries(path, "procedure", Procedure)
    _unique(path, [procedure.code for procedure in procedures])
    unit_codes = {unit.code for unit in units}
    for procedure in procedures:
        reason = procedure_fault(procedure, unit_codes)
        if reason:
            raise DataFileWrong(file=path.name, entry=procedure.code, reason=reason)
    return procedures


def read_levels(path: Path = FOLDER / "levels.toml") -> tuple[LevelRule, ...]:
    """The levels of reminders where a procedure has none of its own. Raises DataFileWrong."""
    rules = _read_entries(path, "level", LevelRule)
    if fault := rules_fault(rules):
        raise DataFileWrong(file=path.name, entry="", reason=fault)
    return rules


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataFileWrong(file=path.name, entry="", reason=str(error)) from error


def _read_entries(path: Path, table: str, kind: type[_Entry]) -> tuple[_Entry, ...]:
    content = read_toml(path)
    entries = content.get(table)
    if set(content) != {table} or not isinstance(entries, list):
        raise DataFileWrong(file=path.name, entry="", reason=f"expected [[{table}]] entries only")
    found = []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(TypeAdapter(kind).validate_json(_as_json(entry)))
        except ValidationError as error:
            name = str(entry.get("code") or number)
            raise DataFileWrong(file=path.name, entry=name, reason=_first(error)) from error
    return tuple(found)


def _as_json(entry: object) -> bytes:
    # In JSON an array may become a tuple although the types are strict.
    return TypeAdapter(Any).dump_json(entry)


def _first(error: ValidationError) -> str:
    detail = error.errors(include_url=False, include_input=False)[0]
    return ".".join(str(part) for part in detail["loc"]) + ": " + detail["msg"]


def _unique(path: Path, codes: list[str]) -> set[str]:
    twice = next((code for code in codes if codes.count(code) > 1), None)
    if twice is not None:
        raise DataFileWrong(file=path.name, entry=twice, reason="given twice")
    return set(codes)
