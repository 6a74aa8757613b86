from dataclasses import replace

import pytest

from kit.errors import Invalid
from relance.registration import check, check_key, content_digest, fold, normalise_email, normalise_phone
from relance.views import Registration

GOOD = Registration(
    "legalisation", "Légaliser un acte", "Aïssatou Bello", "699123456", "a@example.org", "fr", True, "bot"
)


def test_a_registration_is_kept_in_one_form() -> None:
    messy = replace(
        GOOD,
        subject="  Le\u0301galiser\r\nun acte\x00 ",
        name=" Aïssatou \n Bello ",
        phone="(+237) 6 99-12.34.56",
        email=" a@EXAMPLE.org ",
    )
    assert check(messy) == replace(GOOD, subject="Légaliser\nun acte", phone="+237699123456")
    assert check(replace(GOOD, email=" ")).email is None


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"subject": "ab"}, "subject_wrong", "subject"),
        ({"subject": "  a \x00\x01 "}, "subject_wrong", "subject"),
        ({"subject": "a" * 2001}, "subject_wrong", "subject"),
        ({"name": ""}, "name_wrong", "name"),
        ({"name": "12 34"}, "name_wrong", "name"),
        ({"name": "a" * 201}, "name_wrong", "name"),
        ({"phone": None, "email": None}, "contact_missing", "contact"),
        ({"phone": " ", "email": ""}, "contact_missing", "contact"),
        ({"phone": "12"}, "phone_wrong", "phone"),
        ({"email": "nobody"}, "email_wrong", "email"),
        ({"language": "de"}, "language_unknown", "language"),
        ({"consent": False}, "consent_missing", "consent"),
        ({"procedure": "x\x00"}, "procedure_unknown", "procedure"),
    ],
)
def test_a_refusal_names_the_field(change: dict, code: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check(replace(GOOD, **change))
    assert (refusal.value.code, refusal.value.params["field"]) == (code, field)


@pytest.mark.parametrize("length", [3, 2000])
def test_a_subject_may_have_three_to_two_thousand_characters(length: int) -> None:
    assert len(check(replace(GOOD, subject="é" * length)).subject) == length


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("699123456", "+237699123456"),
        ("222 20 33 44", "+237222203344"),
        ("237699123456", "+237699123456"),
        ("00 33 1 23 45 67 89", "+33123456789"),
        ("+33 (1) 23 45 67 89", "+33123456789"),
        ("＋２３７６９９１２３４５６", "+237699123456"),
    ],
)
def test_phone_numbers(written: str, kept: str) -> None:
    assert normalise_phone(written) == kept


@pytest.mark.parametrize("written", ["", "6991234", "99912345678", "+", "+0123456789", "call me", "+1" * 20])
def test_what_is_no_phone_number(written: str) -> None:
    with pytest.raises(Invalid):
        normalise_phone(written)


@pytest.mark.parametrize("written", ["a@b.cm", "prenom.nom+x@mail.example.org", "a@été.example"])
def test_email_addresses(written: str) -> None:
    assert normalise_email(written) == written


@pytest.mark.parametrize(
    "written",
    [
        "a@b",
        "@b.cm",
        "a@b.cm\nBcc: c@d.cm",
        "a b@c.cm",
        ".a@b.cm",
        "a..b@c.cm",
        "a@-b.cm",
        "a@b.cm,c@d.cm",
        "a@b.12",
    ],
)
def test_what_is_no_email_address(written: str) -> None:
    with pytest.raises(Invalid):
        normalise_email(written)


@pytest.mark.parametrize("key", ["", "short", "x" * 201, "with\nline end"])
def test_a_key_that_others_might_guess_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        check_key(key)


def test_the_content_digest_is_keyed() -> None:
    assert content_digest("a", GOOD) == content_digest("a", replace(GOOD))
    assert content_digest("a", GOOD) != content_digest("b", GOOD)
    assert content_digest("a", GOOD) != content_digest("a", replace(GOOD, name="Other"))


def test_search_text_is_folded() -> None:
    assert fold("Légalisé", "ŒUVRE\x00", "Straße") == "legalise œuvre strasse"
