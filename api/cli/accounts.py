"""`truchement accounts`: who may log in."""

from typing import Annotated

import typer

from api.cli.output import print_json, print_table, say
from api.security import accounts
from api.security.roles import Role
from api.system import opened
from kit.audit import SYSTEM
from kit.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Accounts of the staff.", no_args_is_help=True)


@app.command()
def add(
    login: str,
    name: str,
    role: Annotated[list[Role], typer.Option(help="May be given several times.")],
    unit: Annotated[str | None, typer.Option(help="Code of the unit, e.g. BR.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Create an account and print its one-time password, to be changed at the first login."""
    with opened(Settings()) as services, services.database.transaction() as session:
        password = accounts.make_password()
        accounts.create_account(
            session,
            login=login,
            name=name,
            password=password,
            roles=role,
            unit=unit,
            actor=SYSTEM,
            now=services.clock.now(),
        )
    if as_json:
        print_json({"login": login, "one_time_password": password})
    else:
        say("Compte {login}, mot de passe à usage unique : {password}", login=login, password=password)


@app.command()
def reset(
    login: str, as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False
) -> None:
    """Give an account a new one-time password and end its sessions."""
    with opened(Settings()) as services, services.database.transaction() as session:
        password = accounts.reset_password(session, login, SYSTEM, services.clock.now())
    if as_json:
        print_json({"login": login, "one_time_password": password})
    else:
        say("Compte {login}, mot de passe à usage unique : {password}", login=login, password=password)


@app.command("list")
def list_accounts(
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """The accounts with their roles."""
    with opened(Settings()) as services, services.database.transaction() as session:
        known = accounts.list_accounts(session)
    if as_json:
        print_json(known)
    else:
        print_table(
            ("login", "name", "unit", "roles"),
            [(one.login, one.name, one.unit, ", ".join(sorted(one.roles))) for one in known],
        )
