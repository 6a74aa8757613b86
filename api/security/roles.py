"""Who may do what: roles, rights, and the one table that joins them."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

__all__ = ["POLICY", "Right", "Role", "allows"]


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    REQUESTS_OFFICE = "requests_office"  # Bureau des Requêtes
    REMINDER_OFFICE = "reminder_office"  # Bureau de la Relance
    UNIT_AGENT = "unit_agent"
    SECRETARY_GENERAL = "secretary_general"
    TRANSLATOR = "translator"
    TERMINOLOGIST = "terminologist"
    HEAD_OF_TRANSLATION = "head_of_translation"


class Right(StrEnum):
    READ_DOSSIERS = "read_dossiers"
    REGISTER_DOSSIERS = "register_dossiers"
    WORK_DOSSIERS = "work_dossiers"
    READ_OUTBOX = "read_outbox"
    REMIND = "remind"
    EDIT_RULES = "edit_rules"  # procedures, calendar, how units are reminded
    CONFIRM_RULES = "confirm_rules"
    PROPOSE_CONCEPTS = "propose_concepts"
    VALIDATE_CONCEPTS = "validate_concepts"
    WITHDRAW_CONCEPTS = "withdraw_concepts"
    IMPORT_CONCEPTS = "import_concepts"
    TEND_SUBJECT_FIELDS = "tend_subject_fields"


_DESK = {Role.REQUESTS_OFFICE, Role.ADMINISTRATOR}
_BANK = {Role.TERMINOLOGIST, Role.HEAD_OF_TRANSLATION, Role.ADMINISTRATOR}

# A unit agent's rights on dossiers reach only the dossiers in the charge of the agent's own unit
# (`api.security.access.sees_unit`).
POLICY: Mapping[Right, frozenset[Role]] = MappingProxyType(
    {
        Right.READ_DOSSIERS: frozenset(
            {*_DESK, Role.REMINDER_OFFICE, Role.UNIT_AGENT, Role.SECRETARY_GENERAL}
        ),
        Right.REGISTER_DOSSIERS: frozenset(_DESK),
        Right.WORK_DOSSIERS: frozenset({*_DESK, Role.UNIT_AGENT}),
        Right.READ_OUTBOX: frozenset({*_DESK, Role.REMINDER_OFFICE, Role.SECRETARY_GENERAL}),
        Right.REMIND: frozenset({Role.REMINDER_OFFICE, Role.SECRETARY_GENERAL, Role.ADMINISTRATOR}),
        Right.EDIT_RULES: frozenset({Role.REMINDER_OFFICE, Role.SECRETARY_GENERAL, Role.ADMINISTRATOR}),
        # « Définit et codifie les procédures internes du Département » (art. 8): nobody does it in his place.
        Right.CONFIRM_RULES: frozenset({Role.SECRETARY_GENERAL}),
        Right.PROPOSE_CONCEPTS: frozenset({*_BANK, Role.TRANSLATOR}),
        Right.VALIDATE_CONCEPTS: frozenset(_BANK),
        Right.WITHDRAW_CONCEPTS: frozenset({Role.HEAD_OF_TRANSLATION, Role.ADMINISTRATOR}),
        Right.IMPORT_CONCEPTS: frozenset(_BANK),
        Right.TEND_SUBJECT_FIELDS: frozenset({Role.HEAD_OF_TRANSLATION, Role.ADMINISTRATOR}),
    }
)


def allows(roles: Iterable[Role], right: Right) -> bool:
    return not POLICY[right].isdisjoint(roles)
