"""The terminology bank: search. Reading and changing concepts is in `api.v1.concepts`."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.dependencies import SearchDep
from api.v1.fields import Answer, answers_of
from terminology.concepts import Language, TermStatus
from terminology.search import Query as TermQuery
from terminology.search import Why
from terminology.search.query import LONGEST_QUERY

router = APIRouter(tags=["terminology"])

_MOST_HITS = 100


class FoundTermAnswer(Answer):
    text: str
    language: Language
    status: TermStatus


class HitAnswer(Answer):
    concept: int
    source_terms: list[FoundTermAnswer]
    target_terms: list[FoundTermAnswer]
    definition: str
    score: float
    why: list[Why]


class SearchAnswer(Answer):
    query: str
    language: Language
    hits: list[HitAnswer]


@router.get("/terms/search", responses=answers_of(503))
def search_terms(
    search: SearchDep,
    *,
    q: Annotated[str, Query(max_length=LONGEST_QUERY)],
    source: Annotated[Language | None, Query(description="Language of `q`; found out if absent.")] = None,
    target: Annotated[Language | None, Query(description="Language wanted; the other one if absent.")] = None,
    domain: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=_MOST_HITS)] = 20,
) -> SearchAnswer:
    found = search.search(TermQuery(q, source, target, domain, limit))
    return SearchAnswer.model_validate(found)
