"""Concepts as SKOS in JSON-LD: for catalogues of data and other thesauri."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from terminology.concepts import ConceptView, Language, RelationKind, TermStatus
from terminology.domains import SubjectField

__all__ = ["write_skos"]

_CONTEXT = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_RELATIONS = {
    RelationKind.BROADER: "skos:broader",
    RelationKind.NARROWER: "skos:narrower",
    RelationKind.RELATED: "skos:related",
    RelationKind.SEE: "dct:references",
}
_SCHEME = "urn:truchement:bank"
_HIDDEN = frozenset({TermStatus.DEPRECATED, TermStatus.SUPERSEDED})


def write_skos(
    target: BinaryIO, views: Iterator[ConceptView], fields: Mapping[str, SubjectField]
) -> tuple[int, int]:
    """How many concepts were written; SKOS has no place for grammar and sources of terms, which nobody asks
    of it: the second figure is 0.
    """
    written = 0
    target.write(f'{{"@context": {_json(_CONTEXT)}, "@graph": [\n'.encode())
    target.write(_json({"@id": _SCHEME, "@type": "skos:ConceptScheme"}).encode())
    target.writelines(f",\n{_json(_field(field))}".encode() for field in fields.values())
    for view in views:
        target.write(f",\n{_json(_concept(view))}".encode())
        written += 1
    target.write(b"\n]}\n")
    return written, 0


def _concept(view: ConceptView) -> dict[str, Any]:
    preferred: dict[str, str] = {}
    others: list[dict[str, str]] = []
    hidden: list[dict[str, str]] = []
    for language in Language:
        for term in view.in_language(language):
            if term.status in _HIDDEN:
                hidden.append(_text(term.text, language))
            elif language.value not in preferred:  # SKOS allows one a language
                preferred[language.value] = term.text
            else:
                others.append(_text(term.text, language))
    said = {
        "@id": f"urn:truchement:concept:{view.number}",
        "@type": "skos:Concept",
        "skos:inScheme": {"@id": _SCHEME},
        "skos:notation": str(view.number),
        "skos:prefLabel": [_text(text, language) for language, text in preferred.items()],
        "skos:altLabel": others,
        "skos:hiddenLabel": hidden,
        "skos:definition": [_text(item.text, item.language) for item in view.definitions],
        "skos:scopeNote": view.note,
        **_related(view),
        "skos:note": [_text(note.text, note.language) for note in view.notes if note.language],
        "rdfs:seeAlso": [{"@id": document.url} for document in view.documents],
        "dct:subject": [{"@id": _field_id(code)} for code in view.domains],
        "dct:source": view.origin,
        "dct:modified": {"@value": view.updated_at.isoformat(), "@type": "xsd:dateTime"},
    }
    return {name: value for name, value in said.items() if value}


def _related(view: ConceptView) -> dict[str, list[dict[str, str]]]:
    """SKOS has no word for a mere cross-reference; Dublin Core has."""
    said: dict[str, list[dict[str, str]]] = {}
    for relation in view.relations:
        leads_to = {"@id": f"urn:truchement:concept:{relation.number}"}
        said.setdefault(_RELATIONS[relation.kind], []).append(leads_to)
    return said


def _field(field: SubjectField) -> dict[str, Any]:
    said: dict[str, Any] = {
        "@id": _field_id(field.code),
        "@type": "skos:Concept",
        "skos:inScheme": {"@id": _SCHEME},
        "skos:notation": field.code,
        "skos:prefLabel": [_text(field.fr, Language.FR), _text(field.en, Language.EN)],
    }
    if field.parent:
        said["skos:broader"] = {"@id": _field_id(field.parent)}
    return said


def _field_id(code: str) -> str:
    return f"urn:truchement:field:{code}"


def _text(text: str, language: str) -> dict[str, str]:
    return {"@language": str(language), "@value": text}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
