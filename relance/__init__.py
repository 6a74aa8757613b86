"""Dossiers, deadlines and reminders (art. 16)."""
