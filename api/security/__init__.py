"""Accounts, sessions, roles and rights."""
