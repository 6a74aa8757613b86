"""What the dossier engine refuses, and why. Every code is translated in `api/`."""

from kit.errors import Conflict, Invalid, NotFound, TooMany, Unavailable

__all__ = [
    "AddresseeUnknown",
    "CalendarChangedMeanwhile",
    "CalendarDayUnknown",
    "CalendarDayWrong",
    "CalendarFileWrong",
    "CalendarNotLoaded",
    "CalendarProposalNotFound",
    "CalendarUnchanged",
    "ClockNotRunning",
    "ConsentMissing",
    "ContactMissing",
    "DataFileWrong",
    "DecisionMessageMissing",
    "DossierChangedMeanwhile",
    "DossierNotFound",
    "EmailWrong",
    "IdempotencyKeyWrong",
    "LanguageUnknown",
    "MessageTooLong",
    "MoveNotAllowed",
    "NameWrong",
    "NoFurtherStage",
    "NobodyAbove",
    "NoteMissing",
    "OutcomeUnknown",
    "PapersMissing",
    "PhoneWrong",
    "ProcedureChangedMeanwhile",
    "ProcedureCurrentAlready",
    "ProcedureNotWaiting",
    "ProcedureUnknown",
    "ProcedureWrong",
    "PromisedDateWrong",
    "ReasonMissing",
    "RegistrationKeyReused",
    "RemindedAlreadyToday",
    "ReminderNotFound",
    "ReminderNotUndelivered",
    "RemindersNotSuspended",
    "ResumeDateWrong",
    "StageGone",
    "SubjectWrong",
    "TooManyTries",
    "UnitUnknown",
]


class DossierNotFound(NotFound):
    """No such number, a mistyped one, or a wrong code: for the citizen these are one and the same."""

    code = "dossier_not_found"


class TooManyTries(TooMany):
    """Params: `retry_after_seconds`."""

    code = "too_many_tries"


class RegistrationKeyReused(Conflict):
    """The idempotency key was used for a registration with another content."""

    code = "registration_key_reused"


class DossierChangedMeanwhile(Conflict):
    """Somebody else changed the dossier. Params: `number`, `expected`, `present` (versions)."""

    code = "dossier_changed_meanwhile"


class MoveNotAllowed(Conflict):
    """Params: `number`, `move`, `state`."""

    code = "move_not_allowed"


class NoFurtherStage(Conflict):
    """The dossier is in the last stage of its procedure. Params: `number`, `stage`."""

    code = "no_further_stage"


class CalendarNotLoaded(Unavailable):
    """The ministry's calendar is not in the database: the seed was not loaded. Params: `calendar`."""

    code = "calendar_not_loaded"


class DataFileWrong(Unavailable):
    """A file of units, procedures or days off cannot be used. Params: `file`, `entry`, `reason`."""

    code = "data_file_wrong"


class ProcedureUnknown(Invalid):
    code = "procedure_unknown"


class SubjectWrong(Invalid):
    """Too short or too long. Params: `field`, `minimum`, `maximum`, `length` (characters)."""

    code = "subject_wrong"


class NameWrong(Invalid):
    code = "name_wrong"


class ContactMissing(Invalid):
    """Neither a phone number nor an e-mail address."""

    code = "contact_missing"


class PhoneWrong(Invalid):
    code = "phone_wrong"


class EmailWrong(Invalid):
    code = "email_wrong"


class ConsentMissing(Invalid):
    code = "consent_missing"


class LanguageUnknown(Invalid):
    code = "language_unknown"


class IdempotencyKeyWrong(Invalid):
    """Too short, too long or not printable. Params: `field`, `minimum`, `maximum`."""

    code = "idempotency_key_wrong"


class PapersMissing(Invalid):
    """The citizen was to be asked for papers, and none was named."""

    code = "papers_missing"


class MessageTooLong(Invalid):
    """Params: `field`, `maximum`, `length` (characters)."""

    code = "message_too_long"


class DecisionMessageMissing(Invalid):
    code = "decision_message_missing"


class NoteMissing(Invalid):
    code = "note_missing"


class OutcomeUnknown(Invalid):
    code = "outcome_unknown"


class AddresseeUnknown(Invalid):
    code = "addressee_unknown"


class ClockNotRunning(Conflict):
    """There is no deadline to answer for: the clock stands. Params: `number`."""

    code = "clock_not_running"


class NobodyAbove(Invalid):
    """There is no unit above this one. Params: `field`, `unit`."""

    code = "nobody_above"


class PromisedDateWrong(Invalid):
    """Not a worked day to come, or too far. Params: `field`, `maximum` (days)."""

    code = "promised_date_wrong"


class ReasonMissing(Invalid):
    code = "reason_missing"


class RemindedAlreadyToday(Conflict):
    """Somebody has reminded by hand today: more would be a flood. Params: `number`."""

    code = "reminded_already_today"


class ReminderNotFound(NotFound):
    """Params: `reminder`."""

    code = "reminder_not_found"


class ReminderNotUndelivered(Conflict):
    """Only what was given up is tried again by hand. Params: `reminder`."""

    code = "reminder_not_undelivered"


class RemindersNotSuspended(Conflict):
    """Params: `number`."""

    code = "reminders_not_suspended"


class ResumeDateWrong(Invalid):
    """Not a day to come, or too far. Params: `field`, `maximum` (days)."""

    code = "resume_date_wrong"


class UnitUnknown(NotFound):
    """Params: `unit`."""

    code = "unit_unknown"


class CalendarChangedMeanwhile(Conflict):
    """Somebody else has changed the calendar. Params: `expected`, `present` (versions)."""

    code = "calendar_changed_meanwhile"


class CalendarDayUnknown(Invalid):
    """Nothing special is known of this day. Params: `field`, `day`."""

    code = "calendar_day_unknown"


class CalendarDayWrong(Invalid):
    """Beyond what the calendar knows, or without a name. Params: `field`, `reason`."""

    code = "calendar_day_wrong"


class CalendarFileWrong(Invalid):
    """Not an iCalendar file one can use. Params: `field`, `reason`."""

    code = "calendar_file_wrong"


class CalendarProposalNotFound(NotFound):
    """Unknown, or in force already. Params: `proposal`."""

    code = "calendar_proposal_not_found"


class CalendarUnchanged(Invalid):
    """The proposed calendar is the one in force."""

    code = "calendar_unchanged"


class ProcedureChangedMeanwhile(Conflict):
    """Somebody else has proposed a version. Params: `expected`, `present` (versions)."""

    code = "procedure_changed_meanwhile"


class ProcedureCurrentAlready(Conflict):
    """The dossier follows the version in force. Params: `number`."""

    code = "procedure_current_already"


class ProcedureNotWaiting(Conflict):
    """No such version waits to be confirmed. Params: `procedure`, `version`."""

    code = "procedure_not_waiting"


class ProcedureWrong(Invalid):
    """A procedure that cannot stand, as one without a stage. Params: `field`, `reason`."""

    code = "procedure_wrong"


class StageGone(Conflict):
    """The version in force has no such stage. Params: `number`, `stage`."""

    code = "stage_gone"
