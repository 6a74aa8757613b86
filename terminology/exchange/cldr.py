"""Names of countries, languages and currencies, from the Unicode CLDR that Babel ships."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from babel import Locale
from sqlalchemy.orm import Session

from kit.audit import Actor
from terminology.concepts import ConceptDraft, ConceptStatus, Language, Term, TermStatus, TermType, normalised
from terminology.domains import SubjectField, add_missing
from terminology.exchange.importing import Conditions, import_entries
from terminology.exchange.report import Entry, ImportReport, Progress, no_progress
from terminology.ports import Encoder

__all__ = ["import_cldr"]

_NAME = "cldr"
# "Unknown region", pseudo-locales for testing, "no linguistic content", "unknown currency" and the like.
_NO_NAMES = frozenset({"ZZ", "XA", "XB", "root", "und", "mul", "mis", "zxx", "XXX", "XTS"})


@dataclass(frozen=True, slots=True)
class _Kind:
    attribute: str
    domain: SubjectField
    part_of_speech: str
    code_is_used: bool = False


_KINDS = (
    _Kind(
        "territories",
        SubjectField("territories", "Pays et territoires", "Countries and territories"),
        "properNoun",
    ),
    _Kind("languages", SubjectField("languages", "Langues du monde", "Languages of the world"), "noun"),
    # "10 000 XAF" stands in contracts and on invoices: the code is looked up like a word.
    _Kind("currencies", SubjectField("currencies", "Monnaies", "Currencies"), "noun", code_is_used=True),
)


def import_cldr(
    session: Session,
    *,
    status: ConceptStatus,
    actor: Actor,
    now: datetime,
    encoder: Encoder,
    progress: Progress = no_progress,
) -> ImportReport:
    """Some 1,100 concepts. Groups of countries known by number only ("Western Africa", 011) are left out."""
    add_missing(session, [kind.domain for kind in _KINDS])
    entries = [entry for kind in _KINDS for entry in _entries(kind)]
    conditions = Conditions(status, actor, now, encoder)
    return import_entries(session, _NAME, entries, len(entries), conditions, progress=progress)


def _entries(kind: _Kind) -> Iterator[Entry]:
    names: dict[Language, Mapping[str, str]] = {
        language: getattr(Locale(language.value), kind.attribute) for language in Language
    }
    for code in sorted(names[Language.FR].keys() & names[Language.EN].keys() - _NO_NAMES):
        if code.isdigit():
            continue
        terms = [
            Term(names[language][code], language, part_of_speech=kind.part_of_speech) for language in Language
        ]
        if kind.code_is_used:
            terms += [
                Term(code, language, TermStatus.ADMITTED, TermType.ABBREVIATION, part_of_speech="noun")
                for language in Language
            ]
        origin = f"CLDR (Babel {version('babel')})"
        extra = {"cldr": {"kind": kind.attribute, "code": code}}
        draft = ConceptDraft(tuple(terms), domains=(kind.domain.code,), origin=origin, extra=extra)
        yield Entry(normalised(draft), line=0)
