"""A text and its translation, side by side. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Bilingual", "Segment"]


@dataclass(frozen=True, slots=True)
class Segment:
    """`place` is how its file names it: an identifier, a row. `…_tags`: inline elements in their order,
    which are not in the texts.
    """

    place: str
    source: str
    target: str
    source_tags: Sequence[str] = ()
    target_tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Languages are what the file says (`fr`, `en`), empty where it says nothing."""

    name: str
    segments: Sequence[Segment]
    source_language: str = ""
    target_language: str = ""

    def turned(self) -> "Bilingual":
        """Target for source, and the reverse."""
        return Bilingual(
            self.name,
            [
                Segment(one.place, one.target, one.source, one.target_tags, one.source_tags)
                for one in self.segments
            ],
            self.target_language,
            self.source_language,
        )
