"""The entry editor's form: a concept as flat fields with numbered rows, and back. Pure.

`term-fr-0-text`, `term-fr-0-context-1-source`, `document-2-url`: a group of rows, the row's number, a field.
Numbers may have gaps: rows are taken out in the browser too. A row whose fields are all empty says nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from api.pages.forms import Form
from terminology.concepts import (
    ConceptDraft,
    Context,
    Definition,
    Document,
    DocumentKind,
    Flaw,
    Language,
    Note,
    Relation,
    RelationKind,
    Reliability,
    Term,
    TermStatus,
    TermType,
    flaws,
    normalised,
)

__all__ = ["EntryForm", "Typed", "draft_of", "values_of", "whole_number", "with_row", "without_row"]

_LARGEST_NUMBER = 2**31 - 1
_TERM = ("text", "status", "term_type", "part_of_speech", "gender", "number", "region", "reliability")
_TERM_TEXTS = ("text", "part_of_speech", "gender", "number", "region", "source", "note")
_LANGUAGES: tuple[Language | None, ...] = (*Language, None)
_NAME = re.compile(
    r"(?:note|origin|version|confirmed)"
    r"|(?:term|definition|note)-(?:fr|en|all)-\d{1,4}-[a-z_]+|term-(?:fr|en)-\d{1,4}-context-\d{1,4}-[a-z]+"
    r"|(?:domain|document|relation)-\d{1,4}-[a-z]+",
    re.ASCII,
)
_GROUP = re.compile(
    r"term-(?:fr|en)(?:-\d{1,4}-context)?|definition-(?:fr|en)|note-(?:fr|en|all)|domain|document|relation",
    re.ASCII,
)
_ROW = re.compile(rf"(?:{_GROUP.pattern})-\d{{1,4}}", re.ASCII)
# The field that a new row is first asked for.
_FIRST = {"domain": "code", "document": "title", "relation": "number"}
_Code = TypeVar("_Code", TermStatus, TermType, DocumentKind, RelationKind)


@dataclass(frozen=True, slots=True)
class EntryForm(Form):
    """`said` fills the sentence of each field's error: two rows may be wrong in the same way."""

    said: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def params_of(self, name: str) -> Mapping[str, object]:
        return self.said.get(name, self.params)

    def rows(self, group: str) -> list[str]:
        """Names of the rows of a group, in order: `term-fr` has `term-fr-0`, `term-fr-3`."""
        return [f"{group}-{number}" for number in _numbers(self.values, group)]

    def filled(self, row: str, *names: str) -> dict[str, str]:
        """Those of a row's fields in which something stands."""
        return {name: value for name in names if (value := self.value(f"{row}-{name}"))}

    def opens(self, row: str) -> bool:
        """Whether what is folded away in a term's row is wrong, or where the typist goes on."""
        inside = {name for name in (*self.errors, self.focus) if name.startswith(f"{row}-")}
        return bool(inside - {f"{row}-text"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields say, and what is wrong by field."""

    draft: ConceptDraft
    errors: Mapping[str, Flaw]


def values_of(draft: ConceptDraft) -> dict[str, str]:
    """The fields of a concept, with an empty row where somebody most likely writes next."""
    values = {"note": draft.note, "origin": draft.origin}
    for language in Language:
        terms = [item for item in draft.terms if item.language is language]
        for count, term in enumerate(terms or [Term("", language)]):
            values |= _term_values(f"term-{language}-{count}", term)
        definitions = [item for item in draft.definitions if item.language is language]
        for count, item in enumerate(definitions or [Definition("", language)]):
            values |= _of(f"definition-{language}-{count}", item, "text", "source", "note")
    for part in _LANGUAGES:
        for count, note in enumerate(item for item in draft.notes if item.language is part):
            values |= _of(f"note-{part or 'all'}-{count}", note, "text", "source")
    for count, code in enumerate(draft.domains or ("",)):
        values[f"domain-{count}-code"] = code
    for count, document in enumerate(draft.documents):
        values |= _of(f"document-{count}", document, "title", "url", "kind", "date", "source")
    for count, relation in enumerate(draft.relations):
        values |= _of(f"relation-{count}", relation, "kind", "number")
    return values


def with_row(values: Mapping[str, str], group: str) -> tuple[dict[str, str], str]:
    """One more row, empty, and the name of its first field; the same fields and "" for no such group."""
    if not _GROUP.fullmatch(group):
        return dict(values), ""
    row = f"{group}-{max(_numbers(values, group), default=-1) + 1}"
    first = f"{row}-{_FIRST.get(group, 'text')}"
    return {**values, first: ""}, first


def without_row(values: Mapping[str, str], row: str) -> dict[str, str]:
    if not _ROW.fullmatch(row):
        return dict(values)
    return {name: value for name, value in values.items() if not name.startswith(f"{row}-")}


def whole_number(written: str) -> int | None:
    """A number as people write it ("n° 12"), if a concept may have it."""
    digits = written.strip().removeprefix("n°").strip()
    if not (digits.isascii() and digits.isdigit()):
        return None
    number = int(digits[:11])
    return number if 0 < number <= _LARGEST_NUMBER else None


def draft_of(typed: Mapping[str, str], base: ConceptDraft) -> Typed:
    """`base` has what the form does not show: what a file said beside the fields."""
    form = EntryForm({name: value for name, value in typed.items() if _NAME.fullmatch(name)})
    errors: dict[str, Flaw] = {}
    draft = ConceptDraft(
        terms=tuple(_terms(form, base, errors)),
        definitions=tuple(_definitions(form, errors)),
        domains=tuple(form.value(f"{row}-code") for row in form.rows("domain")),
        note=form.value("note"),
        origin=form.value("origin"),
        extra=base.extra,
        notes=tuple(_notes(form, errors)),
        documents=tuple(_documents(form, errors)),
        relations=tuple(_relations(form, errors)),
    )
    bare = replace(draft, terms=(), definitions=(), notes=(), documents=(), relations=())
    for flaw in flaws(normalised(bare)):
        if flaw.code != "concept_without_term":
            errors.setdefault(str(flaw.params.get("field", "")), flaw)
    return Typed(draft, errors)


def _term_values(row: str, term: Term) -> dict[str, str]:
    values = _of(row, term, *_TERM, "source", "note")
    values[f"{row}-reliability"] = str(int(term.reliability))
    values[f"{row}-was"] = term.text
    for count, context in enumerate(term.contexts):
        values |= _of(f"{row}-context-{count}", context, "text", "source")
    return values


def _of(row: str, part: object, *names: str) -> dict[str, str]:
    return {f"{row}-{name}": str(getattr(part, name)) for name in names}


def _numbers(values: Mapping[str, str], group: str) -> list[int]:
    row = re.compile(rf"{re.escape(group)}-(\d{{1,4}})-")
    return sorted({int(found[1]) for name in values if (found := row.match(name))})


def _terms(form: EntryForm, base: ConceptDraft, errors: dict[str, Flaw]) -> Iterator[Term]:
    known = {(term.text, term.language): term.extra for term in base.terms}
    for language in Language:
        for row in form.rows(f"term-{language}"):
            contexts = tuple(
                Context(form.value(f"{inner}-text"), form.value(f"{inner}-source"))
                for inner in form.rows(f"{row}-context")
            )
            term = Term(
                language=language,
                status=_code(form.value(f"{row}-status"), TermStatus.PREFERRED),
                term_type=_code(form.value(f"{row}-term_type"), TermType.FULL_FORM),
                reliability=_reliability(form.value(f"{row}-reliability")),
                contexts=contexts,
                extra=known.get((form.value(f"{row}-was"), language), {}),
                **{name: form.value(f"{row}-{name}") for name in _TERM_TEXTS},
            )
            beside = any(form.value(f"{row}-{name}").strip() for name in _TERM_TEXTS) or any(
                item.text.strip() for item in contexts
            )
            if beside:
                yield term
                _note_flaws(ConceptDraft((term,)), row, errors)


def _definitions(form: EntryForm, errors: dict[str, Flaw]) -> Iterator[Definition]:
    for language in Language:
        for row in form.rows(f"definition-{language}"):
            item = Definition(
                form.value(f"{row}-text"), language, form.value(f"{row}-source"), form.value(f"{row}-note")
            )
            if (item.source.strip() or item.note.strip()) and not item.text.strip():
                errors[f"{row}-text"] = Flaw("definition_missing")
            yield item
            _note_flaws(ConceptDraft((), (item,)), row, errors)


def _notes(form: EntryForm, errors: dict[str, Flaw]) -> Iterator[Note]:
    for language in _LANGUAGES:
        for row in form.rows(f"note-{language or 'all'}"):
            item = Note(form.value(f"{row}-text"), language, form.value(f"{row}-source"))
            yield item
            _note_flaws(ConceptDraft((), notes=(item,)), row, errors)


def _documents(form: EntryForm, errors: dict[str, Flaw]) -> Iterator[Document]:
    for row in form.rows("document"):
        texts = {name: form.value(f"{row}-{name}") for name in ("title", "url", "date", "source")}
        if any(text.strip() for text in texts.values()):
            item = Document(kind=_code(form.value(f"{row}-kind"), DocumentKind.OTHER), **texts)
            yield item
            _note_flaws(ConceptDraft((), documents=(item,)), row, errors)


def _relations(form: EntryForm, errors: dict[str, Flaw]) -> Iterator[Relation]:
    for row in form.rows("relation"):
        written = form.value(f"{row}-number").strip()
        if number := whole_number(written):
            yield Relation(_code(form.value(f"{row}-kind"), RelationKind.RELATED), number)
        elif written:
            errors[f"{row}-number"] = Flaw("relation_number_unreadable")


_FIELD_OF_FLAW = {
    "empty_term": "text",
    "document_address_refused": "url",
    "document_date_unreadable": "date",
    "term": "text",
    "definition": "text",
    "context": "context-0-text",
}


def _note_flaws(part: ConceptDraft, row: str, errors: dict[str, Flaw]) -> None:
    """What is wrong with one row, beside the field it is wrong in."""
    for flaw in flaws(normalised(part)):
        if flaw.code == "concept_without_term":
            continue
        name = str(flaw.params.get("field", ""))
        place = _FIELD_OF_FLAW.get(flaw.code) or _FIELD_OF_FLAW.get(name) or name or "text"
        if place == "note" and row.startswith("note-"):
            place = "text"
        errors.setdefault(f"{row}-{place}", flaw)


def _code(written: str, usual: _Code) -> _Code:
    """A code from one of our own lists; a form that says something else was not made by our page."""
    kind = type(usual)
    return kind(written) if written in set(kind) else usual


def _reliability(written: str) -> int:
    return int(written) if written in {str(int(item)) for item in Reliability} else Reliability.RELIABLE
