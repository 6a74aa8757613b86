"""The job worker inside the web process: it works, stops quickly, and takes up what a killed one left."""

import asyncio
import logging
import os
import signal
import time
from contextlib import AbstractAsyncContextManager

import pytest
from fastapi.testclient import TestClient
from procrastinate import App
from sqlalchemy import text

from api import worker
from api.app import create_app
from api.chat import jobs as chat_jobs
from api.wiring import Services
from kit import jobs
from terminology.bank import ANALYSE_TASK


@pytest.fixture(autouse=True)
def no_jobs(services: Services) -> None:
    with services.database.transaction() as session:
        session.execute(text("TRUNCATE procrastinate_jobs, procrastinate_periodic_defers CASCADE"))


def _waiting(services: Services) -> int:
    with services.database.transaction() as session:
        return (
            session.scalar(text("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'chat:purge'"))
            or 0
        )


def _until_done(services: Services) -> None:
    deadline = time.monotonic() + 10
    while _waiting(services):
        assert time.monotonic() < deadline, "the job was not done within 10 s"
        time.sleep(0.05)


def _defer_purge(services: Services) -> None:
    with services.database.transaction() as session:
        jobs.defer(session, "chat:purge", timestamp=0)


def test_every_task_of_the_house_is_known():
    wanted = {"chat:purge", "relance:sweep", "relance:send_reminder", "worker:retry_stalled", ANALYSE_TASK}
    assert wanted <= set(worker.JOBS.tasks)


def test_it_works_inside_the_web_process_and_stops_quickly(services: Services, caplog):
    services.settings = services.settings.model_copy(update={"worker": "inside"})
    with caplog.at_level(logging.WARNING):
        with TestClient(create_app(services)) as client:
            assert client.get("/healthz").status_code == 200
            _defer_purge(services)
            _until_done(services)
            began = time.monotonic()
        assert time.monotonic() - began < 3
    assert [record for record in caplog.records if record.name.startswith("api.worker")] == []


def test_a_job_in_a_refused_request_does_not_exist(services: Services):
    def refuse() -> None:
        with services.database.transaction() as session:
            jobs.defer(session, "chat:purge", timestamp=0)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        refuse()
    assert _waiting(services) == 0


def test_a_job_of_a_killed_worker_is_done_by_the_next(services: Services):
    _defer_purge(services)
    with services.database.transaction() as session:
        # What `kill -9` leaves: the job is being done by a worker that has not been heard of for an hour.
        dead = session.scalar(
            text(
                "INSERT INTO procrastinate_workers (last_heartbeat) "
                "VALUES (now() - interval '1 hour') RETURNING id"
            )
        )
        session.execute(
            text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :dead"), {"dead": dead}
        )

    async def revive() -> None:
        async with worker.connected(services.database.url) as app:
            await app.configure_task("worker:retry_stalled").defer_async(timestamp=0)
            await app.run_worker_async(
                wait=False,
                install_signal_handlers=False,
                delete_jobs="successful",
                additional_context={"services": services},
            )

    asyncio.run(revive())
    asyncio.run(revive())
    assert _waiting(services) == 0


def test_a_failing_worker_starts_again(services: Services, monkeypatch: pytest.MonkeyPatch, caplog):
    tries: list[int] = []

    def connected(url: str) -> AbstractAsyncContextManager[App]:
        tries.append(1)
        if len(tries) == 1:
            raise ConnectionError("the database is away")
        return really_connected(url)

    really_connected = worker.connected
    monkeypatch.setattr(worker, "connected", connected)
    monkeypatch.setattr(worker, "_RESTART_AFTER_SECONDS", 0.1)
    _defer_purge(services)

    async def work() -> None:
        async with worker.running(services):
            await asyncio.to_thread(_until_done, services)

    asyncio.run(work())
    assert len(tries) == 2
    assert "it starts again" in caplog.text


def test_purge_is_declared_as_periodic():
    crons = [each.cron for each in chat_jobs.blueprint.periodic_registry.periodic_tasks.values()]
    assert crons == ["*/5 * * * *"]


def test_a_worker_alone_stops_at_a_signal(services: Services):
    async def work() -> None:
        task = asyncio.create_task(worker.run_worker(services))
        await asyncio.to_thread(_until_done, services)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(task, 5)

    _defer_purge(services)
    asyncio.run(work())
