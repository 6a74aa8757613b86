"""Tables of the dossier engine.

What a law or a decision sets (units, procedures, calendar) is versioned; what happened (dossier, clock and
deadline events, reminders) is only ever added to.
"""

from relance.tables.dossiers import (
    ClockEventRow,
    CodeTryRow,
    DeadlineRow,
    DossierEventRow,
    DossierRow,
    NumberSequenceRow,
)
from relance.tables.reminders import ReminderRow
from relance.tables.rules import (
    CalendarProposalRow,
    CalendarVersionRow,
    ProcedureRow,
    ProcedureVersionRow,
    StageRow,
    UnitRow,
)

__all__ = [
    "CalendarProposalRow",
    "CalendarVersionRow",
    "ClockEventRow",
    "CodeTryRow",
    "DeadlineRow",
    "DossierEventRow",
    "DossierRow",
    "NumberSequenceRow",
    "ProcedureRow",
    "ProcedureVersionRow",
    "ReminderRow",
    "StageRow",
    "UnitRow",
]
