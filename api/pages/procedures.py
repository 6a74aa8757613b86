"""What one may ask of the ministry: papers to bring, and the time it takes."""

from fastapi import APIRouter, Request, Response

from api.dependencies import SessionDep
from api.pages.rendering import render
from relance.procedures import citizen_procedures

router = APIRouter(prefix="/demarches")


@router.get("")
def list_procedures(request: Request, session: SessionDep) -> Response:
    return render(request, "procedures.html", procedures=citizen_procedures(session))
