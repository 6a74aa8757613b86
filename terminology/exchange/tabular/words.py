"""The words that people write in the cells of a table: statuses, genders, types, languages. Pure."""

from terminology.concepts import ConceptStatus, Language, TermStatus, TermType
from terminology.folding import fold

__all__ = ["concept_status", "gender", "is_status", "language", "reliability", "term_status", "term_type"]

_CONCEPT_STATUSES = {
    **{status.value: status for status in ConceptStatus},
    "brouillon": ConceptStatus.DRAFT,
    "propose": ConceptStatus.PROPOSED,
    "valide": ConceptStatus.VALIDATED,
    "retire": ConceptStatus.WITHDRAWN,
}
_TERM_STATUSES = {
    **{status.value: status for status in TermStatus},
    "privilegie": TermStatus.PREFERRED,
    "admis": TermStatus.ADMITTED,
    "deconseille": TermStatus.DEPRECATED,
    "remplace": TermStatus.SUPERSEDED,
    "obsolete": TermStatus.SUPERSEDED,
}
_GENDERS = {
    "m": ("masculine", ""),
    "masculin": ("masculine", ""),
    "f": ("feminine", ""),
    "feminin": ("feminine", ""),
    "mpl": ("masculine", "plural"),
    "fpl": ("feminine", "plural"),
    "m pl": ("masculine", "plural"),
    "f pl": ("feminine", "plural"),
}
_TYPES = {
    **{kind.value.replace("_", " "): kind for kind in TermType},
    "term": TermType.FULL_FORM,
    "terme": TermType.FULL_FORM,
    "sigle": TermType.ACRONYM,
    "abbrev": TermType.ABBREVIATION,
    "abreviation": TermType.ABBREVIATION,
    "forme abregee": TermType.SHORT_FORM,
    "locution": TermType.PHRASE,
    "phraseological unit": TermType.PHRASE,
}
_RELIABILITIES = {
    **{str(number): number for number in range(1, 5)},
    "reliability not verified": 1,
    "minimum reliability": 2,
    "reliable": 3,
    "very reliable": 4,
    "non verifiee": 1,
    "minimale": 2,
    "fiable": 3,
    "tres fiable": 4,
}
_LANGUAGES = {
    **{item.value: item for item in Language},
    "eng": Language.EN,
    "fra": Language.FR,
    "fre": Language.FR,
    "english": Language.EN,
    "french": Language.FR,
    "anglais": Language.EN,
    "francais": Language.FR,
}


def concept_status(written: str) -> ConceptStatus | None:
    return _CONCEPT_STATUSES.get(fold(written)) if written else None


def term_status(written: str) -> TermStatus | None:
    return _TERM_STATUSES.get(fold(written)) if written else None


def is_status(written: str) -> bool:
    """Of a concept or of a term: one column may say either."""
    return concept_status(written) is not None or term_status(written) is not None


def gender(written: str) -> tuple[str, str]:
    """Gender and number as TBX names them; another word stays what it is."""
    return _GENDERS.get(fold(written), (written, "")) if written else ("", "")


def term_type(written: str) -> TermType | None:
    return _TYPES.get(fold(written)) if written else None


def reliability(written: str) -> int | None:
    return _RELIABILITIES.get(fold(written)) if written else None


def language(written: str) -> Language | None:
    """`FR`, `fr-CA`, `French`."""
    whole = fold(written)
    return _LANGUAGES.get(whole) or _LANGUAGES.get(fold(written.partition("-")[0]))
