"""What the bot sends and reads is what the API takes and answers, by the committed OpenAPI."""

import json
import runpy
from functools import cache
from typing import Any

import pytest

from tests.architecture.sources import ROOT

BOT = runpy.run_path(str(ROOT / "bot" / "actions" / "contract.py"))


@cache
def document() -> dict[str, Any]:
    return json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))


def operation(route: tuple[str, str]) -> dict[str, Any]:
    method, path = route
    return document()["paths"][path][method.lower()]


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def fields_of(schema: dict[str, Any]) -> dict[str, Any]:
    return resolved(schema).get("properties", {})


def answer(route: tuple[str, str]) -> dict[str, Any]:
    responses = operation(route)["responses"]
    status = next(status for status in sorted(responses) if status.startswith("2"))
    return fields_of(responses[status]["content"]["application/json"]["schema"])


def body(route: tuple[str, str]) -> dict[str, Any]:
    return resolved(operation(route)["requestBody"]["content"]["application/json"]["schema"])


def items(field: dict[str, Any]) -> dict[str, Any]:
    return fields_of(resolved(field)["items"])


@pytest.mark.parametrize("route", BOT["ROUTES"], ids=" ".join)
def test_each_route_exists(route: tuple[str, str]) -> None:
    assert operation(route)


@pytest.mark.parametrize(
    ("route", "sent"), [(BOT["REGISTER"], BOT["REGISTER_FIELDS"]), (BOT["STATUS"], BOT["STATUS_FIELDS"])]
)
def test_what_is_sent_is_taken_and_what_is_required_is_sent(
    route: tuple[str, str], sent: tuple[str, ...]
) -> None:
    schema = body(route)
    assert set(sent) <= set(schema["properties"])
    assert set(schema.get("required", [])) <= set(sent)


def test_the_search_knows_the_parameters_and_registering_its_headers() -> None:
    known = {one["name"] for one in operation(BOT["SEARCH_TERMS"])["parameters"]}
    assert set(BOT["SEARCH_PARAMETERS"]) <= known
    headers = {
        one["name"].lower() for one in operation(BOT["REGISTER"])["parameters"] if one["in"] == "header"
    }
    assert BOT["IDEMPOTENCY_HEADER"].lower() in headers


def test_what_is_read_is_answered() -> None:
    assert set(BOT["REGISTER_ANSWER"]) <= set(answer(BOT["REGISTER"]))
    assert set(BOT["STATUS_ANSWER"]) <= set(answer(BOT["STATUS"]))
    procedures = answer(BOT["PROCEDURES"])
    assert set(BOT["PROCEDURES_ANSWER"]) <= set(procedures)
    assert set(BOT["PROCEDURE_ANSWER"]) <= set(items(procedures["procedures"]))
    found = answer(BOT["SEARCH_TERMS"])
    assert set(BOT["SEARCH_ANSWER"]) <= set(found)
    hit = items(found["hits"])
    assert set(BOT["HIT_ANSWER"]) <= set(hit)
    assert set(BOT["TERM_ANSWER"]) <= set(items(hit["source_terms"]))
