"""`truchement terms`: search the bank, annotate texts with it, bring files in and out."""

import typer

from api.cli.term_files import export_terms, import_terms
from api.cli.term_search import search
from api.cli.texts import annotate

__all__ = ["app"]

app = typer.Typer(help="The terminology bank.", no_args_is_help=True)
app.command()(annotate)
app.command()(search)
app.command("import")(import_terms)
app.command("export")(export_terms)
