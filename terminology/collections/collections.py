"""Who may see and change which collection, and what is in it.

A collection is its owner's. Once shared, everybody who works on the bank sees it and puts concepts in and
takes them out; its names, its sharing and its end stay with the owner. Putting in and taking out need no
version: they say what they want of one concept, whatever the rest has become.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from terminology import bulk
from terminology.collections.errors import (
    CollectionChangedMeanwhile,
    CollectionInvalid,
    CollectionNotFound,
    CollectionNotYours,
)
from terminology.collections.tables import CollectionMemberRow, CollectionRow
from terminology.concepts import Flaw, text_flaws
from terminology.folding import squeeze
from terminology.tables import ConceptRow

__all__ = ["Collection", "Collections", "collections_of", "move", "numbers_of"]

_NAME_LIMIT = 200  # characters


@dataclass(frozen=True, slots=True)
class Collection:
    """`owner` is the login of an account; `size` counts concepts in any state."""

    id: int
    version: int
    fr: str
    en: str
    owner: str
    owner_name: str
    shared: bool
    size: int
    created_at: datetime
    updated_at: datetime


class Collections:
    """In the caller's transaction, as `reader` may see them: methods flush, the caller commits."""

    def __init__(self, session: Session, reader: Actor) -> None:
        self._session = session
        self._reader = reader

    def all(self) -> list[Collection]:
        """The reader's own and the shared ones, last changed first."""
        query = _reading().where(_seen_by(self._reader.reference))
        return _read(self._session, query.order_by(CollectionRow.updated_at.desc(), CollectionRow.id.desc()))

    def get(self, collection: int) -> Collection:
        """Raises CollectionNotFound."""
        query = _reading().where(CollectionRow.id == collection, _seen_by(self._reader.reference))
        found = _read(self._session, query)
        if not found:
            raise CollectionNotFound(collection=collection)
        return found[0]

    def create(self, fr: str, en: str, *, shared: bool, now: datetime) -> Collection:
        """One name is enough: it then serves in both languages. Raises CollectionInvalid."""
        fr, en = _names(fr, en)
        row = CollectionRow(
            version=1,
            fr=fr,
            en=en,
            owner=self._reader.reference,
            owner_name=self._reader.name,
            shared=shared,
            created_at=now,
            updated_at=now,
        )
        self._session.add(row)
        self._session.flush()
        self._record("created", row.id, now)
        return self.get(row.id)

    def change(
        self, collection: int, version: int, fr: str, en: str, *, shared: bool, now: datetime
    ) -> Collection:
        """Raises CollectionNotFound, CollectionNotYours, CollectionChangedMeanwhile, CollectionInvalid."""
        self._own(collection, version)
        fr, en = _names(fr, en)
        self._session.execute(
            update(CollectionRow)
            .where(CollectionRow.id == collection)
            .values(fr=fr, en=en, shared=shared, version=CollectionRow.version + 1, updated_at=now)
        )
        self._record("changed", collection, now)
        return self.get(collection)

    def delete(self, collection: int, version: int, now: datetime) -> None:
        """The set only; its concepts stay. Raises as `change` does."""
        self._own(collection, version)
        self._session.execute(delete(CollectionRow).where(CollectionRow.id == collection))
        self._record("deleted", collection, now)

    def put_in(self, collection: int, numbers: Iterable[int], now: datetime) -> int:
        """How many were not in it yet; unknown numbers are left out. Raises CollectionNotFound."""
        self.get(collection)
        known = select(ConceptRow.number).where(bulk.among(ConceptRow.number, numbers))
        rows = [
            {"collection": collection, "concept": number, "added_at": now}
            for number in self._session.scalars(known)
        ]
        if not rows:
            return 0
        statement = insert(CollectionMemberRow).values(rows).on_conflict_do_nothing()
        return len(self._session.execute(statement.returning(CollectionMemberRow.concept)).all())

    def take_out(self, collection: int, numbers: Iterable[int]) -> int:
        """How many were in it. Raises CollectionNotFound."""
        self.get(collection)
        members = delete(CollectionMemberRow).where(
            CollectionMemberRow.collection == collection, bulk.among(CollectionMemberRow.concept, numbers)
        )
        return len(self._session.execute(members.returning(CollectionMemberRow.concept)).all())

    def page(self, collection: int, *, offset: int, limit: int) -> list[int]:
        """Numbers of concepts, last put in first. Raises CollectionNotFound."""
        self.get(collection)
        query = (
            select(CollectionMemberRow.concept)
            .where(CollectionMemberRow.collection == collection)
            .order_by(CollectionMemberRow.added_at.desc(), CollectionMemberRow.concept)
        )
        return list(self._session.scalars(query.offset(offset).limit(limit)))

    def _own(self, collection: int, version: int) -> None:
        """Kept from changing until the transaction ends."""
        present = self.get(collection)
        if present.owner != self._reader.reference:
            raise CollectionNotYours(collection=collection, owner=present.owner_name)
        locked = select(CollectionRow.version).where(CollectionRow.id == collection).with_for_update()
        if self._session.scalar(locked) != version:
            raise CollectionChangedMeanwhile(collection=collection, version=present.version)

    def _record(self, action: str, collection: int, now: datetime) -> None:
        audit.record(self._session, now, self._reader, f"collection.{action}", f"collection:{collection}")


