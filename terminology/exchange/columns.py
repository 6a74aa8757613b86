"""Columns of a table of terms: what their headings mean, and a row made into a concept. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from terminology.concepts import (
    ConceptDraft,
    ConceptStatus,
    Context,
    Definition,
    Flaw,
    Language,
    Term,
    TermStatus,
    TermType,
)
from terminology.exchange.report import Entry, Problem
from terminology.folding import fold, squeeze

__all__ = ["Columns", "read_header"]

_LANGUAGE_NAMES = {
    Language.EN: ("en", "english", "anglais", "anglaise"),
    Language.FR: ("fr", "french", "francais", "francaise"),
}
_BY_LANGUAGE = {
    "term": ("", "term", "terme"),
    "definition": ("definition",),
    "synonyms": ("synonyms", "synonym", "synonymes", "synonyme"),
    "acronym": ("acronym", "sigle"),
    "gender": ("gender", "genre"),
    "part_of_speech": ("part of speech", "pos", "categorie grammaticale"),
    "context": ("context", "contexte"),
}
_PLAIN = {
    "domain": ("domain", "domains", "domaine", "domaines", "subject field", "subject"),
    "source": ("source", "sources"),
    "note": ("note", "notes", "remarque", "remarques"),
    "status": ("status", "statut"),
}
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
_SEPARATOR = ";"
_DEPRECATED_MARK = "!"

_Role = tuple[str, Language | None]


def _roles() -> dict[str, _Role]:
    """Folded heading to meaning: "definition_fr", "Définition (FR)" and "fr definition" are one."""
    roles: dict[str, _Role] = {}
    for kind, words in _BY_LANGUAGE.items():
        for language, names in _LANGUAGE_NAMES.items():
            for word in words:
                for name in names:
                    roles[f"{word} {name}".strip()] = (kind, language)
                    roles[f"{name} {word}".strip()] = (kind, language)
        if kind != "term":
            roles |= dict.fromkeys(words, (kind, None))
    # English nouns have no gender worth a column.
    roles |= dict.fromkeys(_BY_LANGUAGE["gender"], ("gender", Language.FR))
    return roles | {word: (kind, None) for kind, words in _PLAIN.items() for word in words}


_ROLES = _roles()


@dataclass(frozen=True, slots=True)
class Columns:
    """The meaning of each column of one file. Build it with `read_header`."""

    headings: tuple[str, ...]
    roles: Mapping[int, _Role]
    languages: tuple[Language, ...]

    def entry(self, cells: Sequence[str], line: int, origin: str) -> Entry | list[Problem]:
        """A row as a concept; or what is wrong with the row, beyond what `concepts.flaws` will say."""
        found: dict[_Role, str] = {}
        extra: dict[str, str] = {}
        for place, cell in enumerate(cells):
            value = squeeze(cell)
            if place in self.roles:
                found[self._role(place)] = value
            elif value:
                extra[self.headings[place] or f"#{place + 1}"] = value
        row = _Row(found, self.languages)
        flaws = row.flaws()
        if flaws:
            return [Problem(line, flaw.code, flaw.params) for flaw in flaws]
        draft = ConceptDraft(
            terms=row.terms(),
            definitions=row.definitions(),
            domains=tuple(found.get(("domain", None), "").split(_SEPARATOR)),
            note=found.get(("note", None), ""),
            origin=origin,
            extra=extra,
        )
        return Entry(draft, line, _CONCEPT_STATUSES.get(fold(row.status)) if row.status else None)

    def _role(self, place: int) -> _Role:
        """In a file of one language, "definition" alone says enough."""
        kind, language = self.roles[place]
        if kind in _BY_LANGUAGE and language is None and len(self.languages) == 1:
            return kind, self.languages[0]
        return kind, language


def read_header(headings: Sequence[str]) -> Columns | list[Problem]:
    names = tuple(squeeze(heading) for heading in headings)
    roles: dict[int, _Role] = {}
    problems: list[Problem] = []
    for place, name in enumerate(names):
        role = _ROLES.get(fold(name)) if name else None
        if (name in names[:place] and name) or (role in roles.values() and role is not None):
            problems.append(Problem(1, "column_twice", {"column": name}))
        elif role is not None:
            roles[place] = role
    languages = tuple(language for kind, language in roles.values() if kind == "term" and language)
    if not languages:
        problems.append(Problem(1, "no_term_column", {"columns": ", ".join(names)[:200]}))
    if len(languages) > 1:
        problems.extend(
            Problem(1, "column_without_language", {"column": names[place]})
            for place, (kind, language) in roles.items()
            if kind in _BY_LANGUAGE and language is None
        )
    return problems or Columns(names, roles, languages)


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Mapping[_Role, str]
    languages: tuple[Language, ...]

    @property
    def status(self) -> str:
        return self.cells.get(("status", None), "")

    def flaws(self) -> list[Flaw]:
        found = [
            Flaw("empty_term", {"column": language.value})
            for language in self.languages
            if not self.cells["term", language]
        ]
        if self.status and fold(self.status) not in _CONCEPT_STATUSES | _TERM_STATUSES:
            found.append(Flaw("unknown_status", {"value": self.status[:80]}))
        return found

    def terms(self) -> tuple[Term, ...]:
        return tuple(term for language in self.languages for term in self._terms_of(language))

    def definitions(self) -> tuple[Definition, ...]:
        source = self.cells.get(("source", None), "")
        return tuple(
            Definition(text, language, source)
            for language in Language
            if (text := self.cells.get(("definition", language), ""))
        )

    def _terms_of(self, language: Language) -> list[Term]:
        gender, number = self._gender(language)
        main = Term(
            self.cells["term", language],
            language,
            status=_TERM_STATUSES.get(fold(self.status or "preferred"), TermStatus.PREFERRED),
            # In such tables only a noun is given a gender.
            part_of_speech=self.cells.get(("part_of_speech", language), "") or ("noun" if gender else ""),
            gender=gender,
            number=number,
            contexts=(Context(context),) if (context := self.cells.get(("context", language))) else (),
            source=self.cells.get(("source", None), ""),
        )
        others = [
            _synonym(text, language)
            for item in self.cells.get(("synonyms", language), "").split(_SEPARATOR)
            if (text := item.strip())
        ]
        acronyms = [
            Term(text, language, TermStatus.ADMITTED, TermType.ACRONYM)
            for item in self.cells.get(("acronym", language), "").split(_SEPARATOR)
            if (text := item.strip())
        ]
        return [main, *others, *acronyms]

    def _gender(self, language: Language) -> tuple[str, str]:
        written = self.cells.get(("gender", language), "")
        return _GENDERS.get(fold(written), (written, "")) if written else ("", "")


def _synonym(text: str, language: Language) -> Term:
    if text.startswith(_DEPRECATED_MARK):
        return Term(text.removeprefix(_DEPRECATED_MARK), language, TermStatus.DEPRECATED)
    return Term(text, language, TermStatus.ADMITTED)
