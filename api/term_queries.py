"""What a visitor may ask the bank for: filters by address or form, as one query of the search."""

from collections.abc import Set as AbstractSet

from api.errors import NotAuthenticated
from api.security.access import RightMissing
from api.security.accounts import Account
from api.security.roles import Right
from api.security.sessions import StaffSession
from api.wiring import Services
from terminology.collections import Collections, numbers_of
from terminology.concepts import ConceptStatus

__all__ = ["PUBLIC", "concepts_in", "statuses_for"]

PUBLIC = frozenset({ConceptStatus.VALIDATED})


def statuses_for(wanted: AbstractSet[ConceptStatus], staff: StaffSession | None) -> frozenset[ConceptStatus]:
    """Those `wanted`; nothing wanted: what everybody sees. Raises NotAuthenticated, RightMissing."""
    statuses = frozenset(wanted) or PUBLIC
    if statuses != PUBLIC:
        _check_works_on_bank(staff)
    return statuses


def concepts_in(services: Services, collection: int, staff: StaffSession | None) -> frozenset[int]:
    """Numbers in a collection that the member of staff may see.

    Raises NotAuthenticated, RightMissing, CollectionNotFound.
    """
    account = _check_works_on_bank(staff)
    with services.database.transaction() as session:
        found = Collections(session, account.actor).get(collection)
        return frozenset(numbers_of(session, found.id))


def _check_works_on_bank(staff: StaffSession | None) -> Account:
    if staff is None:
        raise NotAuthenticated
    if not staff.account.may(Right.PROPOSE_CONCEPTS):
        raise RightMissing
    return staff.account
