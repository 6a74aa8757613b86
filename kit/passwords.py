"""Passwords and secret codes: argon2id, and nothing told by the time a refusal takes."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

__all__ = ["hash_secret", "verify_secret"]

_hasher = PasswordHasher()
# Verified when there is nothing to verify, so that an unknown number takes as long as a wrong code.
_NOBODY = _hasher.hash("nobody has this password")


def hash_secret(secret: str) -> str:
    return _hasher.hash(secret)


def verify_secret(stored: str | None, secret: str) -> bool:
    """Whether `secret` is the one hashed in `stored`; always one argon2 computation, also for None."""
    try:
        _hasher.verify(stored or _NOBODY, secret)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
