"""Recognition in one process: a matcher, swapped whole when the bank changed."""

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kit.database import Database
from terminology.concepts import Language, TermStatus
from terminology.ports import Encoder
from terminology.recognition.agreement import Agreement
from terminology.recognition.glossary import Glossary, KnownTerm
from terminology.recognition.matcher import Match, Matcher, Part
from terminology.recognition.meaning import Doubt, likelihoods
from terminology.recognition.reading import read_terms
from terminology.recognition.spans import FORBIDDEN, Annotation, Equivalent, How, Reading, Span, TextTooLong
from terminology.search.following import Position, step
from terminology.search.languages import detect
from terminology.search.listening import start_listening

__all__ = ["LONGEST_TEXT", "Recognition"]

_log = logging.getLogger(__name__)

LONGEST_TEXT = 1_000_000  # characters: a book; recognised in some 3 s
_SAMPLE = 4_000  # characters from which the language is told
_LARGEST_DELTA = 1_000  # concepts, indexed in about 0.1 s
_STATUSES = tuple(TermStatus)
_HOW = {how: How[how.name] for how in Agreement}


@dataclass(frozen=True, slots=True)
class _State:
    matcher: Matcher = field(default_factory=Matcher)
    position: Position = field(default_factory=Position)
    size: int = 0


class Recognition:
    """Texts never wait: `refresh` builds beside what is in use and then replaces it.

    Before the first `refresh` nothing is recognised.
    """

    def __init__(self, database: Database, encoder: Encoder | None) -> None:
        self._database = database
        self._encoder = encoder
        self._state = _State()
        self._refreshing = threading.Lock()

    @property
    def revision(self) -> int:
        """Another number after every change of the bank that this process has read."""
        return self._state.position.latest

    @property
    def matcher(self) -> Matcher:
        """The bank as it was last read, for whoever looks at many texts at one moment of it."""
        return self._state.matcher

    def annotate(self, text: str, language: Language | None = None) -> Annotation:
        """Every known term of the text; its language is found if not given. Raises TextTooLong."""
        if len(text) > LONGEST_TEXT:
            raise TextTooLong(length=len(text), longest=LONGEST_TEXT)
        spoken = language or detect(text[:_SAMPLE])
        matcher = self._state.matcher
        matches = matcher.match(text, spoken)
        order = self._likelihoods(text, spoken, matches)
        return Annotation(
            spoken,
            [
                Span(match.start, match.end, _readings(matcher, match, order.get(match.start, {})))
                for match in matches
            ],
        )

    def refresh(self) -> bool:
        """Read what other transactions changed since the last time; true when something was."""
        with self._refreshing, self._database.one_moment() as session:
            before = self._state
            position, fresh = step(session, before.position)
            if not before.position.begun or _is_large(position.changed, before.size):
                terms = Glossary(read_terms(session))
                whole = replace(position, changed=frozenset())
                self._state = _State(Matcher(Part(terms)), whole, len(terms))
                return True
            if not fresh:
                self._state = replace(before, position=position)
                return False
            delta = Part(Glossary(read_terms(session, sorted(position.changed))))
            matcher = before.matcher.with_changes(delta, position.changed)
            self._state = replace(before, matcher=matcher, position=position)
            return True

    def listen(self, stop: threading.Event) -> threading.Thread:
        """Start a thread that reads the bank, then what changes in it, until `stop` is set."""
        return start_listening(self._database.url, self.refresh, stop)

    def _likelihoods(
        self, text: str, language: Language, matches: Sequence[Match]
    ) -> dict[int, Mapping[int, float]]:
        """By the place of each stretch that several concepts claim, how likely each is meant."""
        doubts = [
            Doubt(match.start, match.end, [term.concept for term, _ in match.terms])
            for match in matches
            if len(match.terms) > 1
        ]
        if not doubts or self._encoder is None:
            return {}
        try:
            with self._database.one_moment() as session:
                found = likelihoods(session, self._encoder, text, doubts, language)
        except Exception:  # noqa: BLE001 - whatever ails the model, the terms are still recognised
            _log.warning("homographs stay in the order of the bank", exc_info=True)
            return {}
        return {doubt.start: likely for doubt, likely in zip(doubts, found, strict=True)}


def _is_large(changed: frozenset[int], size: int) -> bool:
    return len(changed) > max(_LARGEST_DELTA, size // 20)


def _readings(matcher: Matcher, match: Match, likely: Mapping[int, float]) -> list[Reading]:
    """The likeliest first; where nothing tells them apart, the nearer form, and a term to avoid last."""

    def rank(item: tuple[KnownTerm, Agreement]) -> tuple[float, int, bool]:
        term, how = item
        return -round(likely.get(term.concept, 0.0), 2), how, term.status in FORBIDDEN

    return [_reading(matcher, term, how) for term, how in sorted(match.terms, key=rank)]


def _reading(matcher: Matcher, term: KnownTerm, how: Agreement) -> Reading:
    siblings = matcher.of_concept(term.concept)
    equivalents = [
        Equivalent(other.text, other.language, other.status)
        for other in sorted(siblings, key=lambda other: _STATUSES.index(other.status))
        if other.language is not term.language and other.status not in FORBIDDEN
    ]
    preferred = [
        other.text
        for other in siblings
        if other.language is term.language and other.status is TermStatus.PREFERRED
    ]
    forbidden = term.status in FORBIDDEN
    return Reading(
        term.concept, term.text, term.status, _HOW[how], equivalents, preferred if forbidden else ()
    )
