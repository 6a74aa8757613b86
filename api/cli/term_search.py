"""`truchement terms search`: one query, or a file of them."""

from dataclasses import replace
from typing import Annotated

import typer

from api.cli.batch import answer_lines
from api.cli.output import print_json, print_table, progress_bar, say
from api.system import opened
from kit.database import Database
from kit.settings import Settings
from terminology.collections import numbers_of
from terminology.concepts import ConceptStatus, Language
from terminology.search import Query, SearchEngine, SearchResult

__all__ = ["search"]

_Domain = Annotated[str | None, typer.Option(help="A subject field, by code or name, with those below.")]
_Statuses = Annotated[
    list[ConceptStatus] | None, typer.Option(help="Validated if not given; may be repeated.")
]
_Batch = Annotated[
    typer.FileBinaryRead | None, typer.Option(help="File of one query a line, or -; one JSON line out each.")
]


def search(
    query: Annotated[str | None, typer.Argument(help="A term, words of it, or a description.")] = None,
    source: Annotated[Language | None, typer.Option(help="Language of the query; found by itself.")] = None,
    target: Annotated[Language | None, typer.Option(help="Language of the equivalents.")] = None,
    domain: _Domain = None,
    having: Annotated[Language | None, typer.Option("--language", help="Concepts with a term in it.")] = None,
    status: _Statuses = None,
    collection: Annotated[int | None, typer.Option(help="Number of a collection.")] = None,
    reliability: Annotated[int | None, typer.Option(min=1, max=4, help="At least, of one term.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 10,
    batch: _Batch = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Search by word and by meaning, in both languages."""
    if (query is None) == (batch is None):
        raise typer.BadParameter("give either a query or --batch FILE")
    empty = Query(
        text="",
        source=source,
        target=target,
        domain=domain,
        limit=limit,
        statuses=frozenset(status or [ConceptStatus.VALIDATED]),
        language=having,
        reliability=reliability,
    )
    with progress_bar() as progress, opened(Settings(), progress=progress, bank=True) as services:
        services.search.refresh()
        if collection is not None:
            empty = replace(empty, among=_members(services.database, collection))
        if query is None:
            assert batch is not None
            _answer_all(services.search, batch, empty)
            return
        result = services.search.search(replace(empty, text=query))
    print_json(result) if as_json else _show(result)


def _answer_all(engine: SearchEngine, batch: typer.FileBinaryRead, empty: Query) -> None:
    for answer in answer_lines(engine, batch, lambda text: replace(empty, text=text)):
        print_json(answer)


def _members(database: Database, collection: int) -> frozenset[int]:
    with database.transaction() as session:
        return frozenset(numbers_of(session, collection))


def _show(result: SearchResult) -> None:
    if not result.hits:
        say("Rien trouvé.")
        return
    rows = [
        (
            hit.concept,
            "; ".join(term.text for term in hit.source_terms),
            "; ".join(term.text for term in hit.target_terms),
            f"{hit.score:.2f}",
            ", ".join(hit.why),
        )
        for hit in result.hits
    ]
    print_table(("n°", result.language, "en" if result.language == "fr" else "fr", "score", "why"), rows)
