"""Putting the system together, once, from its settings."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from api.chat.rasa import Bot, NoBot, RasaBot
from api.lazy_encoder import LazyEncoder
from api.limits import Limits
from kit.clock import Clock
from kit.database import Database
from kit.mail import Mailer, make_mailer
from kit.secrets import Secrets
from kit.settings import Settings
from models import joint
from terminology.ports import Encoder
from terminology.recognition import Recognition
from terminology.search import SearchEngine
from terminology.search.pgvector_index import PgVectorIndexes

__all__ = ["Progress", "Services", "adapter_folder", "build"]

Progress = Callable[[str, int, int], None]


@dataclass
class Services:
    """What the edges work with. `search_ready` is set once the index holds the bank."""

    settings: Settings
    secrets: Secrets
    clock: Clock
    database: Database
    mailer: Mailer
    bot: Bot
    encoder: Encoder
    search: SearchEngine
    limits: Limits
    # Before the index holds the bank, an empty answer would be a lie.
    search_ready: Event = field(default_factory=Event)
    recognition: Recognition = field(init=False)

    def __post_init__(self) -> None:
        self.recognition = Recognition(self.database, self.encoder)


def build(
    settings: Settings, secrets: Secrets, database: Database, clock: Clock, progress: Progress
) -> Services:
    """The services of one process, on an open database of the present schema (see `api.system`)."""
    encoder = LazyEncoder(lambda: _load_encoder(settings, progress), adapter_folder(settings))
    return Services(
        settings=settings,
        secrets=secrets,
        clock=clock,
        database=database,
        mailer=make_mailer(
            settings.smtp_url, settings.mail_from, settings.smtp_timeout_seconds, database, clock
        ),
        bot=_make_bot(settings, secrets),
        encoder=encoder,
        search=_make_search(settings, database, encoder),
        limits=Limits(database, clock, secrets.session_key),
    )


def _make_search(settings: Settings, database: Database, encoder: Encoder) -> SearchEngine:
    if settings.vector_index == "pgvector":
        return SearchEngine(database, encoder, PgVectorIndexes(database))
    return SearchEngine(database, encoder, folder=settings.data_dir / "search")


def adapter_folder(settings: Settings) -> Path:
    """Where this system's adapters lie, and which of them is in use."""
    return settings.data_dir / "models"


def _make_bot(settings: Settings, secrets: Secrets) -> Bot:
    if settings.bot_url is None:
        return NoBot()
    return RasaBot(settings.bot_url, secrets.rasa_token, settings.bot_timeout_seconds)


def _load_encoder(settings: Settings, progress: Progress) -> Encoder:
    return joint.load(joint.ensure(settings.cache_dir, progress), "onnx", settings.encoder_threads)
