"""Sending what the ledger holds: at least once, under one message id, in working hours only (art. 16)."""

from relance.sending.listing import LedgerLine, LedgerPage, LedgerState, list_reminders
from relance.sending.sender import SEND_TASK, SendReport, send_again, send_pending

__all__ = [
    "SEND_TASK",
    "LedgerLine",
    "LedgerPage",
    "LedgerState",
    "SendReport",
    "list_reminders",
    "send_again",
    "send_pending",
]
