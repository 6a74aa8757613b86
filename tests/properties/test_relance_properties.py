"""What holds of every calendar, period and pause, not only of those in the tables."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from relance.calendars import DayOff, WorkCalendar, from_microseconds, to_microseconds
from relance.codes import derive_code, normalise_code
from relance.deadlines import Boundary, Resume, Roll, compute, elapsed
from relance.numbers import DossierNumber, NumberWrong, parse
from relance.pauses import Pause
from relance.periods import Period, PeriodUnit

# Zones with and without daylight saving, one that leaps at midnight, one that skipped a whole day.
ZONES = (
    "Africa/Douala",
    "Europe/Paris",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Pacific/Apia",
    "Australia/Lord_Howe",
)
WORKING_TIME = (PeriodUnit.WORKING_SECONDS, PeriodUnit.WORKING_MINUTES, PeriodUnit.WORKING_HOURS)

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def day_hours(draw: st.DrawFn):
    bounds = sorted(draw(st.sets(st.integers(0, 96), min_size=0, max_size=6)))
    return tuple((a * 900, b * 900) for a, b in zip(bounds[::2], bounds[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    week = draw(st.tuples(*[day_hours()] * 7).filter(any))
    days = draw(st.sets(st.dates(date(2011, 1, 1), date(2026, 12, 31)), max_size=20))
    return WorkCalendar(ZoneInfo(draw(st.sampled_from(ZONES))), week, {day: DayOff() for day in days})


instants = st.datetimes(datetime(2010, 6, 1), datetime(2026, 6, 1)).map(  # noqa: DTZ001 - made aware next
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)
pauses_after = st.lists(
    st.tuples(st.integers(0, 40 * 24), st.integers(0, 15 * 24)).map(
        lambda hours: (timedelta(hours=hours[0]), timedelta(hours=hours[0] + hours[1]))
    ),
    max_size=3,
)
periods = st.one_of(
    st.builds(Period, st.integers(1, 200_000), st.just(PeriodUnit.WORKING_SECONDS)),
    st.builds(Period, st.integers(1, 100), st.just(PeriodUnit.WORKING_HOURS)),
    st.builds(Period, st.integers(1, 30), st.just(PeriodUnit.WORKING_DAYS)),
    st.builds(Period, st.integers(1, 60), st.just(PeriodUnit.CALENDAR_DAYS)),
    st.builds(Period, st.integers(1, 8), st.just(PeriodUnit.WEEKS)),
    st.builds(Period, st.integers(1, 6), st.just(PeriodUnit.MONTHS)),
)


def after(start: datetime, offsets) -> list[Pause]:
    return [Pause(start + begin, start + end) for begin, end in offsets]


@QUICK
@given(
    calendars(),
    instants,
    periods,
    pauses_after,
    st.fixed_dictionaries({"roll": st.sampled_from(Roll), "resume": st.sampled_from(Resume)}),
)
def test_a_deadline_is_never_in_a_pause_and_its_days_add_up(calendar, start, period, offsets, rule) -> None:
    pauses = after(start, offsets)
    found = compute(calendar, start, period, pauses=pauses, **rule)
    assert found.due_at > start
    assert not any(pause.begin < found.due_at <= pause.end for pause in pauses)
    days = [day.date for day in found.explanation]
    assert days[-1] == found.legal_date
    assert days == [days[0] + timedelta(number) for number in range(len(days))]
    assert days[0] == start.astimezone(calendar.zone).date()
    if period.unit is PeriodUnit.WORKING_DAYS:
        assert sum(day.counted for day in found.explanation) == period.amount
    if period.working_seconds is not None:
        assert found.elapsed_seconds == period.working_seconds
        assert sum(day.params.get("seconds", 0) for day in found.explanation) == period.working_seconds


@QUICK
@given(calendars(), instants, st.integers(1, 200_000), pauses_after)
def test_working_time_is_what_elapsed_measures(calendar, start, seconds, offsets) -> None:
    pauses = after(start, offsets)
    period = Period(seconds, PeriodUnit.WORKING_SECONDS)
    due = compute(calendar, start, period, pauses=pauses).due_at
    assert elapsed(calendar, start, due, pauses) == seconds
    # The earliest such instant: a moment before, it is not used up yet.
    assert elapsed(calendar, start, due - timedelta(microseconds=1), pauses) < seconds
    opening = compute(calendar, start, period, pauses=pauses, boundary=Boundary.NEXT_OPENING).due_at
    assert opening >= due
    assert elapsed(calendar, due, opening, pauses) == 0


@QUICK
@given(calendars(), instants, periods, pauses_after)
def test_a_pause_never_makes_a_deadline_earlier(calendar, start, period, offsets) -> None:
    plain = compute(calendar, start, period)
    paused = compute(calendar, start, period, pauses=after(start, offsets))
    assert paused.due_at >= plain.due_at
    assert paused.legal_date >= plain.legal_date
    rolled = compute(calendar, start, period, roll=Roll.FORWARD)
    assert rolled.legal_date >= plain.legal_date


@QUICK
@given(calendars(), instants, instants, instants)
def test_elapsed_time_adds_up(calendar, one, two, three) -> None:
    first, second, third = sorted((one, two, three))
    whole = elapsed(calendar, first, third)
    assert whole == elapsed(calendar, first, second) + elapsed(calendar, second, third)
    assert 0 <= whole <= (third - first).total_seconds()


@QUICK
@given(calendars(), instants)
def test_an_instant_is_open_when_time_runs_there(calendar, instant) -> None:
    moment = timedelta(microseconds=1)
    assert calendar.is_open(to_microseconds(instant)) == (elapsed(calendar, instant, instant + moment) > 0)


@given(instants)
def test_instants_survive(instant) -> None:
    assert from_microseconds(to_microseconds(instant)) == instant


numbers = st.builds(
    DossierNumber,
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=3, max_size=3),
    st.integers(1000, 9999),
    st.integers(1, 10**10 - 1),
)


@given(numbers)
def test_numbers_survive(number) -> None:
    assert parse(str(number)) == number
    assert parse(str(number).lower().replace("-", " ")) == number
    assert parse(str(number).replace("-", "\u00ad")) == number


@given(numbers, st.data())
def test_one_wrong_digit_or_a_swap_of_neighbours_is_found(number, data) -> None:
    text = str(number).replace("-", "")
    place = data.draw(st.integers(3, len(text) - 1))
    digit = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != text[place]]))
    swapped = text[: place - 1] + text[place] + text[place - 1] + text[place + 1 :]
    assume(swapped != text)
    for wrong in (text[:place] + digit + text[place + 1 :], swapped):
        try:
            found = parse(wrong)
        except NumberWrong:
            continue
        raise AssertionError(found)


@given(st.text(max_size=60))
def test_any_text_is_a_number_or_refused(text) -> None:
    with suppress(NumberWrong):
        assert parse(text)


@given(st.text(min_size=1, max_size=50), st.text(min_size=8, max_size=50))
def test_codes_have_one_form(key, idempotency_key) -> None:
    assume(all(not 0xD800 <= ord(character) <= 0xDFFF for character in key + idempotency_key))
    code = derive_code(key, idempotency_key)
    assert normalise_code(code.lower().replace("0", "o").replace("1", "l")) == code.replace("-", "")
