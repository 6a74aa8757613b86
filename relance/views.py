"""What the dossier engine hands out: frozen, without a session behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from relance.foreseeing import Foreseen
from relance.states import Move, Outcome, PublicState, State

__all__ = [
    "ClockEvent",
    "DeadlineView",
    "DossierDetail",
    "DossierEvent",
    "DossierFilter",
    "DossierSummary",
    "ExplainedDay",
    "Page",
    "PublicStatus",
    "Receipt",
    "Registration",
    "ReminderView",
]


@dataclass(frozen=True, slots=True)
class Registration:
    """What a citizen says. `channel`: bot, page, counter…; `consent`: to the treatment of what is given."""

    procedure: str
    subject: str
    name: str
    phone: str | None
    email: str | None
    language: str
    consent: bool
    channel: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """`code` is shown once. `due_at` and `legal_date` are those of the whole procedure."""

    number: str
    code: str
    procedure: str
    state: State
    due_at: datetime
    legal_date: date
    replayed: bool


@dataclass(frozen=True, slots=True)
class PublicStatus:
    """`due_date` is None while the clock stands (waiting for the citizen) and once it is stopped.

    What the unit promised stands beside it, where the unit lets the citizen know.
    """

    number: str
    procedure_fr: str
    procedure_en: str
    state: PublicState
    registered_on: date
    due_date: date | None
    waiting_for: tuple[str, ...]
    last_message: str | None
    last_message_on: date | None
    outcome: Outcome | None
    closed_on: date | None
    unit_promised_on: date | None = None
    unit_promise_reason: str | None = None
    foreseen: Foreseen | None = None


@dataclass(frozen=True, slots=True)
class DossierFilter:
    """`text` is looked for in number, subject and name, accents and case folded. `page` begins at 1."""

    text: str = ""
    state: State | None = None
    unit: str | None = None
    procedure: str | None = None
    late: bool | None = None
    page: int = 1
    per_page: int = 25


@dataclass(frozen=True, slots=True)
class DossierSummary:
    """`due_at` and `legal_date` are those of the present stage, None while the clock stands."""

    number: str
    version: int
    subject: str
    name: str
    procedure: str
    procedure_fr: str
    procedure_en: str
    stage: str
    stage_fr: str
    stage_en: str
    unit: str
    unit_fr: str
    unit_en: str
    state: State
    assigned_to: str | None
    registered_at: datetime
    due_at: datetime | None
    legal_date: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class Page:
    items: tuple[DossierSummary, ...]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class DossierEvent:
    """One fact of the history. `code` names its wording, `text` is what a person wrote, if anything."""

    at: datetime
    legal_date: date | None
    code: str
    public: bool
    text: str
    details: Mapping[str, object]
    actor_kind: str
    actor_reference: str
    actor_name: str


@dataclass(frozen=True, slots=True)
class ClockEvent:
    at: datetime
    kind: str
    cycle: int
    stage: str


@dataclass(frozen=True, slots=True)
class ExplainedDay:
    """`why` is a code (`relance.deadlines.Why`), `params` fill its wording."""

    date: date
    counted: bool
    why: str
    params: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DeadlineView:
    computed_at: datetime
    cause: str
    stage: str
    amount: int
    unit_of_period: str
    legal_basis: str
    provisional: bool
    procedure_version: int
    calendar_version: int
    started_at: datetime
    due_at: datetime
    legal_date: date
    elapsed_seconds: float
    explanation: tuple[ExplainedDay, ...]


@dataclass(frozen=True, slots=True)
class ReminderView:
    stage: str
    level: str
    clock_cycle: int
    unit: str
    recipient: str
    message_id: str
    legal_date: date
    state: str
    written_at: datetime
    attempts: int
    sent_at: datetime | None
    last_error: str | None
    note: str


@dataclass(frozen=True, slots=True)
class DossierDetail:
    summary: DossierSummary
    phone: str | None
    email: str | None
    language: str
    channel: str
    promised_at: datetime | None
    promised_date: date | None
    waiting_for: tuple[str, ...]
    outcome: Outcome | None
    last_message: str | None
    closed_at: datetime | None
    papers_fr: tuple[str, ...]
    papers_en: tuple[str, ...]
    allowed_moves: tuple[Move, ...]
    history: Sequence[DossierEvent]
    clock: Sequence[ClockEvent]
    deadline: DeadlineView | None
    deadlines: Sequence[DeadlineView]
    reminders: Sequence[ReminderView]
    unit_promised_at: datetime | None
    unit_promise_shared: bool
    reminders_resume_at: datetime | None
    procedure_version: int
    procedure_current: int
