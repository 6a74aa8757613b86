"""Recognition switched off and on, term by term and language by language."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from kit import audit
from kit.audit import Actor
from terminology import writing
from terminology.concepts import TERM_LIMIT, Language
from terminology.errors import ConceptNotFound
from terminology.folding import fold
from terminology.recognition.tables import SilentTermRow
from terminology.tables import CHANGED_NOW, ConceptRow

__all__ = ["silence", "silent_terms"]


def silence(
    session: Session,
    concept: int,
    language: Language,
    term: str,
    *,
    silent: bool,
    actor: Actor,
    now: datetime,
) -> None:
    """Switch recognition of a term off (`silent`) or on. Doing so twice changes nothing more.

    Raises ConceptNotFound. The content of the entry stays, so its version does too.
    """
    if writing.lock(session, concept) is None:
        raise ConceptNotFound(number=concept)
    key = {"concept": concept, "language": language.value, "folded": fold(term)[:TERM_LIMIT]}
    if silent:
        session.execute(insert(SilentTermRow).values(**key, at=now).on_conflict_do_nothing())
    else:
        session.execute(delete(SilentTermRow).filter_by(**key))
    session.execute(update(ConceptRow).where(ConceptRow.number == concept).values(changed=CHANGED_NOW))
    writing.notify(session)
    action = "concept.term_silenced" if silent else "concept.term_recognised"
    audit.record(session, now, actor, action, f"concept:{concept}", language=language.value, term=term)


def silent_terms(session: Session, concept: int) -> set[tuple[Language, str]]:
    """Language and folded text of each term of the concept that is not recognised."""
    rows = session.execute(
        select(SilentTermRow.language, SilentTermRow.folded).where(SilentTermRow.concept == concept)
    )
    return {(Language(language), folded) for language, folded in rows}
