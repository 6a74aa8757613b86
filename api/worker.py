"""The job worker: inside the web process by default, or a process of its own (`truchement worker`)."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from procrastinate import App, Blueprint, JobContext, PsycopgConnector

from api import reader_answers
from api.chat import jobs as chat_jobs
from api.wiring import Services
from relance import jobs as relance_jobs
from terminology import jobs as terminology_jobs
from terminology.exchange.deposits import jobs as exchange_jobs
from terminology.workflow import jobs as workflow_jobs

__all__ = ["JOBS", "connected", "run_worker", "running"]

_log = logging.getLogger(__name__)
_own = Blueprint()

_GRACE_SECONDS = 5.0  # a job of ours is short; one that is longer is taken up again by the next worker
_RESTART_AFTER_SECONDS = 5.0


@_own.periodic(cron="*/2 * * * *")
@_own.task(name="retry_stalled", queueing_lock="worker:retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:
    """A job whose worker was killed stays `doing` for ever unless somebody puts it back."""
    del timestamp
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)


def _gather() -> App:
    """Every task of the house. Once a process: Procrastinate renames a blueprint's tasks as it takes them."""
    app = App(connector=PsycopgConnector())
    app.add_tasks_from(_own, namespace="worker")
    app.add_tasks_from(chat_jobs.blueprint, namespace="chat")
    app.add_tasks_from(relance_jobs.blueprint, namespace="relance")
    app.add_tasks_from(terminology_jobs.blueprint, namespace="terminology")
    app.add_tasks_from(exchange_jobs.blueprint, namespace="exchange")
    app.add_tasks_from(workflow_jobs.blueprint, namespace="workflow")
    app.add_tasks_from(reader_answers.blueprint, namespace="feedback")
    return app


JOBS = _gather()


@asynccontextmanager
async def connected(database_url: str) -> AsyncIterator[App]:
    """The tasks, on one connection pool."""
    connector = PsycopgConnector(conninfo=database_url, min_size=1, max_size=4)
    with JOBS.replace_connector(connector) as app:
        async with app.open_async():
            yield app


async def run_worker(services: Services) -> None:
    """Work until SIGINT or SIGTERM: a process of its own."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    async with running(services):
        await stopped.wait()


async def _work(services: Services) -> None:
    """Work until cancelled. A worker whose database went away starts again."""
    while True:
        try:
            async with connected(services.database.url) as app:
                await app.run_worker_async(
                    additional_context={"services": services},
                    delete_jobs="successful",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=_GRACE_SECONDS,
                )
            _log.warning("The worker stopped by itself; it starts again")
        except Exception:  # noqa: BLE001 -- whatever it was, jobs must go on
            _log.exception("The worker failed; it starts again")
        await asyncio.sleep(_RESTART_AFTER_SECONDS)


@asynccontextmanager
async def running(services: Services) -> AsyncIterator[None]:
    """A worker beside the block, stopped at its end."""
    task = asyncio.create_task(_work(services), name="job worker")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
