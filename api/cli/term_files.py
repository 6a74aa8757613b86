"""`truchement terms import` and `export`: files in and out of the bank."""

import csv
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.cli.output import fail, language, print_json, progress_bar, say
from api.i18n import translate
from api.messages import fill, words_of
from api.system import Progress, opened
from api.wiring import Services
from kit.audit import SYSTEM
from kit.settings import Settings
from terminology.concepts import ConceptStatus
from terminology.exchange import (
    Dialect,
    ExportReport,
    Format,
    ImportRefused,
    ImportReport,
    Problem,
    Resemblances,
    Selection,
    export_file,
    import_cldr,
    import_file,
    try_file,
)
from terminology.exchange.deposits.mappings import recalled_for
from terminology.exchange.tabular.roles import Role, role_of

__all__ = ["export_terms", "import_terms"]

_BY_NAME = {f".{item.ending}": item for item in reversed(Format) if item is not Format.MULTITERM}
_SHOWN = 10  # suspected duplicates; the report and the JSON have more
_JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


class Collection(StrEnum):
    CLDR = "cldr"


def import_terms(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="TBX, MultiTerm XML, XLSX, CSV, TSV; text also as .gz.", exists=True, dir_okay=False
        ),
    ] = None,
    collection: Annotated[
        Collection | None, typer.Option("--from", help="A collection in place of a file.")
    ] = None,
    status: Annotated[
        ConceptStatus, typer.Option(help="Status of what is imported.")
    ] = ConceptStatus.VALIDATED,
    column: Annotated[
        list[str] | None,
        typer.Option(help="What a column of a table is (term:fr, domain, ignore, …), once each, in order."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="Also write what was found, line by line: a .json or .csv file.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    as_json: _JsonOption = False,
) -> None:
    """Import a file, whole or not at all. What was imported before is not added again."""
    if (file is None) == (collection is None):
        raise typer.BadParameter("give either a FILE or --from cldr")
    roles = _roles(column)
    with progress_bar() as progress, opened(Settings(), progress=progress, bank=True) as services:
        try:
            with services.database.transaction() as session:
                work = _Work(session, services, status, progress)
                found = work.cldr() if file is None else work.file(file, roles, dry_run=dry_run)
        except ImportRefused as refusal:
            _write_report(report, refusal.problems)
            _show_refusal(refusal, as_json=as_json)
            raise typer.Exit(1) from None
    _write_report(report, [*found.problems, *(item.as_problem() for item in found.duplicates.found)])
    print_json(found) if as_json else _show_report(found)


@dataclass(frozen=True, slots=True)
class _Work:
    session: Session
    services: Services
    status: ConceptStatus
    progress: Progress

    def file(self, path: Path, roles: list[Role] | None, *, dry_run: bool) -> ImportReport:
        columns = roles or recalled_for(self.session, path)
        if dry_run:
            return try_file(
                self.session,
                path,
                status=self.status,
                encoder=self.services.encoder,
                progress=self.progress,
                columns=columns,
            ).report
        return import_file(
            self.session,
            path,
            status=self.status,
            actor=SYSTEM,
            now=self.services.clock.now(),
            encoder=self.services.encoder,
            progress=self.progress,
            columns=columns,
        )

    def cldr(self) -> ImportReport:
        return import_cldr(
            self.session,
            status=self.status,
            actor=SYSTEM,
            now=self.services.clock.now(),
            encoder=self.services.encoder,
            progress=self.progress,
        )


def _roles(written: list[str] | None) -> list[Role] | None:
    if not written:
        return None
    roles = [role_of(item) for item in written]
    wrong = [item for item, role in zip(written, roles, strict=True) if role is None]
    if wrong:
        raise typer.BadParameter(f"no such column: {', '.join(wrong)}", param_hint="--column")
    return [role for role in roles if role is not None]


def export_terms(
    file: Annotated[Path, typer.Argument(help="Where to write.")],
    form: Annotated[Format | None, typer.Option("--format", help="By the file's name if not given.")] = None,
    dialect: Annotated[
        Dialect, typer.Option(help="Of TBX v3; what it does not know is left out. `full` keeps all.")
    ] = Dialect.FULL,
    domain: Annotated[
        str | None, typer.Option(help="A subject field, by code or name, with those below.")
    ] = None,
    collection: Annotated[int | None, typer.Option(help="Number of a collection.")] = None,
    status: Annotated[
        list[ConceptStatus] | None, typer.Option(help="Validated if not given; may be repeated.")
    ] = None,
    as_json: _JsonOption = False,
) -> None:
    """Write the bank, or a part of it: TBX, MultiTerm XML, XLSX, CSV, TSV, TMX, OmegaT glossary or SKOS."""
    chosen = form or _BY_NAME.get("".join(file.suffixes[-1:]).lower())
    if chosen is None:
        endings = ", ".join(sorted(_BY_NAME))
        raise typer.BadParameter(f"say the --format, or end the file's name with one of {endings}")
    selection = Selection(frozenset(status or [ConceptStatus.VALIDATED]), domain, collection)
    with progress_bar() as progress, opened(Settings(), progress=progress, bank=True) as services:
        # Beside the file, and in its place once it is whole: a reader never finds half of it.
        partial = file.with_name(f"{file.name}.part")
        try:
            with services.database.transaction() as session, partial.open("wb") as target:
                report = export_file(session, target, chosen, selection, progress=progress, dialect=dialect)
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
    print_json(report) if as_json else _show_export(file, report)


def _show_export(file: Path, report: ExportReport) -> None:
    say("{file} : {written} fiches écrites.", file=file, written=report.written)
    if report.left_out:
        say("{count} fiches sans terme dans les deux langues : laissées.", count=report.left_out)
    if report.data_left_out:
        say("{count} données que ce format ne connaît pas : laissées.", count=report.data_left_out)


def _show_refusal(refusal: ImportRefused, *, as_json: bool) -> None:
    if as_json:
        print_json({"error": refusal.code, "file": refusal.file, "problems": refusal.problems})
    _show_problems(refusal.file, refusal.problems)
    fail(translate(language(), "Rien n’a été importé."))


def _show_report(report: ImportReport) -> None:
    say(
        "{file} : {read} fiches lues, {added} ajoutées, {updated} complétées, {unchanged} déjà présentes.",
        file=report.file,
        read=report.read,
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
    )
    _show_problems(report.file, report.problems)
    _show_duplicates(report.file, report.duplicates)


def _show_duplicates(file: str, told: Resemblances) -> None:
    shown = told.found[:_SHOWN]
    _show_problems(file, [item.as_problem() for item in shown])
    if told.count > len(shown):
        say("{count} autres doublons présumés.", count=told.count - len(shown))
    if told.left:
        say("{count} fiches n’ont pas été comparées : la page des doublons les montrera.", count=told.left)


def _show_problems(file: str, problems: Sequence[Problem]) -> None:
    """One line each, with file and line as an editor understands them."""
    for problem in problems:
        place = f"{file}:{problem.line}" if problem.line else file  # 0: the file as a whole
        fail(f"{place}: {_reason(problem)}")


def _reason(problem: Problem) -> str:
    return fill(language(), words_of(problem.reason_code).detail, problem.params)


def _write_report(path: Path | None, problems: Sequence[Problem]) -> None:
    """For a program the codes and their parameters, for a person the sentences."""
    if path is None:
        return
    if path.suffix.lower() == ".json":
        plain = [asdict(item) | {"params": dict(item.params), "reason": _reason(item)} for item in problems]
        path.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("line", "code", "refused", "reason"))
        rows.writerows(
            (item.line, item.reason_code, "yes" if item.stops else "no", _reason(item)) for item in problems
        )
