"""The editor's form after a lost race: both sides' changes, to be read and saved again."""

from collections.abc import Mapping

from api.pages.entry_fields import EntryForm, values_of
from terminology.concepts import Language
from terminology.conflicts import LostRace

__all__ = ["as_fields"]


def as_fields(conflict: LostRace, typed: Mapping[str, str]) -> dict[str, str]:
    """To be saved over the present version by whoever has read it. A term that was reworded still says from
    what, so that what a file said of it is not lost.
    """
    values = {**values_of(conflict.draft), "version": str(conflict.present.version)}
    form, before = EntryForm(values), EntryForm(typed)
    for language in Language:
        was = {
            " ".join(before.value(f"{row}-text").split()): before.value(f"{row}-was")
            for row in before.rows(f"term-{language}")
        }
        for row in form.rows(f"term-{language}"):
            values[f"{row}-was"] = was.get(values[f"{row}-text"]) or values[f"{row}-text"]
    return values
