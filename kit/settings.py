"""Every setting, with its unit and meaning. Read from the environment, validated at load.

Secrets are not here: they are generated at the first start into the data folder (see `kit.secrets`).
"""

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]


def _default_cache_dir() -> Path:
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "truchement"


class Settings(BaseSettings):
    """Settings of one system. Each field's environment variable is `TRUCHEMENT_` and its name in capitals,
    but for `database_url`, which is the customary `DATABASE_URL`.
    """

    model_config = SettingsConfigDict(env_prefix="TRUCHEMENT_", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder of the database, the secrets and the logs of this system. Back it up.",
    )
    cache_dir: Path = Field(
        default_factory=_default_cache_dir,
        description="Folder of what can be made again: environments, embedding model, Rasa model.",
    )
    secrets_file: Path | None = Field(
        default=None, description="File of this system's secrets. Empty: `secrets.json` of the data folder."
    )
    database_url: str | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        description="PostgreSQL server (libpq URL). Empty: the embedded server, in the data folder.",
    )
    host: str = Field(default="127.0.0.1", description="Address the web server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port of the web server; 0 picks a free one.")
    public_url: str | None = Field(
        default=None,
        description="Address under which people reach the system, for links in messages. "
        "Beginning with https it also makes cookies Secure.",
    )
    bot_url: str | None = Field(
        default=None,
        description="Address of the Rasa server, e.g. http://rasa:5005. Empty: `truchement run` sets it.",
    )
    bot_python: Path | None = Field(
        default=None, description="Python of the bot's environment. Empty: `.venv-bot` of this clone."
    )
    bot_timeout_seconds: float = Field(
        default=15.0, gt=0, description="How long the gateway waits for one answer of the bot."
    )
    worker: Literal["inside", "none"] = Field(
        default="inside",
        description="`inside`: one job worker runs in the web process; `none`: workers run by themselves.",
    )
    smtp_url: str | None = Field(
        default=None,
        description="Mail server, smtp://user:password@host:port or smtps://. Empty: the outbox.",
    )
    smtp_timeout_seconds: float = Field(default=20.0, gt=0, description="Longest wait for the mail server.")
    mail_from: str = Field(
        default="relance@ministere.example", description="Sender address of every message."
    )
    timezone: str = Field(default="Africa/Douala", description="Time zone of legal dates (IANA name).")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        description="Threshold of the logs. DEBUG may show what people wrote: not for production.",
    )
    encoder_threads: int = Field(
        default=1, ge=1, le=64, description="Processor threads the embedding model may use for one call."
    )
    vector_index: Literal["faiss", "pgvector"] = Field(
        default="faiss",
        description="Where meanings are compared: `faiss` in each process, `pgvector` in the database.",
    )
    import_megabytes: int = Field(
        default=512, ge=1, le=4096, description="Largest file that may be uploaded for import, in megabytes."
    )
    redis_url: str | None = Field(
        default=None, description="Lock store of the bot when several Rasa servers run. Empty: in memory."
    )

    @field_validator("data_dir", "cache_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @field_validator("database_url", "public_url", "bot_url", "smtp_url", "redis_url", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return value or None

    @property
    def base_url(self) -> str:
        """The address to print and to write into messages, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
