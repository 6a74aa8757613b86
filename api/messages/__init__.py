"""From the stable code of an error to the sentences people read, in both languages.

A test walks every DomainError of the house: each has its sentences here, and the catalogue has their English.
"""

from collections.abc import Mapping
from string import Formatter

from api.i18n import translate
from api.messages.chat import CHAT
from api.messages.exchange import EXCHANGE, FILE_REASONS
from api.messages.general import FIELDS, GENERAL, OTHER_FIELD
from api.messages.relance import RELANCE
from api.messages.security import SECURITY
from api.messages.system import SYSTEM
from api.messages.terminology import REASONS as BANK_REASONS
from api.messages.terminology import TERMINOLOGY
from api.messages.texts import TEXTS
from api.messages.words import Words
from api.messages.workflow import WORKFLOW, WORKFLOW_REASONS
from kit.errors import DomainError, Unavailable

__all__ = ["FIELDS", "REASONS", "WORDS", "Words", "field_message", "fill", "sentence", "words_of"]

WORDS: Mapping[str, Words] = {
    **GENERAL,
    **SYSTEM,
    **SECURITY,
    **CHAT,
    **RELANCE,
    **TERMINOLOGY,
    **EXCHANGE,
    **TEXTS,
    **WORKFLOW,
}
REASONS: Mapping[str, str] = {**BANK_REASONS, **WORKFLOW_REASONS, **FILE_REASONS}


def words_of(code: str) -> Words:
    """The sentences of an error's code, or of a reason's (one sentence for both).

    Those of an unexpected error for a code that nobody mapped.
    """
    if code in REASONS:
        return Words(REASONS[code], REASONS[code])
    return WORDS.get(code, WORDS["internal_error"])


def fill(language: str, message: str, params: Mapping[str, object]) -> str:
    """The message in the reader's language.

    A parameter that the error does not carry is shown as "…": telling an error must not fail itself.
    """
    wanted = {name for _, name, _, _ in Formatter().parse(message) if name}
    return translate(language, message, **{name: params.get(name, "…") for name in wanted})


def field_message(kind: str, limits: Mapping[str, object], language: str) -> str:
    """What is wrong with one field of a request, by pydantic's kind of error."""
    return fill(language, FIELDS.get(kind, OTHER_FIELD), limits)


def sentence(error: DomainError, language: str) -> str:
    """An error in one line, for the command line. Who runs the system is also told the technical reason."""
    words = words_of(error.code)
    line = f"{fill(language, words.title, error.params)}. {fill(language, words.detail, error.params)}"
    reason = error.params.get("reason")
    return f"{line} ({reason})" if isinstance(error, Unavailable) and reason else line
