"""The bank's terms: none to avoid in the target, an equivalent for each of the source."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from terminology.concepts import Language
from terminology.folding import fold
from terminology.quality.findings import Category, Finding, Severity
from terminology.quality.pair import Pair
from terminology.recognition.agreement import Agreement
from terminology.recognition.glossary import KnownTerm
from terminology.recognition.matcher import Match, Matcher
from terminology.recognition.spans import FORBIDDEN
from terminology.search.lemmas import content_words, stem

__all__ = ["Rendering", "TermCheck"]

_COMMON_START = 5  # letters; "vaccination" and "vacciner" say one thing in two languages' ways


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a concept of the source became in the target, as the bank spells it."""

    concept: int
    source_term: str
    target_term: str


@dataclass(frozen=True, slots=True)
class TermCheck:
    """What one segment's terms came to. `recognised` counts those whose equivalent could be looked for;
    `rest` is the source without them.
    """

    findings: Sequence[Finding]
    renderings: Sequence[Rendering]
    recognised: int
    rest: str

    @classmethod
    def of(cls, pair: Pair, matcher: Matcher) -> "TermCheck":
        source = matcher.match(pair.source, pair.source_language)
        # Shorter terms inside longer ones too: any of them may be the equivalent.
        target = matcher.every(pair.target, pair.target_language)
        asked = {term.concept for match in source for term, _ in match.terms}
        findings = list(_forbidden(pair, matcher, asked))
        renderings: list[Rendering] = []
        recognised = 0
        for match in source:
            wanted = {term.concept: term for term, how in match.terms if _is_sure(term, how)}
            equivalents = _equivalents(matcher, wanted, pair.target_language)
            if not equivalents:
                continue
            recognised += 1
            found = [term for one in target for term, _ in one.terms if term.concept in wanted]
            if found:
                renderings.append(Rendering(found[0].concept, wanted[found[0].concept].text, found[0].text))
            elif not _said_otherwise(pair, match, equivalents):
                findings.append(_missing(pair, match, equivalents))
        return cls(findings, renderings, recognised, _without(pair.source, source))


def _is_sure(term: KnownTerm, how: Agreement) -> bool:
    """A single word that only shares a stem may be a verb of the same family ("débuté" and "début")."""
    return how is not Agreement.STEM or " " in term.text


def _forbidden(pair: Pair, matcher: Matcher, asked: set[int]) -> Iterator[Finding]:
    """A word that is right for one concept and to avoid for another is to avoid where that one is meant."""
    for match in matcher.match(pair.target, pair.target_language):
        meant = [term for term, _ in match.terms if term.concept in asked] or [
            term for term, _ in match.terms
        ]
        if all(term.status in FORBIDDEN for term in meant):
            preferred = [
                other.text
                for other in matcher.of_concept(meant[0].concept)
                if other.language is pair.target_language and other.status not in FORBIDDEN
            ]
            yield pair.finding(
                "term_forbidden",
                Category.TERMINOLOGY,
                Severity.MAJOR,
                term=pair.target[match.start : match.end],
                preferred=", ".join(preferred) or "–",
                concept=meant[0].concept,
            )


def _equivalents(matcher: Matcher, concepts: Iterable[int], language: Language) -> list[KnownTerm]:
    return [
        term
        for concept in concepts
        for term in matcher.of_concept(concept)
        if term.language is language and term.status not in FORBIDDEN
    ]


def _missing(pair: Pair, match: Match, equivalents: Sequence[KnownTerm]) -> Finding:
    return pair.finding(
        "term_missing",
        Category.TERMINOLOGY,
        Severity.MAJOR,
        term=pair.source[match.start : match.end],
        equivalents=", ".join(dict.fromkeys(term.text for term in equivalents)),
        concept=equivalents[0].concept,
    )


def _said_otherwise(pair: Pair, match: Match, equivalents: Iterable[KnownTerm]) -> bool:
    """The words of an equivalent in another order or apart, or the source's own term kept as it is."""
    mine = pair.source[match.start : match.end]
    if fold(mine) in fold(pair.target):
        return True
    if mine.isupper() and any(sorted(word) == sorted(mine) for word in re.findall(r"\w+", pair.target)):
        return True  # SARS, SRAS
    language = pair.target_language
    said = {stem(word, language) for word in re.findall(r"[^\W_]+", pair.target.lower())}
    starts = {fold(word)[:_COMMON_START] for word in re.findall(r"[^\W_]+", pair.target)}
    return any(
        all(
            stem(word, language) in said or (len(word) > _COMMON_START and word[:_COMMON_START] in starts)
            for word in content_words(fold(term.text), language)
        )
        for term in equivalents
    )


def _without(text: str, matches: Iterable[Match]) -> str:
    kept = list(text)
    for match in matches:
        kept[match.start : match.end] = "," * (match.end - match.start)
    return "".join(kept)
