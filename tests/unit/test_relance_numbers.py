import pytest

from relance.codes import derive_code, normalise_code
from relance.numbers import DossierNumber, NumberWrong, parse


def test_the_check_is_iso_7064_mod_97_10() -> None:
    number = DossierNumber("REQ", 2026, 123)
    assert str(number) == "REQ-2026-000123-08"
    # R=27, E=14, Q=26; the whole with its check leaves 1.
    assert int("2714262026000123" + "08") % 97 == 1


@pytest.mark.parametrize(
    "text", ["REQ-2026-000123-08", "req 2026 000123 08", " REQ2026000123 08\n", "REQ–2026–000123–08"]
)
def test_numbers_are_read_as_people_write_them(text: str) -> None:
    assert parse(text) == DossierNumber("REQ", 2026, 123)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "REQ-2026-000123-45",
        "REQ-2026-000132-08",
        "RQE-2026-000123-08",
        "REQ-2026-0000123-08",
        "REQ-2026-000000-00",
        "REQ-2026-٠٠٠١٢٣-08",
        "x" * 10_000,
        "REQ-2026-000123-08\x00",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(NumberWrong):
        parse(text)


def test_codes_are_derived_and_read_as_people_write_them() -> None:
    code = derive_code("key", "conversation")
    assert code == derive_code("key", "conversation")
    assert code != derive_code("other key", "conversation")
    assert normalise_code(code) == code.replace("-", "")
    assert normalise_code(f" {code.lower().replace('-', ' ')} ") == normalise_code(code)
    assert normalise_code("oOiIlL-UUUUU") == ""
    assert normalise_code("oOiIlL-2345") == "0011112345"
    assert normalise_code("0" * 1000) == ""
