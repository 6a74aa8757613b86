"""The one job queue: Procrastinate, on the same PostgreSQL.

A job is queued in the caller's transaction, so that it exists exactly if the fact that causes it does.
Domains declare their tasks on a `procrastinate.Blueprint`; `api` gathers them and runs the worker.
"""

import json
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

__all__ = ["defer"]

_DEFER = text(
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW("
    " :queue, :task, 0, NULL, :queueing_lock, CAST(:args AS jsonb), :at)::procrastinate_job_to_defer_v1])"
)


def defer(
    session: Session,
    task: str,
    *,
    queue: str = "default",
    queueing_lock: str | None = None,
    at: datetime | None = None,
    **args: object,
) -> bool:
    """Queue a task by its name (`relance:send_reminder`) in this transaction.

    With a `queueing_lock`, at most one such job waits at a time; False when one already does.
    """
    values = {
        "queue": queue,
        "task": task,
        "queueing_lock": queueing_lock,
        "args": json.dumps(args),
        "at": at,
    }
    try:
        with session.begin_nested():
            session.execute(_DEFER, values)
    except IntegrityError:
        if queueing_lock is None:
            raise
        return False
    return True
