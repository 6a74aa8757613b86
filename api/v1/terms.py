"""The terminology bank: search. Reading and changing concepts is in `api.v1.concepts`."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query, Response
from starlette.concurrency import run_in_threadpool

from api.dependencies import PeerDep, SearchDep, ServicesDep
from api.gap_notes import note_search
from api.security.access import VisitorDep
from api.term_queries import concepts_in, statuses_for
from api.v1.fields import Answer, answers_of
from terminology.concepts import ConceptStatus, Language, Reliability, TermStatus
from terminology.search import Degradation, SearchResult, Why
from terminology.search import Query as TermQuery
from terminology.search.query import LONGEST_QUERY
from terminology.search.recent import Recent

router = APIRouter(tags=["terminology"])

_MOST_HITS = 100
_LARGEST_NUMBER = 2**31 - 1
_Domain = Annotated[
    str | None, Query(max_length=200, description="Code or name of a subject field; takes in those below.")
]


class FoundTermAnswer(Answer):
    text: str
    language: Language
    status: TermStatus


class HitAnswer(Answer):
    """`matched` is the term or definition that the query found; `status` is the concept's."""

    concept: int
    source_terms: list[FoundTermAnswer]
    target_terms: list[FoundTermAnswer]
    definition: str
    score: float
    why: list[Why]
    matched: str
    status: ConceptStatus


class SearchAnswer(Answer):
    """`language` is the one the query was taken to be in; `degraded`: what the answer had to do without."""

    query: str
    language: Language
    hits: list[HitAnswer]
    degraded: list[Degradation]


@router.get("/terms/search", response_model=SearchAnswer, responses=answers_of(401, 403, 404, 503))
async def search_terms(
    search: SearchDep,
    services: ServicesDep,
    staff: VisitorDep,
    peer: PeerDep,
    later: BackgroundTasks,
    *,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)],
    source: Annotated[Language | None, Query(description="Language of `q`; found out if absent.")] = None,
    target: Annotated[Language | None, Query(description="Language wanted; the other one if absent.")] = None,
    domain: _Domain = None,
    language: Annotated[Language | None, Query(description="Concepts with a term in it.")] = None,
    status: Annotated[
        frozenset[ConceptStatus], Query(description="Validated if absent; others are for the staff.")
    ] = frozenset(),
    collection: Annotated[int | None, Query(ge=1, le=_LARGEST_NUMBER, description="For the staff.")] = None,
    reliability: Annotated[Reliability | None, Query(description="At least, of one term.")] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_HITS)] = 20,
) -> Response:
    among = None
    if collection is not None:
        among = await run_in_threadpool(concepts_in, services, collection, staff)
    asked = TermQuery(
        text=q,
        source=source,
        target=target,
        domain=domain,
        limit=limit,
        statuses=statuses_for(status, staff),
        language=language,
        reliability=reliability,
        among=among,
    )
    # What was asked before is answered at once: handing it to a thread takes as long as all the rest.
    found = search.remembered(asked)
    if found is None:
        found = await run_in_threadpool(search.search, asked)
    note_search(later, services, asked, found, peer)
    return Response(_json(asked, found), media_type="application/json")


# As it was sent: checking and writing the same answer again would be half the time of a repeated search.
_sent: Recent[TermQuery, tuple[SearchResult, bytes]] = Recent(500)


def _json(asked: TermQuery, found: SearchResult) -> bytes:
    known = _sent.get(asked)
    if known is None or known[0] is not found:
        known = found, SearchAnswer.model_validate(found).model_dump_json().encode()
        _sent.put(asked, known)
    return known[1]
