"""`truchement terms`: search the bank, bring files in and out."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.output import fail, language, print_json, progress_bar, say
from api.cli.term_search import search
from api.cli.texts import annotate
from api.i18n import translate
from api.messages import fill, words_of
from api.system import opened
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
    Selection,
    export_file,
    import_cldr,
    import_file,
)

__all__ = ["app"]

app = typer.Typer(help="The terminology bank.", no_args_is_help=True)
app.command()(annotate)

JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


_BY_NAME = {
    ".tbx": Format.TBX_DCA,
    ".csv": Format.CSV,
    ".tsv": Format.TSV,
    ".txt": Format.OMEGAT,
    ".jsonld": Format.SKOS,
}


class Collection(StrEnum):
    CLDR = "cldr"


app.command()(search)


@app.command("import")
def import_terms(
    file: Annotated[
        Path | None, typer.Argument(help="CSV, TSV (also .gz) or TBX.", exists=True, dir_okay=False)
    ] = None,
    collection: Annotated[
        Collection | None, typer.Option("--from", help="A collection in place of a file.")
    ] = None,
    status: Annotated[
        ConceptStatus, typer.Option(help="Status of what is imported.")
    ] = ConceptStatus.VALIDATED,
    as_json: JsonOption = False,
) -> None:
    """Import a file, whole or not at all. What was imported before is not added again."""
    if (file is None) == (collection is None):
        raise typer.BadParameter("give either a FILE or --from cldr")
    with progress_bar() as progress, opened(Settings(), progress=progress, bank=True) as services:
        encoder, now = services.encoder, services.clock.now()
        try:
            with services.database.transaction() as session:
                if file is not None:
                    report = import_file(
                        session,
                        file,
                        status=status,
                        actor=SYSTEM,
                        now=now,
                        encoder=encoder,
                        progress=progress,
                    )
                else:
                    report = import_cldr(
                        session, status=status, actor=SYSTEM, now=now, encoder=encoder, progress=progress
                    )
        except ImportRefused as refusal:
            _show_refusal(refusal, as_json=as_json)
            raise typer.Exit(1) from None
    print_json(report) if as_json else _show_report(report)


@app.command("export")
def export_terms(
    file: Annotated[Path, typer.Argument(help="Where to write.")],
    form: Annotated[Format | None, typer.Option("--format", help="By the file's name if not given.")] = None,
    dialect: Annotated[
        Dialect, typer.Option(help="Of TBX v3; what it does not know is left out. `full` keeps all.")
    ] = Dialect.FULL,
    domain: Annotated[
        str | None, typer.Option(help="A subject field, by code or name, with those below.")
    ] = None,
    status: Annotated[
        list[ConceptStatus] | None, typer.Option(help="Validated if not given; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the bank, or a part of it, as TBX, CSV, TSV, an OmegaT glossary or SKOS."""
    chosen = form or _BY_NAME.get("".join(file.suffixes[-1:]).lower())
    if chosen is None:
        raise typer.BadParameter("say the --format, or name the file .tbx, .csv, .tsv, .txt or .jsonld")
    selection = Selection(frozenset(status or [ConceptStatus.VALIDATED]), domain)
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
        "{file} : {read} fiches lues, {added} ajoutées, {unchanged} déjà présentes.",
        file=report.file,
        read=report.read,
        added=report.added,
        unchanged=report.unchanged,
    )
    _show_problems(report.file, report.problems)


def _show_problems(file: str, problems: Sequence[Problem]) -> None:
    """One line each, with file and line as an editor understands them."""
    for problem in problems:
        reason = fill(language(), words_of(problem.reason_code).detail, problem.params)
        place = f"{file}:{problem.line}" if problem.line else file  # 0: the file as a whole
        fail(f"{place}: {reason}")
