"""The two sentences of an error."""

from dataclasses import dataclass

__all__ = ["Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """French message ids, marked for the catalogue: `title` says what happened, `detail` what can be done.

    Placeholders (`{name}`) are the error's parameters.
    """

    title: str
    detail: str
