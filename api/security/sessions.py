"""Login sessions, their form tokens, and the proof that a browser has logged in before."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from api.security.accounts import Account, to_account
from api.security.tables import AccountRow, LoginSession

__all__ = [
    "LIFETIME",
    "StaffSession",
    "close_others",
    "close_session",
    "find_session",
    "make_device_proof",
    "make_form_token",
    "open_session",
    "read_device_proof",
    "verify_form_token",
]

LIFETIME = timedelta(hours=12)  # a day at the desk


@dataclass(frozen=True, slots=True)
class StaffSession:
    account: Account
    token_hash: str
    csrf_secret: str


def open_session(session: Session, account: Account, now: datetime) -> str:
    """The token for the cookie; only its hash is kept. Expired sessions are swept away by the way."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            token_hash=_hash(token),
            account_id=account.id,
            csrf_secret=secrets.token_hex(32),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    return token


def find_session(session: Session, token: str, now: datetime) -> StaffSession | None:
    found = session.execute(
        select(LoginSession, AccountRow)
        .join(AccountRow, AccountRow.id == LoginSession.account_id)
        .where(LoginSession.token_hash == _hash(token), LoginSession.expires_at > now, AccountRow.active)
    ).one_or_none()
    if found is None:
        return None
    row, account = found
    return StaffSession(to_account(account), row.token_hash, row.csrf_secret)


def close_session(session: Session, staff: StaffSession) -> None:
    session.execute(delete(LoginSession).where(LoginSession.token_hash == staff.token_hash))


def close_others(session: Session, staff: StaffSession) -> None:
    """After a new password: whoever knew the old one is out."""
    session.execute(
        delete(LoginSession).where(
            LoginSession.account_id == staff.account.id, LoginSession.token_hash != staff.token_hash
        )
    )


def make_form_token(csrf_secret: str) -> str:
    """Another one at each page, so that compression cannot be used to guess it (BREACH)."""
    nonce = secrets.token_hex(16)
    return f"{nonce}.{_sign(csrf_secret, nonce)}"


def verify_form_token(csrf_secret: str, token: str) -> bool:
    nonce, _, signature = token.partition(".")
    return hmac.compare_digest(_sign(csrf_secret, nonce).encode(), signature.encode())


def make_device_proof(session_key: str, login: str) -> str:
    return _device_serializer(session_key).dumps([login, secrets.token_hex(8)])


def read_device_proof(session_key: str, proof: str | None, login: str) -> str | None:
    """The device's own mark when `proof` is ours and was given to `login`."""
    try:
        known, mark = _device_serializer(session_key).loads(proof or "")
    except (BadSignature, ValueError, TypeError):
        return None
    return str(mark) if known == login.strip().lower() else None


def _device_serializer(session_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(session_key, salt="device")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _sign(secret: str, nonce: str) -> str:
    return hmac.new(secret.encode(), nonce.encode(), hashlib.sha256).hexdigest()
