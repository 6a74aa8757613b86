"""A form as it comes back: what was typed, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Form"]


@dataclass(frozen=True, slots=True)
class Form:
    """`errors` gives, for a field's name, the code of a sentence in `templates/words.html`.

    The empty name is for what concerns no single field. `focus` is the field where the typist goes on.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, object] = field(default_factory=dict)
    focus: str = ""

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def params_of(self, name: str) -> Mapping[str, object]:  # noqa: ARG002 - by name in the forms of many rows
        """What fills the sentence of this field's error."""
        return self.params

    def error(self, name: str) -> str | None:
        return self.errors.get(name)

    def focus_on(self, name: str) -> dict[str, str]:
        """The attributes that say so."""
        return {"autofocus": ""} if name and name == self.focus else {}

    @property
    def refused(self) -> bool:
        return bool(self.errors)
