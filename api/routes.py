"""Every JSON route, and the document that describes them."""

from typing import Any

from fastapi import APIRouter, FastAPI

from api import health
from api.errors import PROBLEM_JSON
from api.v1 import (
    bank_lists,
    bank_work,
    chat,
    collections,
    concept_changes,
    concepts,
    deadlines,
    exchange,
    procedures,
    requests,
    terms,
    texts,
)
from api.v1.fields import answers_of

__all__ = ["Application"]

_PREFIX = "/api/v1"
_FIRST_ERROR = 400


class Application(FastAPI):
    """The JSON routes, with nothing behind them yet."""

    def __init__(self, **options: Any) -> None:
        # FastAPI's own documentation pages load scripts from elsewhere, which our policy forbids.
        super().__init__(
            title="Truchement",
            version="1",
            docs_url=None,
            redoc_url=None,
            openapi_url=f"{_PREFIX}/openapi.json",
            **options,
        )
        version_1 = APIRouter(prefix=_PREFIX, responses=answers_of(422, 500))
        for module in (
            procedures,
            requests,
            deadlines,
            exchange,
            terms,
            texts,
            concepts,
            collections,
            concept_changes,
            bank_work,
            bank_lists,
            chat,
        ):
            version_1.include_router(module.router)
        self.include_router(health.router)
        self.include_router(version_1)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            self.openapi_schema = _with_problems(super().openapi())
        return self.openapi_schema


def _with_problems(document: dict[str, Any]) -> dict[str, Any]:
    """FastAPI files every model under the type of the route's own answers; errors have another one."""
    for path, methods in document["paths"].items():
        for operation in methods.values() if path.startswith(_PREFIX) else ():
            for status, response in operation["responses"].items():
                if int(status) >= _FIRST_ERROR:
                    response["content"] = {PROBLEM_JSON: response["content"].pop("application/json")}
    return document
