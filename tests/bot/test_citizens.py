"""Citizens as they come: in a hurry, in SMS style, in pidgin, changing their mind or their language."""

from collections.abc import Iterator

import pytest

from tests.bot.conversation import Conversation
from tests.bot.test_conversations import number_and_code
from tests.running import RunningSystem

pytestmark = pytest.mark.bot


@pytest.fixture
def french(running_system: RunningSystem) -> Iterator[Conversation]:
    with Conversation(running_system.address, "fr") as conversation:
        yield conversation


@pytest.fixture
def english(running_system: RunningSystem) -> Iterator[Conversation]:
    with Conversation(running_system.address, "en") as conversation:
        yield conversation


def test_everything_in_the_first_message_is_not_asked_again(french: Conversation) -> None:
    first = french.say(
        "Bonjour, je m'appelle Aline Mballa, mon tel 677 12 34 56, je veux légaliser mon diplôme"
    )
    assert "Légalisation" in first
    consent = french.say("Mon diplôme de licence doit être légalisé pour le Canada")
    assert "Êtes-vous d’accord" in consent
    summary = french.say("oui d'accord")
    for told in ("Aline Mballa", "+237677123456", "licence", "Légalisation"):
        assert told in summary
    number_and_code(french.say("oui envoie"))


def test_name_and_phone_come_together_and_it_is_fine_sends(english: Conversation) -> None:
    english.say("I want to make a complaint")
    english.say("Nobody answers my letters about my scholarship")
    assert "Do you agree" in english.say("Mary, my phone is 677445566")
    summary = english.say("yes please")
    assert "Name: Mary" in summary
    assert "+237677445566" in summary
    number_and_code(english.say("that's fine, send it"))


def test_pidgin_from_the_first_word_to_the_number(english: Conversation) -> None:
    assert "Complaint" in english.say("abeg I wan put complain")
    english.say("dem never answer ma letter since three month")
    english.say("na me be Emmanuel Tabi")
    english.say("ma numba na 6 99 11 22 33")
    assert "Emmanuel Tabi" in english.say("yes I gree")
    number_and_code(english.say("send am"))


def test_a_story_in_sms_style_becomes_a_request(french: Conversation) -> None:
    story = "slt mn fils na tjr pa eu sa bourse dpuis octobre on atend"
    assert story in french.say(story)
    started = french.say("oui")
    assert "Bourses" in started
    assert "nom et prénom" in started
    french.say("Awa Bello 699 11 22 33")
    summary = french.say("dacor")
    for told in (story, "Awa Bello", "+237699112233"):
        assert told in summary
    number_and_code(french.say("c bon envoi"))


def test_changing_ones_mind_costs_nothing(french: Conversation) -> None:
    french.say("je voudrais suivre mon dossier")
    assert "De quoi s’agit-il" in french.say("non finalement je veux déposer une demande")
    assert "annulé" in french.say("en fait non, laisse tomber")
    french.say("je veux déposer une plainte")
    french.say("Un agent m'a réclamé de l'argent pour un tampon")
    french.say("Jean Ebogo")
    assert "joindre" in french.say("je n'ai pas de téléphone")
    assert "d’accord" in french.say("+33 6 12 34 56 78")
    assert "oublié" in french.say("non")


def test_the_language_changes_in_the_middle_and_nothing_is_lost(french: Conversation) -> None:
    french.say("je veux déposer une requête")
    assert "What is it about" in french.say("sorry, can we speak English?")
    assert "full name" in french.say("I need my birth certificate legalised")
    french.say("John Fru")
    french.say("john.fru@example.org")
    assert "Êtes-vous d’accord" in french.say("en français svp")
    assert "Faut-il l’envoyer" in french.say("oui je suis d'accord")
    assert "nom et prénom" in french.say("non le nom est faux")
    assert "John Fru Ndi" in french.say("John Fru Ndi")
    number_and_code(french.say("oui c'est bon"))


def register(talk: Conversation, subject: str) -> tuple[str, str]:
    talk.say("I want to make a complaint")
    talk.say(subject)
    talk.say("Grace Enow")
    talk.say("grace@example.com")
    talk.say("yes")
    return number_and_code(talk.say("yes"))


def test_two_files_wrong_codes_and_a_code_given_first(english: Conversation) -> None:
    first, first_code = register(english, "No answer to my letter of January")
    second, second_code = register(english, "No answer to my letter of March")
    assert "file number" in english.say("where is my file")
    assert "I have the code" in english.say(second_code)
    assert second in english.say(second)
    assert first in english.say(f"and {first} {first_code}?")
    for wrong in ("AAAAA-22222", "BBBBB-33333"):
        english.say("how far with my request")
        english.say(first)
        assert "No file matches" in english.say(wrong)
    english.press("Try again")
    assert "kept in clear" in english.say("I have lost my code")
    assert first in english.say(f"{first} {first_code}")


def test_insults_markup_and_long_texts_are_met_with_calm(french: Conversation) -> None:
    assert "Je m’occupe" in french.say("vous êtes des voleurs")
    french.say("je veux déposer une requête")
    assert "De quoi s’agit-il" in french.say("ta gueule")
    french.say("<b>Ma</b> <script>alert('x')</script> note verbale " + "attend au guichet " * 40)
    assert "nom" in french.say("<img src=x onerror=alert(1)>")
    assert "nom" in french.say("Robert'); DROP TABLE dossiers;--")
    assert "annulé" in french.say("annule tout")


def test_a_question_leads_to_the_request(english: Conversation) -> None:
    assert "Papers to prepare" in english.say("which papers do I need for a visa")
    english_period = english.say("and how long does it take")
    assert "working days" in english_period
    english.say("which papers do I need for a visa")
    assert "Support for a visa" in english.press("Register a request")
