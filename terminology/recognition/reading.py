"""The validated terms, read from PostgreSQL row by row: a million of them never lie in memory as objects."""

from collections.abc import Iterator, Sequence

from psycopg import sql
from sqlalchemy.orm import Session

from terminology.bulk import connection_of
from terminology.concepts import ConceptStatus, Language, TermStatus
from terminology.recognition.glossary import KnownTerm

__all__ = ["read_terms"]

_LANGUAGES = {item.value: item for item in Language}
_STATUSES = {item.value: item for item in TermStatus}
_STATEMENT = sql.SQL(
    """
    SELECT term.concept, term.text, term.language, term.status, silent.at IS NOT NULL
    FROM term JOIN concept ON concept.number = term.concept
    LEFT JOIN silent_term AS silent
        ON silent.concept = term.concept AND silent.language = term.language AND silent.folded = term.folded
    WHERE concept.status = {status} AND {chosen}
    ORDER BY term.concept, term.position
    """
)


def read_terms(session: Session, numbers: Sequence[int] | None = None) -> Iterator[KnownTerm]:
    """Those of all validated concepts, or of `numbers`, concepts rising."""
    chosen = (
        sql.SQL("TRUE")
        if numbers is None
        else sql.SQL("concept.number = ANY({}::bigint[])").format(sql.Literal(list(numbers)))
    )
    statement = _STATEMENT.format(status=sql.Literal(ConceptStatus.VALIDATED.value), chosen=chosen)
    with connection_of(session).cursor("recognised_terms") as cursor:
        cursor.itersize = 10_000
        for concept, text, language, status, silent in cursor.execute(statement):
            yield KnownTerm(concept, text, _LANGUAGES[language], _STATUSES[status], silent)
