"""The web application: routes, errors, headers, and what runs beside them for as long as it serves."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from threading import Event, Thread

from fastapi import FastAPI, Request, Response
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.staticfiles import StaticFiles

from api import errors, pages, worker
from api.chat.gateway import Gateway
from api.health import Readiness
from api.i18n import choose_language
from api.middleware import BodyLimit, RequestId, SecurityHeaders, UnexpectedErrors
from api.pages.rendering import STATIC, error_page
from api.routes import Application
from api.wiring import Services
from kit import jobs
from terminology.jobs import COMPLETE_TASK

__all__ = ["create_app"]

_log = logging.getLogger(__name__)

_MOST_BODY_BYTES = 1024 * 1024
# Where documents are uploaded (`terminology.texts.limits`), with what surrounds them in a form.
_LARGER = {"/staff/atelier": 21_000_000}
# Where files for the bank are, within what the settings allow.
_IMPORTS = ("/staff/termes/importer", "/api/v1/terms/import")
_SEARCH_TRIES_AGAIN_SECONDS = 5.0


def create_app(services: Services) -> FastAPI:
    """The application, on services that whoever built them also closes. The schema must be current."""
    app = Application(lifespan=_lifespan)
    app.state.services = services
    app.state.readiness = Readiness(services)
    app.state.gateway = Gateway(
        services.database,
        services.clock,
        services.limits,
        services.bot,
        services.settings.bot_timeout_seconds,
    )
    errors.install(app, error_page)
    app.include_router(pages.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    # On a 2G network the style sheet alone would take 17 s uncompressed. No page holds a secret that guessing
    # by length could reveal: form tokens are masked anew each time.
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    # The last added is the outermost.
    app.add_middleware(UnexpectedErrors, refuse=_refuse)
    uploads = dict.fromkeys(_IMPORTS, (services.settings.import_megabytes + 1) * 1_000_000)
    app.add_middleware(BodyLimit, most_bytes=_MOST_BODY_BYTES, larger=_LARGER | uploads, refuse=_refuse)
    app.add_middleware(SecurityHeaders, over_https=services.settings.base_url.startswith("https:"))
    app.add_middleware(RequestId)
    return app


def _refuse(request: Request, error: Exception) -> Response:
    return errors.respond(request, errors.problem_of(error, choose_language(request)))


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    services: Services = app.state.services
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(services.bot.open())
        if services.settings.worker == "inside":
            await stack.enter_async_context(worker.running(services))
        stopped = Event()
        # Waited for at the end: a thread killed while it loads the model would abort the process.
        search = Thread(target=_keep_search, args=(services, stopped), name="search")
        search.start()
        try:
            yield
        finally:
            stopped.set()
            search.join()


def _complete_vectors(services: Services) -> None:
    """A bank whose vectors another model made is searched by words until a worker has made new ones."""
    if services.search.lacks_vectors:
        with services.database.transaction() as session:
            jobs.defer(session, COMPLETE_TASK, queueing_lock=COMPLETE_TASK)


def _keep_search(services: Services, stopped: Event) -> None:
    """Load the model and the index, then follow what other processes change. Serving begins meanwhile."""
    while not stopped.is_set():
        try:
            services.search.refresh()
            services.recognition.refresh()
            if stopped.is_set():
                return
            _complete_vectors(services)
            services.encoder.encode_query("bonjour")  # the first use of a model is its slowest
            services.search_ready.set()
            gc.collect()
            gc.freeze()  # the bank lives as long as the process: looking through it again takes time
            followers = (services.search.listen(stopped), services.recognition.listen(stopped))
            for follower in followers:
                follower.join()
        except Exception:  # noqa: BLE001 -- whatever it was, the search must neither stand still nor stop us
            _log.exception("The search could not be loaded or followed; it is tried again")
            stopped.wait(_SEARCH_TRIES_AGAIN_SECONDS)
