"""Subject fields: a tree, named in both languages, in which concepts are classed."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from terminology.folding import fold
from terminology.tables import SubjectFieldRow

__all__ = ["SubjectField", "add_missing", "load_subject_fields", "new_code", "resolve", "subject_fields"]

_SEED = Path(__file__).parent / "seed" / "domains.toml"
_NOT_IN_CODE = re.compile(r"[^\w]+")
_CODE_LIMIT = 80  # characters


@dataclass(frozen=True, slots=True)
class SubjectField:
    code: str
    fr: str
    en: str
    parent: str | None = None


def subject_fields(session: Session) -> list[SubjectField]:
    """All of them, in the order of their codes."""
    rows = session.execute(
        select(SubjectFieldRow.code, SubjectFieldRow.fr, SubjectFieldRow.en, SubjectFieldRow.parent).order_by(
            SubjectFieldRow.code
        )
    )
    return [SubjectField(*row) for row in rows]


def resolve(session: Session, names: Iterable[str]) -> dict[str, str]:
    """The code of each name. A name may be a code, or a French or English name, in any case and accents.

    A subject field nobody knows yet is created under its own name, which a terminologist may correct.
    """
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return {}
    known = _index(subject_fields(session))
    new: dict[str, SubjectField] = {}
    found: dict[str, str] = {}
    for name in wanted:
        key = fold(name)
        if key not in known:
            field = SubjectField(new_code(key, set(known.values())), name, name)
            new[field.code] = field
            known[key] = field.code
        found[name] = known[key]
    _add(session, list(new.values()))
    return found


def load_subject_fields(session: Session) -> int:
    """Add the subject fields of `seed/domains.toml` that are missing; how many were."""
    stored = tomllib.loads(_SEED.read_text(encoding="utf-8"))["domain"]
    return add_missing(
        session,
        [SubjectField(item["code"], item["fr"], item["en"], item.get("parent")) for item in stored],
    )


def add_missing(session: Session, fields: Iterable[SubjectField]) -> int:
    """Those whose code is not there yet, parents before children; what people renamed stays."""
    present = {field.code for field in subject_fields(session)}
    missing = [field for field in fields if field.code not in present]
    _add(session, missing)
    return len(missing)


def _add(session: Session, fields: list[SubjectField]) -> None:
    if fields:
        rows = [
            {"code": field.code, "fr": field.fr, "en": field.en, "parent": field.parent} for field in fields
        ]
        # Two people may name the same new field at once: the second waits, and finds it there.
        session.execute(insert(SubjectFieldRow).values(rows).on_conflict_do_nothing())


def _index(fields: list[SubjectField]) -> dict[str, str]:
    """By folded code and names; a code wins over a name that looks the same."""
    index: dict[str, str] = {}
    for field in fields:
        index.setdefault(fold(field.en), field.code)
        index.setdefault(fold(field.fr), field.code)
    return index | {fold(field.code): field.code for field in fields}


def new_code(key: str, taken: set[str]) -> str:
    base = _NOT_IN_CODE.sub("-", key).strip("-")[:_CODE_LIMIT] or "domain"
    code, count = base, 2
    while code in taken:
        code, count = f"{base}-{count}", count + 1
    return code
