"""The procedures a citizen may ask for: read from the API, kept for a minute, recognised from words."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Sequence

from actions import words as vocabulary
from actions.client import ApiClient, ApiError, Procedure
from actions.messages import fold

__all__ = ["Catalogue", "recognise"]

_FRESH_SECONDS = 60.0
_STEM = 6  # letters: "légalisation", "légaliser", "legalise" are one word here


class Catalogue:
    """Raises the client's ApiError only when the list was never read: an older list is better than none."""

    def __init__(self, client: ApiClient, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = client
        self._clock = clock
        self._known: list[Procedure] = []
        self._read_at = 0.0

    async def all(self) -> list[Procedure]:
        if not self._known or self._clock() - self._read_at > _FRESH_SECONDS:
            try:
                self._known = await self._client.procedures()
                self._read_at = self._clock()
            except ApiError:
                if not self._known:
                    raise
        return self._known

    async def get(self, code: str) -> Procedure | None:
        return next((procedure for procedure in await self.all() if procedure.code == code), None)

    async def name(self, code: str, language: str) -> str:
        """The procedure's name; its code when the list does not have it any more."""
        procedure = await self.get(code)
        return procedure.names[language] if procedure else code


def recognise(procedures: Sequence[Procedure], words: str) -> Procedure | None:
    """The one procedure that the words name, or None when none does or several do equally."""
    said = {word[:_STEM] for word in _words(words)}
    own = {procedure.code: _stems(procedure) for procedure in procedures}
    frequency = Counter(stem for stems in own.values() for stem in stems)
    scores = {
        code: sum(1.0 / frequency[stem] for stem in stems if stem in said) for code, stems in own.items()
    }
    best = max(scores.values(), default=0.0)
    winners = [procedure for procedure in procedures if scores[procedure.code] == best]
    return winners[0] if best > 0 and len(winners) == 1 else None


def _stems(procedure: Procedure) -> set[str]:
    text = " ".join([*procedure.names.values(), procedure.code, vocabulary.SAID.get(procedure.code, "")])
    return {word[:_STEM] for word in _words(text)}


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z]{3,}", fold(text)) if word not in vocabulary.EMPTY]
