"""Pages for people: citizens without an account, and the staff."""

from fastapi import APIRouter, Depends

from api.pages import (
    collections,
    concept_editor,
    concept_history,
    concept_moves,
    concepts,
    counter,
    domains,
    dossier,
    dossiers,
    exchange,
    follow,
    home,
    letters,
    login,
    outbox,
    oversight,
    procedures,
    reminders,
    rules,
    term_search,
    terms,
    workbench,
)
from api.pages.bank_work import routes as bank_work
from api.security.access import identify

__all__ = ["router"]

# Whoever is logged in sees the staff's menu on public pages too.
router = APIRouter(include_in_schema=False, dependencies=[Depends(identify)])
# The counter's form before the dossier's page, the search before a concept's: `new` is no number.
for part in (
    home,
    follow,
    procedures,
    domains,
    term_search,
    terms,
    workbench,
    login,
    dossiers,
    letters,
    counter,
    dossier,
    exchange,
    bank_work,
    concepts,
    concept_editor,
    collections,
    concept_history,
    concept_moves,
    outbox,
    oversight,
    reminders,
    rules,
):
    router.include_router(part.router)
