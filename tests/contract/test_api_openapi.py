"""The committed OpenAPI document is the one of the code, and says what the code does."""

import json
from pathlib import Path

from api import openapi

DOCUMENT = json.loads(openapi.FILE.read_text(encoding="utf-8"))


def test_the_committed_document_is_current():
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.dump(), "run `truchement openapi`"


def test_writing_it(tmp_path: Path):
    openapi.write(tmp_path / "docs" / "openapi.json")
    assert (tmp_path / "docs" / "openapi.json").read_text(encoding="utf-8") == openapi.dump()


def test_every_error_is_a_problem():
    for path, methods in DOCUMENT["paths"].items():
        if not path.startswith("/api/"):
            continue
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    schema = response["content"]["application/problem+json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/ProblemBody"}, (path, status)


def test_every_body_is_closed():
    """An unknown field is refused, so the document must not say it is welcome."""
    operations = [operation for methods in DOCUMENT["paths"].values() for operation in methods.values()]
    contents = [each["requestBody"]["content"] for each in operations if "requestBody" in each]
    # A form with a file in it is no model of ours: its fields are the route's own parameters.
    models = [content["application/json"]["schema"] for content in contents if "application/json" in content]
    references = [schema.get("$ref", "") for schema in models]
    bodies = {reference.rsplit("/", 1)[1] for reference in references if reference}
    assert len(bodies) >= 5
    for name in bodies:
        assert DOCUMENT["components"]["schemas"][name]["additionalProperties"] is False, name


def test_no_page_stands_in_it():
    assert {path.split("/")[1] for path in DOCUMENT["paths"]} == {"api", "healthz", "readyz"}
