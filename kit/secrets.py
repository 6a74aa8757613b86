"""Secrets of one system: made at the first start, kept in the data folder (0600), never defaulted."""

import json
import os
import secrets
import stat
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from kit.errors import Unavailable
from kit.locks import exclusive

__all__ = ["Secrets", "SecretsUnreadable", "export", "load_or_create"]

_BYTES = 32


class SecretsUnreadable(Unavailable):
    code = "secrets_unreadable"


@dataclass(frozen=True, slots=True)
class Secrets:
    """All as 64 hexadecimal digits."""

    session_key: str  # signs session and form tokens
    code_key: str  # derives the citizens' secret codes
    bot_api_token: str  # the bot's right to register requests at our API
    actions_token: str  # Rasa's right to call the action server
    rasa_token: str  # the gateway's right to talk to Rasa


def load_or_create(path: Path) -> Secrets:
    """Read the secrets, or make those that are missing (a new version may need one more).

    Raises SecretsUnreadable when the file is damaged: making new ones would silently void every
    code given to a citizen.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with exclusive(path.with_suffix(".lock")):
        known = _read(path)
        wanted = [field.name for field in fields(Secrets)]
        if any(name not in known for name in wanted):
            known = {name: known.get(name) or secrets.token_hex(_BYTES) for name in wanted}
            _write(path, known)
    return Secrets(**{name: known[name] for name in wanted})


def export(folder: Path) -> list[Path]:
    """Write the secrets, and a database password, as the files that containers mount.

    Files that exist stay. The containers' user must be able to read them: they have mode 0644 in a
    folder of mode 0700, since Docker mounts them one by one with the mode they have.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(stat.S_IRWXU)
    whole = folder / "truchement.json"
    made = load_or_create(whole)
    files = {
        "bot_api_token": made.bot_api_token,
        "actions_token": made.actions_token,
        "rasa_token": made.rasa_token,
        "postgres_password": secrets.token_hex(_BYTES),
    }
    paths = [whole]
    for name, value in files.items():
        path = folder / name
        if not path.exists():
            path.write_text(value, encoding="utf-8")
        paths.append(path)
    for path in paths:
        path.chmod(0o644)
    return paths


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): str(value) for name, value in content.items()}
    except (OSError, ValueError, AttributeError) as error:
        raise SecretsUnreadable(path=str(path), reason=str(error)) from error


def _write(path: Path, content: dict[str, str]) -> None:
    # Written beside and moved: a crash in between leaves the old file or none, never half of one.
    beside = path.with_suffix(".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(Secrets(**content)), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
