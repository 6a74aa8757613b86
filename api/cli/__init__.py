"""The console script `truchement`: everything staff and tests do without a browser.

Every command works by itself: it starts the embedded database when none runs, and leaves it as it found it.
`TRUCHEMENT_DATA_DIR` gives a scratch system.
"""

import sys
import traceback
from pathlib import Path

import typer
from pydantic import ValidationError

from api.cli import accounts, deadlines, dossiers, relance, system, terms
from api.cli.output import fail, language
from api.i18n import translate
from api.messages import sentence
from kit.clock import SystemClock
from kit.errors import DomainError
from kit.processes import Interrupted, interrupt_on_signals
from kit.settings import Settings

__all__ = ["app", "main"]

app = typer.Typer(
    name="truchement",
    help="Terminology bank, citizens' requests and automatic reminders of a Secretariat General.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(terms.app, name="terms")
app.add_typer(dossiers.app, name="dossiers")
app.add_typer(relance.app, name="relance")
app.add_typer(deadlines.app, name="deadlines")
app.add_typer(accounts.app, name="accounts")
system.register(app)

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
