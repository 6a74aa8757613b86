"""What a column of a table may mean, and what its heading says it does. Pure.

A role is written `kind` or `kind:language` (`definition:fr`): so it stands in forms, in commands, and in what
is remembered of a file.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terminology.concepts import Language
from terminology.folding import fold, squeeze

__all__ = ["EXTRA", "IGNORE", "ROLES", "Role", "guess", "header_key", "role_of"]


@dataclass(frozen=True, slots=True)
class Role:
    """`language` is None for what concerns the concept, or where the heading does not say it."""

    kind: str
    language: Language | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.language}" if self.language else self.kind


EXTRA = Role("extra")  # kept with the concept under its heading, and written back
IGNORE = Role("ignore")

_LANGUAGE_NAMES = {
    Language.EN: ("en", "eng", "english", "anglais", "anglaise"),
    Language.FR: ("fr", "fra", "french", "francais", "francaise"),
}
# Words of a heading, folded; TERMIUM Plus's are among them (TERM_EN_PARAMETER is left to `extra`).
_BY_LANGUAGE: Mapping[str, tuple[str, ...]] = {
    "term": ("", "term", "terme", "main term", "terme principal", "entry term", "vedette"),
    "definition": ("definition", "def"),
    "definition_source": ("definition source", "source definition", "source de la definition"),
    "synonyms": ("synonyms", "synonym", "synonymes", "synonyme", "variants", "variantes"),
    "acronym": ("acronym", "sigle", "abbreviation", "abbreviations", "abreviation"),
    "gender": ("gender", "genre"),
    "part_of_speech": ("part of speech", "pos", "categorie grammaticale"),
    "context": ("context", "contexte", "example", "exemple"),
    "region": ("region", "usage geographique", "geographical usage"),
    "reliability": ("reliability", "fiabilite"),
    "usage": ("usage note", "usage", "note d'usage"),
    "support": tuple(
        f"{word} {number}" for word in ("textual support", "justification") for number in (1, 2, 3)
    ),
}
_PLAIN: Mapping[str, tuple[str, ...]] = {
    "domain": (
        *("domain", "domains", "domaine", "domaines", "subject field", "subject", "sujet", "e domains"),
        *("subject en", "subject fr", "domaine fr", "domaine en", "domain en", "domain fr"),
    ),
    "source": ("source", "sources", "reference", "references"),
    "note": ("note", "notes", "remarque", "remarques", "comment", "commentaire"),
    "status": ("status", "statut"),
    "id": ("id", "identifier", "identifiant", "e id", "entry id", "concept id"),
}
# A table of one row a term (IATE's CSV): the row says which concept and which language it belongs to.
_BY_ROW: Mapping[str, tuple[str, ...]] = {
    "row_language": ("l code", "language", "langue", "lang", "language code"),
    "row_term": ("t term",),
    "row_type": ("t type", "term type", "type de terme"),
    "row_reliability": ("t reliability",),
    "row_definition": ("l definition",),
    "row_note": ("t note",),
    "row_evaluation": ("t evaluation",),
}
# Several columns may have these: their texts come one after the other.
REPEATABLE = frozenset({"domain", "synonyms", "acronym", "context", "support", "note", "extra", "ignore"})


def _known() -> dict[str, Role]:
    """Folded heading to role: "definition_fr", "Définition (FR)" and "fr definition" are one."""
    roles: dict[str, Role] = {}
    for kind, words in _BY_LANGUAGE.items():
        for language, names in _LANGUAGE_NAMES.items():
            for word in words:
                for name in names:
                    roles[f"{word} {name}".strip()] = Role(kind, language)
                    roles[f"{name} {word}".strip()] = Role(kind, language)
        if kind != "term":
            roles |= dict.fromkeys(words, Role(kind))
    # English nouns have no gender worth a column.
    roles |= dict.fromkeys(_BY_LANGUAGE["gender"], Role("gender", Language.FR))
    for table in (_PLAIN, _BY_ROW):
        roles |= {word: Role(kind) for kind, words in table.items() for word in words}
    return roles


_KNOWN = _known()

ROLES: tuple[Role, ...] = (
    *(Role(kind, language) for language in Language for kind in _BY_LANGUAGE),
    *(Role(kind) for kind in (*_PLAIN, *_BY_ROW)),
    EXTRA,
    IGNORE,
)
"""Every one that a person may choose, in the order of a form."""

_WRITTEN = {str(role): role for role in (*ROLES, *(Role(kind) for kind in _BY_LANGUAGE))}


def role_of(written: str) -> Role | None:
    """`definition:fr` as a role; None for what is none."""
    return _WRITTEN.get(written)


def guess(heading: str) -> Role | None:
    """What a heading says; None for one that says nothing to us."""
    return _KNOWN.get(fold(heading)) if heading else None


def header_key(headings: Sequence[str]) -> str:
    """The same for every file with these columns in this order, whatever their capitals and accents."""
    written = json.dumps([fold(squeeze(heading)) for heading in headings], ensure_ascii=False)
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()
