"""Words, dates and numbers in two languages, and what a template may not forget to name."""

from datetime import UTC, date, datetime

import pytest
from starlette.requests import Request

from api.i18n import Words, choose_language, format_date, format_instant, format_number, translate_plural
from api.pages.paging import Paging
from api.pages.rendering import environment
from relance.explanations import Why as DayWhy
from relance.states import Outcome, PublicState, State
from terminology.concepts import ConceptStatus, TermStatus
from terminology.search import Why

WORDS = Words("fr", "Africa/Douala")


def request(query: str = "", cookie: str = "", accepted: str = "") -> Request:
    headers = [(b"cookie", cookie.encode()), (b"accept-language", accepted.encode())]
    return Request({"type": "http", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("query", "cookie", "accepted", "language"),
    [
        ("", "", "", "fr"),
        ("", "", "en-GB,en;q=0.9", "en"),
        ("", "", "de,en;q=0.5,fr;q=0.9", "fr"),
        ("", "", "fr;q=0,en", "en"),
        ("", "", "de;q=x,*", "fr"),
        ("", "langue=en", "fr", "en"),
        ("lang=fr", "langue=en", "en", "fr"),
        ("lang=de", "langue=xx", "en", "en"),
    ],
)
def test_choosing_a_language(query: str, cookie: str, accepted: str, language: str) -> None:
    assert choose_language(request(query, cookie, accepted)) == language


def test_plurals_follow_each_language() -> None:
    def days(language: str, count: int) -> str:
        return translate_plural(language, "{count} jour", "{count} jours", count)

    assert [days("fr", count) for count in (0, 1, 2)] == ["0 jour", "1 jour", "2 jours"]
    assert [days("en", count) for count in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    assert days("en", 20_000) == "20,000 days"


def test_dates_are_written_as_people_write_them() -> None:
    assert format_date("fr", date(2026, 3, 1)) == "1er mars 2026"
    assert format_date("fr", date(2026, 3, 1), "full") == "dimanche 1er mars 2026"
    assert format_date("fr", date(2026, 3, 21)) == "21 mars 2026"
    assert format_date("en", date(2026, 3, 1)) == "1 March 2026"
    midnight = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)
    assert format_instant("fr", midnight, "Africa/Douala") == "1er décembre 2026 à 00:30"
    assert format_instant("en", midnight, "Africa/Douala") == "1 December 2026 at 00:30"
    assert WORDS.date(midnight) == "1er décembre 2026"
    assert format_number("fr", 16925) == "16\u202f925"


def test_a_french_line_never_begins_with_a_colon() -> None:
    assert WORDS.translate("Source : {source}", source="a") == "Source\u00a0: a"
    assert WORDS.translate("Rien ne correspond à « {query} »", query="a").endswith("«\u00a0a\u00a0»")
    assert Words("en", "UTC").translate("Source : {source}", source="a") == "Source: a"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("macro", "codes"),
    [
        ("state", State),
        ("public_state", PublicState),
        ("public_state_means", PublicState),
        ("outcome", Outcome),
        ("why", Why),
        ("concept_status", ConceptStatus),
        ("term_status", TermStatus),
    ],
)
def test_every_code_has_its_words(macro: str, codes: type[State], language: str) -> None:
    words = {name_of(macro, code, language) for code in codes}
    assert "" not in words
    assert len(words) == len(list(codes))


def test_every_reason_of_a_day_has_its_words() -> None:
    for why in DayWhy:
        day = {"why": why, "params": {"name_fr": "Fête", "name_en": "Feast"}}
        assert name_of("day_why", day, "fr")


def name_of(macro: str, code: object, language: str) -> str:
    words = Words(language, "Africa/Douala")
    source = f"{{% import 'words.html' as wording with context %}}{{{{ wording.{macro}(code) }}}}"
    template = environment().from_string(source)
    return template.render(words=words, language=language, code=code).strip()


def test_pages_shown_of_a_long_list() -> None:
    assert Paging(1, 25, 0).shown == [1]
    assert Paging(1, 25, 26).shown == [1, 2]
    assert Paging(5, 25, 250).shown == [1, None, 4, 5, 6, None, 10]
    assert Paging(10, 25, 250).pages == 10
