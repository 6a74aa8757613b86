"""Following a request with its number and secret code. Neither is ever in an address."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response

from api.dependencies import ClientAddressDep, NowDep, ServicesDep, SessionDep
from api.errors import problem_of
from api.i18n import choose_language
from api.pages import forms
from api.pages.rendering import render
from api.security.access import check_same_origin
from relance.dossiers import Dossiers
from relance.errors import DossierNotFound, TooManyTries

router = APIRouter(prefix="/suivi")

_TextField = Annotated[str, Form()]


@router.get("")
def show_form(request: Request) -> Response:
    return render(request, "follow.html")


@router.post("", dependencies=[Depends(check_same_origin)])
def follow(
    request: Request,
    *,
    services: ServicesDep,
    session: SessionDep,
    address: ClientAddressDep,
    now: NowDep,
    number: _TextField = "",
    code: _TextField = "",
) -> Response:
    typed = {"number": number.strip(), "code": code.strip()}
    errors = {name: f"{name}_missing" for name, value in typed.items() if not value}
    if errors:
        return render(request, "follow.html", status=422, form=forms.Form(typed, errors))
    try:
        status = Dossiers(session, services.secrets.code_key).follow(number, code, address=address, now=now)
    except (DossierNotFound, TooManyTries) as error:
        form = forms.Form(typed, {"number": error.code}, error.params)
        problem = problem_of(error, choose_language(request))
        response = render(request, "follow.html", status=problem.status, form=form)
        response.headers.update(problem.headers)
        return response
    return render(request, "followed.html", status_of=status)
