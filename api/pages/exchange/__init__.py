"""Files in and out of the bank, for the staff."""

from fastapi import APIRouter

from api.pages.exchange import exporting, importing

__all__ = ["router"]

router = APIRouter()
router.include_router(importing.router)
router.include_router(exporting.router)
