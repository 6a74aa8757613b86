"""A procedure as a form: numbered fields for each stage, and two empty stages at the end to add more."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from kit.errors import DomainError
from relance.errors import ProcedureWrong
from relance.levels import Level, LevelRule
from relance.procedures import Procedure, Stage

__all__ = ["EMPTY_STAGES", "LEVELS", "read_procedure", "stage_count", "values_of"]

EMPTY_STAGES: Final = 2
LEVELS: Final = (Level.WARNING, Level.HEAD, Level.UNIT_ABOVE, Level.SECRETARY_GENERAL)
_MOST_STAGES: Final = 20
_LONGEST_LINE: Final = 300
_LONGEST_TEXT: Final = 4_000
_WORDS = ("fr", "en", "description_fr", "description_en")


def values_of(procedure: Procedure) -> dict[str, str]:
    """What stands in the fields at first."""
    values = {name: getattr(procedure, name) for name in _WORDS}
    values["papers_fr"] = "\n".join(procedure.papers_fr)
    values["papers_en"] = "\n".join(procedure.papers_en)
    for number, stage in enumerate(procedure.stages):
        values |= {
            f"code_{number}": stage.code,
            f"fr_{number}": stage.fr,
            f"en_{number}": stage.en,
            f"unit_{number}": stage.unit,
            f"amount_{number}": str(stage.amount),
            f"period_{number}": stage.unit_of_period,
            f"basis_{number}": stage.legal_basis,
            f"pausable_{number}": "yes" if stage.pausable else "",
            f"resume_{number}": stage.resume,
        }
        values |= {f"{rule.level.value}_{number}": str(rule.working_days) for rule in stage.level}
    return values


def stage_count(values: Mapping[str, str]) -> int:
    """How many stages the fields show: those that were filled in, and the empty ones."""
    filled = [number for number in range(_MOST_STAGES) if values.get(f"fr_{number}", "").strip()]
    return min(max(filled, default=-1) + 1 + EMPTY_STAGES, _MOST_STAGES)


def read_procedure(former: Procedure, values: Mapping[str, str]) -> Procedure:
    """A stage without a name is left out. Raises ProcedureWrong naming the field."""
    for name in _WORDS:
        if not 0 < len(values.get(name, "").strip()) <= _LONGEST_TEXT:
            raise ProcedureWrong(field=name, reason="missing")
    papers_fr, papers_en = (_lines(values.get(f"papers_{language}", "")) for language in ("fr", "en"))
    if len(papers_fr) != len(papers_en):
        raise ProcedureWrong(field="papers_en", reason="papers differ between the languages")
    return Procedure(
        code=former.code,
        kind=former.kind,
        fr=values["fr"].strip(),
        en=values["en"].strip(),
        description_fr=values["description_fr"].strip(),
        description_en=values["description_en"].strip(),
        papers_fr=papers_fr,
        papers_en=papers_en,
        stage=tuple(_stages(values)),
    )


def _stages(values: Mapping[str, str]) -> Iterator[Stage]:
    taken: set[str] = set()
    for number in range(_MOST_STAGES):
        if not values.get(f"fr_{number}", "").strip():
            continue

        def field(name: str, number: int = number) -> str:
            text = values.get(f"{name}_{number}", "").strip()
            if not 0 < len(text) <= _LONGEST_LINE * (4 if name == "basis" else 1):
                raise ProcedureWrong(field=f"{name}_{number}", reason="missing")
            return text

        code = _code(values.get(f"code_{number}", "") or field("en"), taken)
        taken.add(code)
        yield Stage(
            code=code,
            fr=field("fr"),
            en=field("en"),
            unit=field("unit"),
            amount=_whole(f"amount_{number}", field("amount")),
            unit_of_period=field("period"),
            legal_basis=field("basis"),
            provisional=True,
            pausable=values.get(f"pausable_{number}") == "yes",
            resume=values.get(f"resume_{number}", ""),
            level=tuple(_levels(values, number)),
        )


def _levels(values: Mapping[str, str], number: int) -> Iterator[LevelRule]:
    for level in LEVELS:
        name = f"{level.value}_{number}"
        if days := values.get(name, "").strip():
            try:
                yield LevelRule(level, _whole(name, days))
            except (ValueError, DomainError) as error:
                raise ProcedureWrong(field=name, reason="working days") from error


def _whole(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:  # noqa: PLR2004 - a thousand million
        raise ProcedureWrong(field=name, reason="not a whole number")
    return int(text)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _code(text: str, taken: set[str]) -> str:
    """A stage keeps its code through its versions; a new one is called after its English name."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:36] or "stage"
    return code if code not in taken else f"{code}_{len(taken)}"
