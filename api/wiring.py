"""Putting the system together, once, from its settings."""

from collections.abc import Callable
from threading import Event, RLock
from typing import TYPE_CHECKING

from api.chat.rasa import Bot, NoBot, RasaBot
from api.limits import Limits
from kit.clock import Clock
from kit.database import Database
from kit.mail import Mailer, make_mailer
from kit.secrets import Secrets
from kit.settings import Settings

if TYPE_CHECKING:
    from terminology.ports import Encoder
    from terminology.search import SearchEngine

__all__ = ["Services", "build"]

Progress = Callable[[str, int, int], None]


class Services:
    """What the edges work with. `encoder` and `search` are made at first use.

    Most commands need no embedding model: loading it costs seconds and 300 MB, so nobody pays unasked.
    """

    def __init__(
        self,
        *,
        settings: Settings,
        secrets: Secrets,
        clock: Clock,
        database: Database,
        mailer: Mailer,
        bot: Bot,
        load_encoder: "Callable[[], Encoder]",
    ) -> None:
        self.settings = settings
        self.secrets = secrets
        self.clock = clock
        self.database = database
        self.mailer = mailer
        self.bot = bot
        self.limits = Limits(database, clock, secrets.session_key)
        # Set once the index holds the bank: before that an empty answer would be a lie.
        self.search_ready = Event()
        self._load_encoder = load_encoder
        self._lock = RLock()
        self._encoder: Encoder | None = None
        self._search: SearchEngine | None = None

    @property
    def encoder(self) -> "Encoder":
        with self._lock:
            if self._encoder is None:
                self._encoder = self._load_encoder()
            return self._encoder

    @property
    def search(self) -> "SearchEngine":
        from terminology.search import SearchEngine  # noqa: PLC0415 -- FAISS, only for those who search

        with self._lock:
            if self._search is None:
                self._search = SearchEngine(self.database, self.encoder)
            return self._search

    def close(self) -> None:
        """Let go of what was made here: model and index. The database is closed by whoever opened it."""
        with self._lock:
            self._encoder = self._search = None


def build(
    settings: Settings, secrets: Secrets, database: Database, clock: Clock, progress: Progress
) -> Services:
    """The services of one process, on an open database of the present schema (see `api.system`)."""
    return Services(
        settings=settings,
        secrets=secrets,
        clock=clock,
        database=database,
        mailer=make_mailer(
            settings.smtp_url, settings.mail_from, settings.smtp_timeout_seconds, database, clock
        ),
        bot=_make_bot(settings, secrets),
        load_encoder=lambda: _load_encoder(settings, progress),
    )


def _make_bot(settings: Settings, secrets: Secrets) -> Bot:
    if settings.bot_url is None:
        return NoBot()
    return RasaBot(settings.bot_url, secrets.rasa_token, settings.bot_timeout_seconds)


def _load_encoder(settings: Settings, progress: Progress) -> "Encoder":
    from models import build as model_build  # noqa: PLC0415 -- onnxruntime, only for those who encode
    from models import encoder  # noqa: PLC0415 -- the same

    return encoder.load(model_build.ensure(settings.cache_dir, progress), "onnx", settings.encoder_threads)
