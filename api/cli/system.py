"""Commands on the system as a whole: prepare it, run it, ask how it is."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from api import bot_process, openapi
from api.app import create_app
from api.assets import build as build_assets
from api.cli.output import print_json, progress_bar, say
from api.cli.quality import quality
from api.supervisor import supervise
from api.system import opened, opened_database
from api.worker import run_worker
from kit import audit, secrets
from kit.settings import Settings
from models import joint

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    for command in (setup, run, serve, worker, quality):
        app.command()(command)
    app.command("secrets")(make_secrets)
    app.command("openapi")(write_openapi)
    app.command("audit-verify")(verify_audit)


class Part(StrEnum):
    ASSETS = "assets"
    MODEL = "model"
    BOT = "bot"


def setup(
    part: Annotated[list[Part] | None, typer.Option(help="Only this part; may be repeated.")] = None,
) -> None:
    """Prepare what a start needs: web assets, embedding model, Rasa model. Quick when nothing changed."""
    settings, parts = Settings(), part or list(Part)
    with progress_bar() as progress:
        if Part.ASSETS in parts:
            build_assets(progress)
        if Part.MODEL in parts:
            joint.ensure(settings.cache_dir, progress)
        if Part.BOT in parts:
            bot_process.ensure_model(settings, progress)


def make_secrets(folder: Annotated[Path, typer.Argument(help="Folder to write, of mode 0700.")]) -> None:
    """Make the secret files that docker-compose.yml mounts; those that exist stay."""
    for path in secrets.export(folder):
        say("{path}", path=path)


def run() -> None:
    """Start the whole system in the foreground; Ctrl-C stops all of it."""
    with progress_bar() as progress:
        supervise(Settings(), progress, _Announcer())


class _Announcer:
    def first_account(self, login: str, one_time_password: str) -> None:
        say(
            "Compte « {login} », mot de passe à usage unique : {password}",
            login=login,
            password=one_time_password,
        )

    def ready(self, address: str, data_dir: Path) -> None:
        say("Truchement répond : {address}", address=address)
        say("Données et journaux : {folder}", folder=data_dir)
        say("Ctrl-C arrête tout.")


def serve() -> None:
    """Run the web server alone (a service of docker-compose.yml; `run` starts it by itself)."""
    settings = Settings()
    with progress_bar() as progress, opened(settings, progress=progress, bank=True) as services:
        uvicorn.run(
            create_app(services),
            host=settings.host,
            port=settings.port,
            log_level=settings.log_level.lower(),
            access_log=False,  # it would write addresses; the application logs requests without them
            server_header=False,
            timeout_graceful_shutdown=5,
        )


def worker() -> None:
    """Run the job worker alone (a service of docker-compose.yml; `run` has one inside the web process)."""
    with opened(Settings()) as services:
        asyncio.run(run_worker(services))


def write_openapi(write: Annotated[Path, typer.Option(help="File to write.")]) -> None:
    """Write the OpenAPI description of every JSON route."""
    openapi.write(write)


def verify_audit(as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False) -> None:
    """Check the chain of the audit log; fails when a row was changed or removed."""
    with opened_database(Settings()) as database, database.transaction() as session:
        broken = audit.first_broken_link(session)
    if as_json:
        print_json({"whole": broken is None, "first_broken": broken})
    elif broken is None:
        say("Le journal d’audit est intact.")
    else:
        say("Le journal d’audit est rompu à la ligne {id}.", id=broken)
    if broken is not None:
        raise typer.Exit(1)
