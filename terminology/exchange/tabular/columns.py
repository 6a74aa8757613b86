"""The columns of one file: which role each has, by its heading or as a person chose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terminology.concepts import Language
from terminology.exchange.report import Problem
from terminology.exchange.tabular.roles import EXTRA, IGNORE, REPEATABLE, Role, guess
from terminology.folding import squeeze

__all__ = ["Columns", "read_header"]

_NAMES_SHOWN = 200
_BY_LANGUAGE = frozenset(
    {
        *("term", "definition", "definition_source", "synonyms", "acronym", "gender", "part_of_speech"),
        *("context", "region", "reliability", "usage", "support"),
    }
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Build it with `read_header`.

    `by_row`: each row is one term, and says its concept and its language itself.
    """

    headings: tuple[str, ...]
    roles: tuple[Role, ...]
    languages: tuple[Language, ...]
    by_row: bool

    def cells(self, row: Sequence[str]) -> tuple[Mapping[Role, list[str]], dict[str, str]]:
        """What the row says, by role (nothing empty); and what is kept under its heading."""
        found: dict[Role, list[str]] = {}
        extra: dict[str, str] = {}
        for place, cell in enumerate(row):
            role, value = self.roles[place], squeeze(cell)
            if role == EXTRA and value:
                extra[self.headings[place] or f"#{place + 1}"] = value
            elif role != IGNORE and value:
                found.setdefault(role, []).append(value)
        return found, extra


def read_header(headings: Sequence[str], chosen: Sequence[Role] | None = None) -> Columns | list[Problem]:
    """`chosen`: a role a column, in their order; without it the headings say."""
    names = tuple(squeeze(heading) for heading in headings)
    roles = tuple(chosen) if chosen is not None else tuple(guess(name) or EXTRA for name in names)
    if len(roles) != len(names):
        return [Problem(1, "columns_changed", {"expected": len(roles), "found": len(names)})]
    by_row = Role("row_language") in roles
    languages = tuple(dict.fromkeys(role.language for role in roles if role.kind == "term" and role.language))
    problems = _twice(names, roles)
    if by_row:
        wanted = (Role("id"), Role("row_term") if Role("row_term") in roles else Role("term"))
        if any(role not in roles for role in wanted):
            problems.append(Problem(1, "no_row_columns"))
        return problems or Columns(names, roles, languages, by_row)
    if not languages:
        problems.append(Problem(1, "no_term_column", {"columns": ", ".join(names)[:_NAMES_SHOWN]}))
    if len(languages) > 1:
        problems.extend(
            Problem(1, "column_without_language", {"column": names[place]})
            for place, role in enumerate(roles)
            if role.kind in _BY_LANGUAGE and role.language is None
        )
    if problems:
        return problems
    # In a file of one language, "definition" alone says enough.
    alone = languages[0] if len(languages) == 1 else None
    settled = tuple(
        Role(role.kind, alone) if alone and role.kind in _BY_LANGUAGE and role.language is None else role
        for role in roles
    )
    return Columns(names, settled, languages, by_row)


def _twice(names: Sequence[str], roles: Sequence[Role]) -> list[Problem]:
    return [
        Problem(1, "column_twice", {"column": name})
        for place, (name, role) in enumerate(zip(names, roles, strict=True))
        if (name and name in names[:place]) or (role.kind not in REPEATABLE and role in roles[:place])
    ]
