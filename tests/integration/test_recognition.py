"""Recognition on the real bank: kept in step, switched off, several concepts of one name, over HTTP."""

import secrets
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from api.wiring import Services
from kit.audit import SYSTEM
from terminology.bank import Bank
from terminology.concepts import ConceptDraft, Definition, Language, Term, TermStatus
from terminology.recognition import How, TextTooLong, silence, silent_terms

FR, EN = Language.FR, Language.EN
ANNOTATE = "/api/v1/texts/annotate"


def add(services: Services, *terms: Term, definition: str = "") -> int:
    """A validated concept."""
    now = services.clock.now()
    definitions = (Definition(definition, FR),) if definition else ()
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        made = bank.propose(ConceptDraft(terms, definitions), SYSTEM, now)
        return bank.validate(made.number, made.version, SYSTEM, now).number


@pytest.fixture
def word() -> str:
    """A word that no other test uses, and no dictionary has."""
    return "zib" + "".join(secrets.choice("bdfgklmnprtvz") + secrets.choice("aou") for _ in range(5))


def test_a_change_of_the_bank_is_followed(services: Services, word: str) -> None:
    recognition = services.recognition
    recognition.refresh()
    text = f"Un {word} rouge, deux {word}s rouges."
    assert recognition.annotate(text, FR).spans == []
    number = add(services, Term(f"{word} rouge", FR), Term(f"red {word}", EN))
    assert recognition.refresh()
    assert not recognition.refresh()
    first, second = recognition.annotate(text, FR).spans
    assert text[second.start : second.end] == f"{word}s rouges"
    (reading,) = second.readings
    assert (reading.concept, reading.term, reading.status) == (number, f"{word} rouge", TermStatus.PREFERRED)
    assert [item.text for item in reading.equivalents] == [f"red {word}"]
    assert reading.why in {How.LEMMA, How.STEM}
    assert first.readings[0].why is How.EXACT
    with services.database.transaction() as session:
        bank = Bank(session, services.encoder)
        now = services.clock.now()
        draft = bank.get(number).draft()
        bank.revise(number, 2, replace(draft, terms=(Term(f"{word} vert", FR), draft.terms[1])), SYSTEM, now)
    assert recognition.refresh()
    assert recognition.annotate(text, FR).spans == []
    assert len(recognition.annotate(f"les {word}s verts", FR).spans) == 1
    with services.database.transaction() as session:
        Bank(session, services.encoder).withdraw(number, 3, SYSTEM, now)
    recognition.refresh()
    assert recognition.annotate(f"les {word}s verts", FR).spans == []


def test_a_term_to_avoid_names_the_one_to_write(services: Services, word: str) -> None:
    add(
        services,
        Term(f"sac {word}", FR, TermStatus.DEPRECATED),
        Term(f"valise {word}", FR),
        Term(f"bag {word}", EN),
    )
    services.recognition.refresh()
    (span,) = services.recognition.annotate(f"Le sac {word}.", FR).spans
    assert span.forbidden
    assert span.readings[0].preferred == [f"valise {word}"]
    (span,) = services.recognition.annotate(f"La valise {word}.", FR).spans
    assert not span.forbidden
    assert span.readings[0].preferred == ()


def test_recognition_switched_off_for_a_term_of_a_language(services: Services, word: str) -> None:
    number = add(services, Term(word, FR), Term(word, EN), Term(f"{word} bleu", FR, TermStatus.ADMITTED))
    services.recognition.refresh()

    def switch(*, silent: bool) -> None:
        with services.database.transaction() as session:
            silence(session, number, FR, word, silent=silent, actor=SYSTEM, now=services.clock.now())
        services.recognition.refresh()

    switch(silent=True)
    switch(silent=True)
    with services.database.transaction() as session:
        assert silent_terms(session, number) == {(FR, word)}
    assert services.recognition.annotate(word, FR).spans == []
    assert len(services.recognition.annotate(word, EN).spans) == 1
    assert len(services.recognition.annotate(f"{word} bleu", FR).spans) == 1
    switch(silent=False)
    assert len(services.recognition.annotate(word, FR).spans) == 1


def test_several_concepts_are_ordered_by_the_sentence(services: Services, word: str) -> None:
    """The encoder of the tests compares letters; that is enough to tell these two apart."""
    money = add(services, Term(word, FR), definition="Somme versée par la banque au guichet du trésor")
    river = add(services, Term(word, FR), definition="Bras mort d’une rivière dans la forêt équatoriale")
    services.recognition.refresh()

    def first(text: str) -> int:
        (span,) = services.recognition.annotate(text, FR).spans
        assert {reading.concept for reading in span.readings} == {money, river}
        return span.readings[0].concept

    assert first(f"La banque verse la somme du {word} au guichet du trésor.") == money
    assert first(f"La banque est loin.\n\nDans la forêt équatoriale, le {word} est une rivière.") == river


def test_the_language_is_found(services: Services) -> None:
    recognition = services.recognition
    assert recognition.annotate("Le ministre a remis les lettres à la présidence").language is FR
    assert recognition.annotate("The minister has presented the letters to the president").language is EN


def test_a_text_too_long_is_refused(services: Services) -> None:
    with pytest.raises(TextTooLong):
        services.recognition.annotate("a" * 1_000_001)


def test_over_http(services: Services, client: TestClient, word: str) -> None:
    number = add(services, Term(f"{word} d’État", FR), Term(f"state {word}", EN))
    services.recognition.refresh()
    services.search_ready.set()
    text = f"👩🏽‍⚖️ e\u0301\r\n« L’{word} d'ETAT »"
    answer = client.post(ANNOTATE, json={"text": text, "language": "fr"})
    assert answer.status_code == 200
    body = answer.json()
    assert body["language"] == "fr"
    (span,) = [span for span in body["spans"] if span["readings"][0]["concept"] == number]
    assert text[span["start"] : span["end"]] == f"{word} d'ETAT"
    assert span["forbidden"] is False
    assert span["readings"][0] == {
        "concept": number,
        "term": f"{word} d’État",
        "status": "preferred",
        "why": "folded",
        "equivalents": [{"text": f"state {word}", "language": "en", "status": "preferred"}],
        "preferred": [],
    }


@pytest.mark.parametrize("body", [{}, {"text": 3}, {"text": "a", "language": "de"}, {"text": "a" * 200_001}])
def test_bad_requests(client: TestClient, services: Services, body: dict[str, object]) -> None:
    services.search_ready.set()
    answer = client.post(ANNOTATE, json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


def test_odd_texts_are_answered(client: TestClient, services: Services) -> None:
    services.search_ready.set()
    for text in ("", " ", "\x00", "👩🏽‍⚖️", "מסמך رسمي", "-" * 5000, "a" * 5000):
        assert client.post(ANNOTATE, json={"text": text}).json()["spans"] == []
