"""Pages for people: citizens without an account, and the staff."""

from fastapi import APIRouter, Depends

from api.pages import home, login
from api.security.access import identify

__all__ = ["router"]

# Whoever is logged in sees the staff's menu on public pages too.
router = APIRouter(include_in_schema=False, dependencies=[Depends(identify)])
for part in (home, login):
    router.include_router(part.router)
