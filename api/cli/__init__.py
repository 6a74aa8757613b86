"""The console script `truchement`: everything staff and tests do without a browser.

Every command works by itself: it starts the embedded database when none runs, and leaves it as it found it.
`TRUCHEMENT_DATA_DIR` gives a scratch system.
"""

import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from api.cli.output import fail, language
from api.i18n import translate
from api.messages import sentence
from kit.clock import SystemClock
from kit.errors import DomainError
from kit.processes import Interrupted, interrupt_on_signals
from kit.settings import Settings

__all__ = ["app", "main"]

# Each a module beside this one, with its `app`; the commands that stand by themselves are in `system`.
_GROUPS = ("accounts", "deadlines", "dossiers", "models", "relance", "terms")


class _OnDemand(TyperGroup):
    """Imports the commands that are asked for: ten thousand deadlines are computed in less time than the
    modules of all the other commands take to load.
    """

    # `Any`: typer carries its own copy of click, whose types have no public name.
    def list_commands(self, ctx: Any) -> list[str]:
        return [*_GROUPS, *_alone().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in _GROUPS:
            return _alone().get_command(ctx, cmd_name)
        command = typer.main.get_command(import_module(f"api.cli.{cmd_name}").app)
        command.name = cmd_name
        return command


def _alone() -> TyperGroup:
    """The commands that stand by themselves."""
    from api.cli import system  # noqa: PLC0415 - the web server and all it serves

    alone = typer.Typer()
    system.register(alone)
    group = typer.main.get_command(alone)
    assert isinstance(group, TyperGroup)  # they are several
    return group


app = typer.Typer(
    name="truchement",
    cls=_OnDemand,
    help="Terminology bank, citizens' requests and automatic reminders of a Secretariat General.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def _all() -> None:
    """Makes a group of it, though no command is here yet."""


_INTERRUPTED = 130  # the shell's own status for a Ctrl-C


def main() -> None:
    interrupt_on_signals()  # a SIGTERM too lets a command give the database back
    try:
        app()
    except DomainError as error:
        fail(sentence(error, language()))
        sys.exit(1)
    except ValidationError as error:
        fail(_wrong_settings(error))
        sys.exit(2)
    except (Interrupted, KeyboardInterrupt):
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        sys.exit(0)  # `truchement … | head` has read enough
    except Exception as error:  # noqa: BLE001 -- the last resort: nobody is shown a trace
        fail(_unexpected(error))
        sys.exit(70)


def _unexpected(error: Exception) -> str:
    place = _keep_trace()
    if isinstance(error, OSError) and error.filename is not None:
        # A folder that cannot be written, a full disk: whoever called can mend it.
        return translate(
            language(), "Accès impossible : {path} ({reason}).", path=error.filename, reason=error.strerror
        )
    # One line of it: the others may hold what people wrote (a failed statement's values).
    first = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    return translate(
        language(),
        "Erreur inattendue : {error}. Le détail est dans {place}.",
        error=first,
        place=place or "–",
    )


def _wrong_settings(error: ValidationError) -> str:
    lines = [f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" for problem in error.errors()]
    return translate(language(), "Réglages refusés : {problems}", problems="; ".join(lines))


def _keep_trace() -> Path | None:
    """Where the trace lies; None where the data folder itself cannot be written."""
    try:
        path = Settings().data_dir / "logs" / "errors.log"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{SystemClock().now().isoformat()} {sys.argv[1:]}\n{traceback.format_exc()}\n")
    except (OSError, ValidationError):
        return None
    return path
