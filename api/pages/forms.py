"""A form as it comes back: what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """`errors` gives, for a field's name, the code of a sentence in `templates/words.html`.

    The empty name is for what concerns no single field.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    @property
    def refused(self) -> bool:
        return bool(self.errors)
