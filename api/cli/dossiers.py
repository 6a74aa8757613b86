"""`truchement dossiers`: what the services see."""

from typing import Annotated

import typer

from api.cli.output import language, print_json, print_table
from api.system import opened
from kit.settings import Settings
from relance.dossiers import Dossiers
from relance.states import State
from relance.views import DossierFilter

__all__ = ["app"]

app = typer.Typer(help="Dossiers and their deadlines.", no_args_is_help=True)

JsonOption = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


@app.command("list")
def list_dossiers(
    text: Annotated[str, typer.Option(help="Number, name or words of the subject.")] = "",
    state: Annotated[State | None, typer.Option()] = None,
    unit: Annotated[str | None, typer.Option(help="Code of the unit in charge.")] = None,
    late: Annotated[bool, typer.Option(help="Only those past their deadline.")] = False,
    page: Annotated[int, typer.Option(min=1)] = 1,
    as_json: JsonOption = False,
) -> None:
    """Dossiers, the most urgent first."""
    with opened(Settings()) as services, services.database.transaction() as session:
        wanted = DossierFilter(text=text, state=state, unit=unit, late=late, page=page)
        found = Dossiers(session, services.secrets.code_key).search(wanted, services.clock.now())
    if as_json:
        print_json(found)
        return
    name = f"procedure_{language()}"
    rows = [
        (
            item.number,
            item.state.value,
            getattr(item, name),
            item.unit,
            item.due_at and item.due_at.isoformat(),
        )
        for item in found.items
    ]
    print_table(("number", "state", "procedure", "unit", "due"), rows)


@app.command()
def show(number: str) -> None:
    """One dossier with its history, clock and deadline, in JSON."""
    with opened(Settings()) as services, services.database.transaction() as session:
        detail = Dossiers(session, services.secrets.code_key).get(number)
    print_json(detail)
