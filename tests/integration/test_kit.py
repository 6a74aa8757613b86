from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from kit import audit, jobs

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def test_the_audit_chain_shows_a_changed_row(session: Session) -> None:
    for name in ("dossier.registered", "dossier.taken", "dossier.closed"):
        audit.record(session, NOW, audit.SYSTEM, name, "REQ-2026-000001-01", reason="é")
    assert audit.first_broken_link(session) is None
    session.execute(text("UPDATE audit_event SET action = 'dossier.hidden' WHERE action = 'dossier.taken'"))
    session.expire_all()
    broken = audit.first_broken_link(session)
    assert broken is not None
    action = session.scalar(text("SELECT action FROM audit_event WHERE id = :id"), {"id": broken})
    assert action == "dossier.hidden"


def test_a_job_waits_only_once_under_its_lock_and_leaves_the_transaction_usable(session: Session) -> None:
    assert jobs.defer(session, "kit:nothing", queueing_lock="one", answer=42)
    assert not jobs.defer(session, "kit:nothing", queueing_lock="one", answer=43)
    rows = session.execute(text("SELECT args FROM procrastinate_jobs")).scalars().all()
    assert rows == [{"answer": 42}]
