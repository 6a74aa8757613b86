"""The rules the reminders follow, edited on pages: procedures, calendar, and how each unit is reminded."""

from fastapi import APIRouter, Depends

from api.pages.rules import calendar, overview, procedures, units
from api.security.access import check_form_token

__all__ = ["router"]

router = APIRouter(dependencies=[Depends(check_form_token)])
for part in (overview, procedures, calendar, units):
    router.include_router(part.router)
