import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import event, select, text

from kit.audit import Actor, ActorKind, AuditEvent, first_broken_link
from kit.clock import FixedClock
from kit.database import Database
from kit.mail import MailNotSent, Message, OutboxMailer, OutboxMessage
from relance import jobs, seed
from relance.dossiers import Dossiers
from relance.reminders import sweep
from relance.sending import send_pending
from relance.tables import CodeTryRow, DossierEventRow, ReminderRow
from relance.views import Registration

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATE = datetime(2026, 12, 24, 8, 0, tzinfo=UTC)
KEY = "k" * 64
AGENT = Actor(ActorKind.STAFF, "a.ndongo", "A. Ndongo")
BOT = Actor(ActorKind.BOT, "bot")
REQUEST = Registration(
    "legalisation", "Légaliser un acte", "Aïssatou Bello", None, "a@example.org", "fr", True, "bot"
)


@pytest.fixture
def engine(database: Database) -> Iterator[Database]:
    """The real database, transactions and all; emptied of dossiers before and after."""
    empty = text("TRUNCATE dossier, number_sequence, code_try, outbox_message, procrastinate_jobs CASCADE")
    with database.transaction() as session:
        session.execute(empty)
        seed.load(session, NOW)
    yield database
    with database.transaction() as session:
        session.execute(empty)


