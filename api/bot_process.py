"""The bot as processes: its model trained when what it is made from changed, its commands, its environment.

`bot/` lives in an environment of its own (Python 3.10); nothing here imports it.
"""

import hashlib
import itertools
import os
import shutil
import subprocess
from pathlib import Path

from api.system import Progress
from kit.errors import Unavailable
from kit.locks import exclusive
from kit.secrets import Secrets
from kit.settings import Settings
from models import build as model_build

__all__ = ["FOLDER", "BotNotTrained", "actions_command", "ensure_model", "environment", "rasa_command"]

_ROOT = Path(__file__).resolve().parent.parent
FOLDER = _ROOT / "bot"
# What a trained model depends on; tests and the action server are not part of it.
_SOURCES = ("config.yml", "domain", "data", "components")


class BotNotTrained(Unavailable):
    code = "bot_not_trained"


class BotEnvironmentMissing(Unavailable):
    code = "bot_environment_missing"


def ensure_model(settings: Settings, progress: Progress) -> Path:
    """The trained model for the present sources, from the cache or trained now (about a minute).

    Raises BotNotTrained with the place of Rasa's own log.
    """
    embedding = model_build.ensure(settings.cache_dir, progress)
    folder = settings.cache_dir / "bot" / _digest(embedding.name)
    model = folder / "bot.tar.gz"
    with exclusive(folder.with_suffix(".lock")):
        if not model.exists():
            _train(settings, embedding, model, progress)
    return model


def _train(settings: Settings, embedding: Path, model: Path, progress: Progress) -> None:
    making = model.parent.with_suffix(".new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    log = making / "train.log"
    command = [_python(settings), "-m", "rasa", "train", "--skip-validation"]  # the bot's own tests validate
    command += ["--domain", "domain", "--data", "data", "--config", "config.yml"]
    command += ["--out", str(making), "--fixed-model-name", "bot"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=FOLDER,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=_base_environment() | {"TRUCHEMENT_MODEL_FOLDER": str(embedding)},
        )
        _wait(process, progress)
    if process.returncode != 0 or not (making / "bot.tar.gz").exists():
        kept = log.rename(model.parent.with_suffix(".failed.log"))
        raise BotNotTrained(log=str(kept))
    making.rename(model.parent)


def _wait(process: "subprocess.Popen[bytes]", progress: Progress) -> None:
    try:
        for seconds in itertools.count():
            progress("train_bot", seconds, 0)
            try:
                process.wait(1)
            except subprocess.TimeoutExpired:
                continue
            return
    except BaseException:
        process.kill()
        process.wait()
        raise


def _digest(embedding_name: str) -> str:
    digest = hashlib.sha256(embedding_name.encode())
    digest.update((_ROOT / "requirements" / "bot.lock").read_bytes())
    files = [FOLDER / name for name in _SOURCES]
    files += [path for name in _SOURCES for path in (FOLDER / name).rglob("*")]
    for path in sorted(path for path in files if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(FOLDER).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def rasa_command(settings: Settings, model: Path) -> list[str]:
    return [_python(settings), "serve.py", str(model)]


def actions_command(settings: Settings) -> list[str]:
    return [_python(settings), "-m", "actions.server"]


def environment(
    settings: Settings, secrets: Secrets, *, api_url: str, rasa_port: int, actions_port: int
) -> dict[str, str]:
    """Variables of both processes of the bot. Secrets go through the environment, not the command line."""
    return _base_environment() | {
        "TRUCHEMENT_MODEL_FOLDER": str(model_build.find(settings.cache_dir)),
        "BOT_API_URL": api_url,
        "BOT_API_TOKEN": secrets.bot_api_token,
        "BOT_ACTIONS_HOST": "127.0.0.1",
        "BOT_ACTIONS_PORT": str(actions_port),
        "BOT_ACTIONS_URL": f"http://127.0.0.1:{actions_port}/webhook",
        "BOT_ACTIONS_TOKEN": secrets.actions_token,
        "BOT_RASA_TOKEN": secrets.rasa_token,
        "BOT_RASA_HOST": "127.0.0.1",
        "BOT_RASA_PORT": str(rasa_port),
    }


def _base_environment() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TRUCHEMENT_"))
    }
    return kept | {
        "RASA_TELEMETRY_ENABLED": "false",
        "OMP_NUM_THREADS": "1",  # scikit-learn on two threads trains four times slower here
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONPATH": str(FOLDER),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _python(settings: Settings) -> str:
    python = settings.bot_python or _ROOT / ".venv-bot" / "bin" / "python"
    if not python.exists():
        raise BotEnvironmentMissing(path=str(python))
    return str(python)
