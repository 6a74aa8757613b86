"""Collections of concepts: saved sets, one's own and shared ones."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, status
from pydantic import ConfigDict, Field, StringConstraints

from api.dependencies import NowDep, SessionDep
from api.security.access import check_same_origin, require
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.v1.concept_bodies import Version
from api.v1.fields import Answer, Body, answers_of
from terminology.collections import Collections

router = APIRouter(prefix="/collections", tags=["terminology"], dependencies=[Depends(check_same_origin)])

_LARGEST = 2**31 - 1
_MOST_AT_ONCE = 1000
_Member = Annotated[StaffSession, Depends(require(Right.PROPOSE_CONCEPTS))]
_Id = Annotated[int, Path(ge=1, le=_LARGEST)]
_Name = Annotated[str, StringConstraints(max_length=200)]


class CollectionBody(Body):
    """One name is enough: it then serves in both languages."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"fr": "Sommet de 2027", "en": "2027 summit", "shared": True}]}
    )

    fr: _Name = ""
    en: _Name = ""
    shared: bool = False


class ChangedCollection(CollectionBody):
    version: Version


class Members(Body):
    model_config = ConfigDict(json_schema_extra={"examples": [{"concepts": [12, 40]}]})

    concepts: list[Annotated[int, Field(ge=1, le=_LARGEST)]] = Field(min_length=1, max_length=_MOST_AT_ONCE)


class CollectionAnswer(Answer):
    """`size` counts concepts in any state."""

    id: int
    version: int
    fr: str
    en: str
    owner_name: str
    shared: bool
    size: int
    created_at: datetime
    updated_at: datetime


class ContentAnswer(CollectionAnswer):
    """`concepts` are numbers, last put in first, from `offset` on."""

    concepts: list[int]


class CountAnswer(Answer):
    """How many concepts were not there yet, or were."""

    count: int


@router.get("", responses=answers_of(401, 403))
def list_collections(session: SessionDep, staff: _Member) -> list[CollectionAnswer]:
    """One's own and the shared ones, last changed first."""
    found = Collections(session, staff.account.actor).all()
    return [CollectionAnswer.model_validate(item) for item in found]


@router.post("", status_code=status.HTTP_201_CREATED, responses=answers_of(401, 403))
def create_collection(
    body: CollectionBody, session: SessionDep, staff: _Member, now: NowDep
) -> CollectionAnswer:
    mine = Collections(session, staff.account.actor)
    return CollectionAnswer.model_validate(mine.create(body.fr, body.en, shared=body.shared, now=now))


@router.get("/{collection}", responses=answers_of(401, 403, 404))
def read_collection(
    collection: _Id,
    session: SessionDep,
    staff: _Member,
    offset: Annotated[int, Query(ge=0, le=_LARGEST)] = 0,
    limit: Annotated[int, Query(ge=1, le=_MOST_AT_ONCE)] = 100,
) -> ContentAnswer:
    mine = Collections(session, staff.account.actor)
    found = CollectionAnswer.model_validate(mine.get(collection))
    return ContentAnswer(**found.model_dump(), concepts=mine.page(collection, offset=offset, limit=limit))


@router.put("/{collection}", responses=answers_of(401, 403, 404, 409))
def change_collection(
    collection: _Id, body: ChangedCollection, *, session: SessionDep, staff: _Member, now: NowDep
) -> CollectionAnswer:
    """Its names and whether it is shared, for its owner."""
    mine = Collections(session, staff.account.actor)
    changed = mine.change(collection, body.version, body.fr, body.en, shared=body.shared, now=now)
    return CollectionAnswer.model_validate(changed)


@router.delete(
    "/{collection}", status_code=status.HTTP_204_NO_CONTENT, responses=answers_of(401, 403, 404, 409)
)
def delete_collection(
    collection: _Id,
    version: Annotated[int, Query(ge=1, le=_LARGEST)],
    *,
    session: SessionDep,
    staff: _Member,
    now: NowDep,
) -> None:
    """The set only: its concepts stay."""
    Collections(session, staff.account.actor).delete(collection, version, now)


@router.post("/{collection}/concepts", responses=answers_of(401, 403, 404))
def put_in(
    collection: _Id, body: Members, *, session: SessionDep, staff: _Member, now: NowDep
) -> CountAnswer:
    return CountAnswer(count=Collections(session, staff.account.actor).put_in(collection, body.concepts, now))


@router.post("/{collection}/concepts/remove", responses=answers_of(401, 403, 404))
def take_out(collection: _Id, body: Members, session: SessionDep, staff: _Member) -> CountAnswer:
    return CountAnswer(count=Collections(session, staff.account.actor).take_out(collection, body.concepts))
