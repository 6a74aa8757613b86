"""All pages of the desk. Before the pages of one entry: `lacunes` is no number."""

from fastapi import APIRouter

from api.pages.bank_work import checks, comments, duplicates, feedback, gaps, merging

__all__ = ["router"]

router = APIRouter()
for part in (
    checks.router,
    comments.router,
    feedback.public,
    feedback.staff_only,
    gaps.router,
    duplicates.router,
    merging.router,
):
    router.include_router(part)
