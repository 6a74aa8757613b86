"""The ids of a file's concepts, known before the first is written: relations lead to them. Pure."""

from collections.abc import Iterable

__all__ = ["Identities"]


class Identities:
    """The id a concept came with, where XML allows it and no concept before has it; else its number."""

    def __init__(self, wanted: Iterable[tuple[int, object]] = ()) -> None:
        self._given: dict[int, str] = {}
        self._taken: set[str] = set()
        # Who has an id of its own keeps it; the others are named around them.
        waiting: list[int] = []
        for number, identity in wanted:
            if isinstance(identity, str) and _is_name(identity) and identity not in self._taken:
                self._give(number, identity)
            else:
                waiting.append(number)
        for number in waiting:
            chosen = f"c{number}"
            while chosen in self._taken:
                chosen = f"_{chosen}"
            self._give(number, chosen)

    def of(self, number: int) -> str | None:
        """None for a concept that is not in the file."""
        return self._given.get(number)

    def __contains__(self, identity: object) -> bool:
        return identity in self._taken

    def _give(self, number: int, identity: str) -> None:
        self._given[number] = identity
        self._taken.add(identity)


def _is_name(text: str) -> bool:
    return text.isascii() and text[:1].isalpha() and all(sign.isalnum() or sign in "_.-" for sign in text)
