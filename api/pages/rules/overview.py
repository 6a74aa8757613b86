"""Where the rules are."""

from fastapi import APIRouter, Request, Response

from api.pages.rendering import render
from api.pages.rules.staff import Editor

router = APIRouter(prefix="/staff/regles")


@router.get("")
def show_overview(request: Request, _staff: Editor) -> Response:
    return render(request, "rules/overview.html")