def numbers_of(session: Session, collection: int) -> list[int]:
    """The concepts of a collection, for whoever has decided already that it may be seen."""
    members = select(CollectionMemberRow.concept).where(CollectionMemberRow.collection == collection)
    return list(session.scalars(members.order_by(CollectionMemberRow.concept)))


def collections_of(session: Session, number: int, reader: Actor) -> list[Collection]:
    """Those that hold the concept and that `reader` may see, by name."""
    holding = select(CollectionMemberRow.collection).where(CollectionMemberRow.concept == number)
    query = _reading().where(CollectionRow.id.in_(holding), _seen_by(reader.reference))
    return _read(session, query.order_by(CollectionRow.fr, CollectionRow.id))


def move(session: Session, from_number: int, to_number: int) -> None:
    """For a merge: where one concept was, there is the other."""
    members = CollectionMemberRow
    held = select(members.collection, members.added_at).where(members.concept == from_number)
    rows = [
        {"collection": collection, "concept": to_number, "added_at": added_at}
        for collection, added_at in session.execute(held)
    ]
    if rows:
        session.execute(insert(members).values(rows).on_conflict_do_nothing())
        session.execute(delete(members).where(members.concept == from_number))


def _seen_by(reader: str) -> ColumnElement[bool]:
    return or_(CollectionRow.shared, CollectionRow.owner == reader)


def _reading() -> Select[CollectionRow, int]:
    size = (
        select(func.count())
        .where(CollectionMemberRow.collection == CollectionRow.id)
        .correlate(CollectionRow)
        .scalar_subquery()
    )
    return select(CollectionRow, size).execution_options(populate_existing=True)


def _read(session: Session, query: Select[CollectionRow, int]) -> list[Collection]:
    return [
        Collection(
            row.id,
            row.version,
            row.fr,
            row.en,
            row.owner,
            row.owner_name,
            row.shared,
            size,
            row.created_at,
            row.updated_at,
        )
        for row, size in session.execute(query)
    ]


def _names(fr: str, en: str) -> tuple[str, str]:
    names = squeeze(fr) or squeeze(en), squeeze(en) or squeeze(fr)
    found: Sequence[Flaw] = (
        [flaw for name in dict.fromkeys(names) for flaw in text_flaws("name", name, _NAME_LIMIT)]
        if names[0]
        else [Flaw("collection_without_name", {"field": "name"})]
    )
    if found:
        raise CollectionInvalid(found)
    return names