class Recorder:
    """A mail server that refuses its first messages, then takes them."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.taken: list[Message] = []
        self._lock = threading.Lock()

    def send(self, message: Message) -> None:
        with self._lock:
            if self.refusals:
                self.refusals -= 1
                raise MailNotSent(recipient=message.recipient, reason="450 try later")
            self.taken.append(message)


def _register(database: Database, count: int = 1) -> list[str]:
    with database.transaction() as session:
        dossiers = Dossiers(session, KEY)
        return [
            dossiers.register(REQUEST, idempotency_key=f"conversation-{number}", actor=BOT, now=NOW).number
            for number in range(count)
        ]


def _sweep(database: Database, now: datetime):
    with database.transaction() as session:
        return sweep(session, now)


def _reminders(database: Database) -> list[ReminderRow]:
    with database.transaction() as session:
        return list(session.scalars(select(ReminderRow).order_by(ReminderRow.id)))


def _sent_of(database: Database) -> ReminderRow:
    """The one reminder that is not superseded by a higher level."""
    (reminder,) = [row for row in _reminders(database) if row.state != "superseded"]
    return reminder


def test_a_passed_deadline_causes_one_reminder_and_playing_it_again_none(engine: Database) -> None:
    (number,) = _register(engine)
    # The first stage ends on Monday 23 November at closing: on time until then, and at that very moment.
    closing = datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    assert _sweep(engine, closing).overdue == 0
    first = _sweep(engine, closing + timedelta(seconds=1))
    assert (first.overdue, first.reminders_written) == (1, 1)
    mailer = OutboxMailer(engine, FixedClock(LATE))
    assert send_pending(engine, mailer, LATE).sent == 1
    for _ in range(2):
        again = _sweep(engine, closing + timedelta(seconds=1))
        assert (again.overdue, again.reminders_written) == (0, 0)
        assert send_pending(engine, mailer, LATE).sent == 0
    with engine.transaction() as session:
        (message,) = session.scalars(select(OutboxMessage))
        (overdue,) = session.scalars(select(DossierEventRow).where(DossierEventRow.code == "overdue"))
    (reminder,) = _reminders(engine)
    assert message.message_id == reminder.message_id
    assert message.recipient == reminder.recipient
    assert (reminder.state, reminder.sent_at, reminder.next_try_at) == ("sent", LATE, None)
    assert overdue.legal_date == date(2026, 11, 23)
    assert number in message.subject
    assert "le 23 novembre 2026" in message.body
    assert "by 23 November 2026" in message.body
    assert "1 jour ouvré (provisoire" in message.body
    assert "Aïssatou" not in message.body
    assert "$" not in message.body


def test_each_stage_and_each_cycle_may_remind_once(engine: Database) -> None:
    (number,) = _register(engine)
    _sweep(engine, LATE)
    with engine.transaction() as session:
        dossiers = Dossiers(session, KEY)
        dossiers.take(number, 1, AGENT, LATE)
        dossiers.decide(number, 2, "answered", "Voici.", AGENT, LATE)
        dossiers.reopen(number, 3, "Recours", AGENT, LATE)
    assert _sweep(engine, LATE + timedelta(days=1)).reminders_written == 0
    assert _sweep(engine, LATE + timedelta(days=60)).reminders_written == 1
    assert [(row.clock_cycle, row.unit_code) for row in _reminders(engine) if row.level == "unit"] == [
        (1, "BR"),
        (2, "SVC"),
    ]


def test_a_paused_dossier_is_never_overdue(engine: Database) -> None:
    (number,) = _register(engine)
    with engine.transaction() as session:
        Dossiers(session, KEY).ask_paper(number, 1, ["Acte"], "", AGENT, NOW)
    assert _sweep(engine, LATE).overdue == 0
    with engine.transaction() as session:
        resumed = Dossiers(session, KEY).resume(number, 2, AGENT, LATE)
        assert resumed.due_at is not None
        assert resumed.due_at > LATE
    assert _sweep(engine, LATE).overdue == 0
    assert _sweep(engine, LATE + timedelta(days=10)).overdue == 1


def test_an_answer_after_the_deadline_was_late_even_if_no_sweep_came_by(engine: Database) -> None:
    (number,) = _register(engine)
    with engine.transaction() as session:
        dossiers = Dossiers(session, KEY)
        dossiers.reject(number, 1, "Hors délai", AGENT, LATE)
        codes = [fact.code for fact in dossiers.get(number, LATE).history]
    assert codes == ["registered", "overdue", "rejected"]
    assert _sweep(engine, LATE) == _sweep(engine, LATE)
    assert _reminders(engine) == []


def test_a_refused_message_is_tried_again_later_and_then_shown_as_undelivered(engine: Database) -> None:
    _register(engine)
    _sweep(engine, LATE)
    mailer = Recorder(refusals=1)
    assert send_pending(engine, mailer, LATE).failed == 1
    reminder = _sent_of(engine)
    assert (reminder.state, reminder.attempts, reminder.last_error) == ("written", 1, "450 try later")
    assert send_pending(engine, mailer, LATE + timedelta(seconds=59)).sent == 0
    assert send_pending(engine, mailer, LATE + timedelta(seconds=60)).sent == 1
    assert _sent_of(engine).state == "sent"


def test_it_is_given_up_after_three_working_days(engine: Database) -> None:
    _register(engine)
    _sweep(engine, LATE)
    mailer = Recorder(refusals=1000)
    now = LATE
    while (row := _sent_of(engine)).next_try_at is not None:
        now = row.next_try_at
        send_pending(engine, mailer, now)
    assert (row.state, row.attempts) == ("failed", 16)
    # The hours of night, of Christmas and of the week-end after it are not counted.
    assert timedelta(days=4) < now - LATE < timedelta(days=8)


def test_several_senders_send_each_reminder_once(engine: Database) -> None:
    _register(engine, 12)
    _sweep(engine, LATE)
    mailer = Recorder()
    senders = [threading.Thread(target=send_pending, args=(engine, mailer, LATE)) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    sent = Counter(message.message_id for message in mailer.taken)
    assert len(sent) == 12
    assert set(sent.values()) == {1}


def test_a_sender_that_dies_gives_its_claim_back(engine: Database) -> None:
    _register(engine)
    _sweep(engine, LATE)

    class Killed(BaseException):
        pass

    class DyingMailer:
        def send(self, message: Message) -> None:
            raise Killed

    with pytest.raises(Killed):
        send_pending(engine, DyingMailer(), LATE)
    mailer = Recorder()
    assert send_pending(engine, mailer, LATE).sent == 0
    assert send_pending(engine, mailer, LATE + timedelta(minutes=11)).sent == 1


def test_two_sweeps_at_once_write_each_reminder_once(engine: Database) -> None:
    _register(engine, 8)
    reports = []
    sweepers = [threading.Thread(target=lambda: reports.append(_sweep(engine, LATE))) for _ in range(3)]
    for sweeper in sweepers:
        sweeper.start()
    for sweeper in sweepers:
        sweeper.join()
    assert sum(report.reminders_written for report in reports) == 8
    assert sum(report.overdue for report in reports) == 8
    with engine.transaction() as session:
        queued = session.scalars(text("SELECT task_name FROM procrastinate_jobs")).all()
    assert queued
    assert set(queued) == {"relance:send_reminder"}


def test_a_sweep_that_is_rolled_back_leaves_neither_row_nor_job(engine: Database) -> None:
    _register(engine)
    with suppress(RuntimeError), engine.transaction() as session:
        sweep(session, LATE)
        raise RuntimeError
    assert _reminders(engine) == []
    with engine.transaction() as session:
        assert session.scalars(text("SELECT count(*) FROM procrastinate_jobs")).one() == 0


def test_a_morning_of_many_is_a_few_statements_and_one_whole_chain(engine: Database) -> None:
    _register(engine, 3)
    statements: list[str] = []

    def count(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    event.listen(engine.engine, "before_cursor_execute", count)
    try:
        assert _sweep(engine, LATE).reminders_written == 3
        few = len(statements)
        _register(engine, 9)
        statements.clear()
        assert _sweep(engine, LATE).reminders_written == 6
        assert len(statements) == few
    finally:
        event.remove(engine.engine, "before_cursor_execute", count)
    with engine.transaction() as session:
        assert first_broken_link(session) is None
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id.desc()).limit(12)).all()
    assert Counter(actions) == {"dossier.overdue": 6, "dossier.reminder_written": 6}


def test_the_sweep_reads_only_what_is_due(engine: Database) -> None:
    with engine.transaction() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = session.scalars(
            text("EXPLAIN SELECT * FROM dossier WHERE next_check_at < now() ORDER BY next_check_at LIMIT 500")
        ).all()
    assert any("ix_dossier_next_check_at" in line for line in plan)


def test_the_jobs_sweep_send_and_forget(engine: Database) -> None:
    _register(engine)
    mailer = Recorder()
    services = SimpleNamespace(clock=FixedClock(LATE), database=engine, mailer=mailer)
    context = SimpleNamespace(additional_context={"services": services})
    jobs.sweep(context, 0)
    jobs.sweep(context, 0)
    jobs.send_reminder(context)
    assert len(mailer.taken) == 1
    with engine.transaction() as session:
        session.add(CodeTryRow(at=NOW, number_digest="n", address_digest="a", right=False))
    jobs.forget_tries(context, 0)
    with engine.transaction() as session:
        assert session.scalars(select(CodeTryRow.id)).all() == []
