"""Invented people and their dossiers, so that every page of the tests shows something."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from kit.audit import Actor, ActorKind
from kit.mail import Message
from relance.dossiers import Dossiers
from relance.views import Receipt, Registration
from terminology.bank import Bank
from terminology.collections import Collections
from terminology.concepts import (
    ConceptDraft,
    Context,
    Definition,
    Document,
    DocumentKind,
    Language,
    Note,
    Relation,
    RelationKind,
    Term,
    TermStatus,
)
from terminology.domains import load_subject_fields
from tests.browser.conftest import Site

AGENT = Actor(ActorKind.STAFF, "essai", "Aïssatou Essai")


@dataclass(frozen=True, slots=True)
class Contents:
    waiting: str
    waiting_code: str
    late: str
    decided: str
    concept: int
    proposed: int
    collection: int


def fill(site: Site) -> Contents:
    services = site.services
    now = services.clock.now()
    services.mailer.send(
        Message("essai@test", "br@ministere.example", "Relance : REQ-2026-000001-00", "Bonjour,\n\nMerci.")
    )
    with services.database.transaction() as session:
        dossiers = Dossiers(session, services.secrets.code_key)
        waiting = _register(dossiers, "Légalisation d’un diplôme pour un concours", now, "Ngo Bassa Élodie")
        summary = dossiers.take(waiting.number, 1, AGENT, now)
        papers = ["Copie du passeport", "Original du diplôme"]
        dossiers.ask_paper(waiting.number, summary.version, papers, "Merci de les apporter.", AGENT, now)
        late = _register(dossiers, "Acte de mariage à légaliser", now - timedelta(days=60), "Tabi Emmanuel")
        decided = _register(
            dossiers, "Birth certificate", now - timedelta(days=2), "Fon Grace", language="en"
        )
        summary = dossiers.take(decided.number, 1, AGENT, now)
        dossiers.decide(decided.number, summary.version, "granted", "Ready.\nCome and fetch it.", AGENT, now)
        concept, proposed = _fill_bank(session, site, now)
        collection = _collect(session, (concept, proposed), now)
    services.search.refresh()
    return Contents(waiting.number, waiting.code, late.number, decided.number, concept, proposed, collection)


def _register(dossiers: Dossiers, subject: str, now: datetime, name: str, language: str = "fr") -> Receipt:
    registration = Registration(
        procedure="legalisation",
        subject=subject,
        name=name,
        phone="+237699123456",
        email=None,
        language=language,
        consent=True,
        channel="counter",
    )
    return dossiers.register(registration, idempotency_key=f"test {subject}", actor=AGENT, now=now)


def _fill_bank(session: Session, site: Site, now: datetime) -> tuple[int, int]:
    bank = Bank(session, site.services.encoder)
    draft = ConceptDraft(
        terms=(
            Term(
                "valise diplomatique",
                Language.FR,
                part_of_speech="noun",
                gender="feminine",
                contexts=(Context("La valise diplomatique ne doit pas être ouverte.", "Art. 27"),),
            ),
            Term("sac diplomatique", Language.FR, TermStatus.DEPRECATED, note="Calque de l’anglais."),
            Term("diplomatic bag", Language.EN, part_of_speech="noun", source="Vienna Convention, art. 27"),
        ),
        definitions=(
            Definition("Colis scellé qui contient la correspondance officielle d’une mission.", Language.FR),
            Definition("Sealed package that holds the official correspondence of a mission.", Language.EN),
        ),
        domains=("diplomacy",),
        notes=(Note("Ne pas confondre avec le bagage de l’agent.", Language.FR, "Manuel"), Note("Relue")),
        documents=(
            Document("Vienna Convention", "https://legal.un.org/1961", DocumentKind.TREATY, "1961-04"),
        ),
    )
    load_subject_fields(session)
    concept = bank.propose(draft, AGENT, now)
    bank.validate(concept.number, concept.version, AGENT, now)
    waiting = ConceptDraft(
        (
            Term("note verbale", Language.FR),
            Term("note verbale", Language.EN),
            Term("valise diplomatique", Language.FR),
        ),
        relations=(Relation(RelationKind.RELATED, concept.number),),
    )
    return concept.number, bank.propose(waiting, AGENT, now).number


def _collect(session: Session, numbers: tuple[int, ...], now: datetime) -> int:
    collections = Collections(session, AGENT)
    made = collections.create("Sommet de mars", "March summit", shared=True, now=now).id
    collections.put_in(made, numbers, now)
    return made
