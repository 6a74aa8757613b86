"""What people do about a deadline beside a dossier's moves: promise a day, remind, hold reminders back."""

from relance.oversight.service import ADDRESSEES, Oversight

__all__ = ["ADDRESSEES", "Oversight"]
