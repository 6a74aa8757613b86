"""Accounts of the staff."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select, text
from sqlalchemy.orm import Session

from api.security import login_limits
from api.security.roles import Right, Role, allows
from api.security.tables import AccountRow, LoginSession
from kit import audit
from kit.audit import SYSTEM, Actor, ActorKind
from kit.errors import Conflict, Invalid, NotFound
from kit.passwords import hash_secret, verify_secret

__all__ = [
    "FIRST_LOGIN",
    "MINIMUM_PASSWORD_LENGTH",
    "Account",
    "AccountNotFound",
    "CurrentPasswordWrong",
    "LoginAlreadyTaken",
    "LoginUnusable",
    "PasswordTooShort",
    "authenticate",
    "change_password",
    "create_account",
    "ensure_administrator",
    "get_account",
    "list_accounts",
    "make_password",
    "reset_password",
]

FIRST_LOGIN = "admin"
MINIMUM_PASSWORD_LENGTH = 12  # characters; NIST SP 800-63B asks for length, not for kinds of characters
_MAXIMUM_PASSWORD_LENGTH = 256  # hashing a megabyte is a cheap attack
_FIRST_ACCOUNT_LOCK = 0x7472_6163


class AccountNotFound(NotFound):
    code = "account_not_found"


class LoginAlreadyTaken(Conflict):
    code = "login_already_taken"


class LoginUnusable(Invalid):
    code = "login_unusable"


class PasswordTooShort(Invalid):
    code = "password_too_short"


class CurrentPasswordWrong(Invalid):
    code = "current_password_wrong"


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    login: str
    name: str
    roles: frozenset[Role]
    unit: str | None
    language: str
    must_change_password: bool

    def may(self, right: Right) -> bool:
        return allows(self.roles, right)

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.STAFF, self.login, self.name)


def create_account(
    session: Session,
    *,
    login: str,
    name: str,
    password: str,
    roles: Iterable[Role],
    actor: Actor,
    now: datetime,
    unit: str | None = None,
    language: str = "fr",
    must_change_password: bool = True,
) -> Account:
    """Raises LoginAlreadyTaken, LoginUnusable, PasswordTooShort."""
    login = _fold(login)
    if not login or len(login) > 80 or any(mark.isspace() for mark in login):  # noqa: PLR2004 - column's width
        raise LoginUnusable(login=login)
    _check_new_password(password)
    if session.scalar(select(exists().where(AccountRow.login == login))):
        raise LoginAlreadyTaken(login=login)
    row = AccountRow(
        login=login,
        name=name.strip() or login,
        password_hash=hash_secret(password),
        roles=sorted(Role(role).value for role in roles),
        unit=unit,
        language=language,
        must_change_password=must_change_password,
        active=True,
        created_at=now,
        password_changed_at=now,
    )
    session.add(row)
    session.flush()
    audit.record(session, now, actor, "account.created", f"account:{login}", roles=row.roles, unit=unit)
    return to_account(row)


def ensure_administrator(session: Session, now: datetime) -> str | None:
    """Make the first administrator when there is no account; answer the one-time password, else None."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _FIRST_ACCOUNT_LOCK})
    if session.scalar(select(func.count()).select_from(AccountRow)):
        return None
    password = make_password()
    create_account(
        session,
        login=FIRST_LOGIN,
        name="Administration",
        password=password,
        roles=[Role.ADMINISTRATOR],
        actor=SYSTEM,
        now=now,
    )
    return password


def authenticate(
    session: Session, login: str, password: str, *, address: str, device: str | None, now: datetime
) -> Account | None:
    """The account, or None when login or password is wrong; unknown login and wrong password cost the same.

    `device` is the proof, checked by the caller, that this browser logged in as `login` before. Raises
    TooManyLogins. A refusal is written in the caller's transaction: commit it.
    """
    login = _fold(login)
    attempt = login_limits.begin(session, login, address=address, device=device, now=now)
    row = session.scalar(select(AccountRow).where(AccountRow.login == login, AccountRow.active))
    right = verify_secret(row.password_hash if row else None, password[:_MAXIMUM_PASSWORD_LENGTH])
    if row is None or not right:
        attempt.refuse(session, now)
        return None
    attempt.forgive(session)
    account = to_account(row)
    audit.record(session, now, account.actor, "account.logged_in", f"account:{login}")
    return account


def change_password(session: Session, account: Account, current: str, new: str, now: datetime) -> Account:
    """The account as it is now. Raises CurrentPasswordWrong, PasswordTooShort."""
    row = _row(session, account.login)
    if not verify_secret(row.password_hash, current[:_MAXIMUM_PASSWORD_LENGTH]):
        raise CurrentPasswordWrong
    _check_new_password(new)
    row.password_hash = hash_secret(new)
    row.must_change_password = False
    row.password_changed_at = now
    session.flush()
    audit.record(session, now, account.actor, "account.password_changed", f"account:{account.login}")
    return to_account(row)


def reset_password(session: Session, login: str, actor: Actor, now: datetime) -> str:
    """A new one-time password, told once; whoever is logged in is logged out. Raises AccountNotFound."""
    row = _row(session, _fold(login))
    session.execute(delete(LoginSession).where(LoginSession.account_id == row.id))
    password = make_password()
    row.password_hash = hash_secret(password)
    row.must_change_password = True
    row.password_changed_at = now
    session.flush()
    audit.record(session, now, actor, "account.password_reset", f"account:{row.login}")
    return password


def get_account(session: Session, login: str) -> Account:
    """Raises AccountNotFound."""
    return to_account(_row(session, _fold(login)))


def list_accounts(session: Session) -> list[Account]:
    return [to_account(row) for row in session.scalars(select(AccountRow).order_by(AccountRow.login))]


def to_account(row: AccountRow) -> Account:
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        roles=frozenset(Role(role) for role in row.roles),
        unit=row.unit,
        language=row.language,
        must_change_password=row.must_change_password,
    )


def _row(session: Session, login: str) -> AccountRow:
    row = session.scalar(select(AccountRow).where(AccountRow.login == login))
    if row is None:
        raise AccountNotFound(login=login)
    return row


def _fold(login: str) -> str:
    return login.strip().lower()


def _check_new_password(password: str) -> None:
    if not MINIMUM_PASSWORD_LENGTH <= len(password) <= _MAXIMUM_PASSWORD_LENGTH:
        raise PasswordTooShort(minimum=MINIMUM_PASSWORD_LENGTH)


def make_password() -> str:
    """Four groups of five characters without those that are mistaken for others: 98 bits, easy to type."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    groups = ("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
