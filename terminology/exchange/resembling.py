"""What an import says of concepts that may be in the bank already, under other words or forms."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from terminology import duplicates, repository
from terminology.concepts import ConceptDraft, Language
from terminology.exchange.report import Reason, Resemblance, Resemblances
from terminology.ports import Encoder, present
from terminology.tables import ConceptRow
from terminology.workflow.jobs import ask_for_duplicates

__all__ = ["COMPARED", "of_import", "of_trial"]

_SHOWN = 50
_COUNTED = 5_000  # pairs
# Comparing reads the whole bank: with 15,000 concepts in it 30 new ones take 2.3 s, 1,000 take 3.2 s and all
# of them 11 s; twice that on a busy machine. What is left is for the search that follows each import.
COMPARED = 1_000  # concepts of an import
_LARGEST_BANK = 30_000  # concepts
_MEANT = 50  # new concepts of a trial whose terms are encoded: a second or two, which its sender waits for


def of_import(session: Session, encoder: Encoder, touched: Sequence[int]) -> Resemblances:
    """Of concepts just written, with their vectors. The whole bank is searched soon after."""
    if not touched:
        return Resemblances()
    ask_for_duplicates(session)
    if _is_large(session):
        return Resemblances(left=len(touched))
    compared = touched[:COMPARED]
    pairs = duplicates.suspects_in(session, present(encoder).name, compared, _COUNTED)
    # Of two that were imported, the second in the bank repeats the first.
    fresh = frozenset(compared)
    sided = [
        (pair, *((pair.second, pair.first) if pair.second in fresh else (pair.first, pair.second)))
        for pair in pairs
    ]
    names = _names(session, (number for _, *both in sided[:_SHOWN] for number in both))
    found = (
        _resemblance(pair, (number, 0, names[number]), (other, names[other]))
        for pair, number, other in sided[:_SHOWN]
    )
    return Resemblances(tuple(found), len(pairs), len(touched) - len(compared))


def of_trial(
    session: Session,
    encoder: Encoder | None,
    drafts: Mapping[int, tuple[int, ConceptDraft]],
    count: int,
) -> Resemblances:
    """Of new concepts that a trial did not write: line and draft, by negative number; the first `COMPARED` of
    `count`. By words, and by meaning when they are few and there is an encoder.
    """
    by_meaning = encoder is not None and count <= _MEANT
    if _is_large(session):
        return Resemblances(left=count, by_meaning=by_meaning)
    plain = {number: draft for number, (_, draft) in drafts.items()}
    pairs = duplicates.suspects_among(session, encoder if by_meaning else None, plain, _COUNTED)
    names = _names(session, (pair.second for pair in pairs[:_SHOWN]))
    found = (
        _resemblance(
            pair,
            (None, drafts[pair.first][0], _name(drafts[pair.first][1])),
            (pair.second, names[pair.second]),
        )
        for pair in pairs[:_SHOWN]
    )
    return Resemblances(tuple(found), len(pairs), count - len(drafts), by_meaning)


def _is_large(session: Session) -> bool:
    return (session.scalar(select(func.count()).select_from(ConceptRow)) or 0) > _LARGEST_BANK


def _resemblance(
    pair: duplicates.Pair,
    mine: tuple[int | None, int, dict[Language, str]],
    other: tuple[int, dict[Language, str]],
) -> Resemblance:
    evidence = pair.evidence
    reason = Reason.INFLECTED if evidence.inflected else Reason.MEANING
    if evidence.shared:
        reason = Reason.TERM
    words = tuple(text for _, text in evidence.shared or evidence.inflected)
    return Resemblance(*mine, *other, pair.score, reason, words)


def _names(session: Session, numbers: Iterable[int]) -> dict[int, dict[Language, str]]:
    views = repository.load(session, sorted(set(numbers)))
    return {number: _name(view.draft()) for number, view in views.items()}


def _name(draft: ConceptDraft) -> dict[Language, str]:
    """Its first term in each language."""
    first = {term.language: term.text for term in reversed(draft.terms)}
    return {language: first[language] for language in Language if language in first}
