"""The front door."""

from fastapi import APIRouter, Request, Response

from api.pages.rendering import render

router = APIRouter()


@router.get("/")
def show_home(request: Request) -> Response:
    return render(request, "home.html")
