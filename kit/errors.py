"""The one error model.

A domain error is a fact with a stable code and typed parameters. It knows no HTTP and no sentence for
the screen: only `api/errors.py` maps it, to RFC 9457 problem+json or to a page, in the reader's language.

    DomainError
    ├── NotFound      what was asked for is not there, or must not be known to be there
    ├── Conflict      the state of things forbids it (already closed, changed meanwhile)
    ├── Forbidden     the actor has no right to it
    ├── Invalid       the input cannot be taken as it is
    ├── TooMany       allowed, but not so often
    └── Unavailable   a part of the system does not answer at present
"""

from typing import ClassVar

__all__ = ["Conflict", "DomainError", "Forbidden", "Invalid", "NotFound", "TooMany", "Unavailable"]


class DomainError(Exception):
    """A fact that stops an operation.

    `code` is stable and names a translated message; `params` fill that message's placeholders.
    """

    code: ClassVar[str] = ""

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({shown})"


class NotFound(DomainError):
    code = "not_found"


class Conflict(DomainError):
    code = "conflict"


class Forbidden(DomainError):
    code = "forbidden"


class Invalid(DomainError):
    code = "invalid"


class TooMany(DomainError):
    """Too many tries; `retry_after_seconds` says when to come back."""

    code = "too_many"


class Unavailable(DomainError):
    code = "unavailable"
