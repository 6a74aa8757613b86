"""A row made into a concept: or several, where each row is one term. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from terminology.concepts import (
    ConceptDraft,
    Context,
    Definition,
    Flaw,
    Language,
    Reliability,
    Term,
    TermStatus,
    TermType,
)
from terminology.exchange.report import Entry, Problem
from terminology.exchange.tabular import words
from terminology.exchange.tabular.columns import Columns
from terminology.exchange.tabular.roles import Role

__all__ = ["DEPRECATED_MARK", "SEPARATOR", "RowTerm", "entry_of", "row_term_of"]

SEPARATOR = ";"
DEPRECATED_MARK = "!"
_SHOWN = 80
# TERMIUM Plus writes what a support is in front of it.
_DEFINITION_MARK, _CONTEXT_MARK, _NOTE_MARK = "DEF:", "CONT:", "OBS:"


def entry_of(columns: Columns, row: Sequence[str], line: int, origin: str) -> Entry | list[Problem]:
    """A row as a concept; or what is wrong with the row, beyond what `concepts.flaws` will say."""
    found, extra = columns.cells(row)
    cells = _Cells(found, columns.languages)
    if flaws := cells.flaws():
        return [Problem(line, flaw.code, flaw.params) for flaw in flaws]
    if identity := cells.text("id"):
        extra["id"] = identity
    draft = ConceptDraft(
        terms=cells.terms(),
        definitions=cells.definitions(),
        domains=tuple(SEPARATOR.join(cells.texts("domain")).split(SEPARATOR)),
        note="\n".join([*cells.texts("note"), *cells.support(_NOTE_MARK)]),
        origin=origin,
        extra=extra,
    )
    return Entry(draft, line, words.concept_status(cells.text("status")))


@dataclass(frozen=True, slots=True)
class _Cells:
    found: Mapping[Role, list[str]]
    languages: tuple[Language, ...]

    def texts(self, kind: str, language: Language | None = None) -> list[str]:
        return self.found.get(Role(kind, language), [])

    def text(self, kind: str, language: Language | None = None) -> str:
        return next(iter(self.texts(kind, language)), "")

    def items(self, kind: str, language: Language) -> list[str]:
        """Of cells of several things."""
        return [
            text
            for cell in self.texts(kind, language)
            for item in cell.split(SEPARATOR)
            if (text := item.strip())
        ]

    def support(self, mark: str, language: Language | None = None) -> list[str]:
        """Of TERMIUM's supports, those of one sort; of one language, or all."""
        wanted = [language] if language else list(Language)
        return [
            text.removeprefix(mark).strip()
            for code in wanted
            for text in self.texts("support", code)
            if text.startswith(mark)
        ]

    def flaws(self) -> list[Flaw]:
        named = [language for language in self.languages if self.text("term", language)]
        # Other names of nothing are a shifted line; a concept known in one language only is not.
        found = [
            Flaw("empty_term", {"column": language.value})
            for language in self.languages
            if language not in named
            and (not named or self.items("synonyms", language) or self.items("acronym", language))
        ]
        status = self.text("status")
        if status and not words.is_status(status):
            found.append(Flaw("unknown_status", {"value": status[:_SHOWN]}))
        found.extend(
            Flaw("reliability_out_of_range", {"value": text[:_SHOWN]})
            for language in self.languages
            if (text := self.text("reliability", language)) and words.reliability(text) is None
        )
        return found

    def terms(self) -> tuple[Term, ...]:
        return tuple(term for language in self.languages for term in self._terms_of(language))

    def definitions(self) -> tuple[Definition, ...]:
        source = self.text("source")
        return tuple(
            Definition(text, language, self.text("definition_source", language) or source)
            for language in Language
            for text in (*self.texts("definition", language), *self.support(_DEFINITION_MARK, language))
        )

    def _terms_of(self, language: Language) -> list[Term]:
        if not (text := self.text("term", language)):
            return []
        gender, number = words.gender(self.text("gender", language))
        contexts = (*self.texts("context", language), *self.support(_CONTEXT_MARK, language))
        main = Term(
            text,
            language,
            status=words.term_status(self.text("status")) or TermStatus.PREFERRED,
            # In such tables only a noun is given a gender.
            part_of_speech=self.text("part_of_speech", language) or ("noun" if gender else ""),
            gender=gender,
            number=number,
            region=self.text("region", language),
            reliability=words.reliability(self.text("reliability", language)) or Reliability.RELIABLE,
            contexts=tuple(Context(passage) for passage in contexts),
            source=self.text("source"),
            note=self.text("usage", language),
        )
        acronyms = (
            Term(item, language, TermStatus.ADMITTED, TermType.ACRONYM)
            for item in self.items("acronym", language)
        )
        return [main, *(_synonym(item, language) for item in self.items("synonyms", language)), *acronyms]


def _synonym(text: str, language: Language) -> Term:
    if text.startswith(DEPRECATED_MARK):
        return Term(text.removeprefix(DEPRECATED_MARK), language, TermStatus.DEPRECATED)
    return Term(text, language, TermStatus.ADMITTED)


@dataclass(frozen=True, slots=True)
class RowTerm:
    """One row of a table that has a row a term; `language` is None for one that the bank does not keep."""

    identity: str
    written_language: str
    language: Language | None
    draft: ConceptDraft


def row_term_of(columns: Columns, row: Sequence[str], line: int, origin: str) -> RowTerm | list[Problem]:
    found, extra = columns.cells(row)
    cells = _Cells(found, ())
    identity, written = cells.text("id"), cells.text("row_language")
    text = cells.text("row_term") or cells.text("term")
    flaws = [] if identity else [Problem(line, "id_missing")]
    flaws += [] if written else [Problem(line, "language_missing")]
    flaws += [] if text else [Problem(line, "empty_term")]
    if flaws:
        return flaws
    language = words.language(written)
    kept: dict[str, Any] = {"id": identity} | extra
    draft = ConceptDraft((), domains=tuple(SEPARATOR.join(cells.texts("domain")).split(SEPARATOR)))
    draft = replace(draft, note="\n".join(cells.texts("note")), origin=origin, extra=kept)
    if language is not None:
        definition = cells.text("row_definition")
        term = Term(
            text,
            language,
            status=words.term_status(cells.text("row_evaluation") or cells.text("status"))
            or TermStatus.PREFERRED,
            term_type=words.term_type(cells.text("row_type")) or TermType.FULL_FORM,
            reliability=words.reliability(cells.text("row_reliability")) or Reliability.RELIABLE,
            note=cells.text("row_note"),
            source=cells.text("source"),
        )
        definitions = (Definition(definition, language),) if definition else ()
        draft = replace(draft, terms=(term,), definitions=definitions)
    return RowTerm(identity, written, language, draft)
