"""Service levels: each figure is worked out by hand beside the test that expects it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_sms import document, kind, record, system

from sms_docs.calendar_period import calendar_period
from sms_docs.levels import Attainment, Result, results
from sms_docs.levels.outages import tally_outages
from sms_docs.levels.series import Sheet, read_sheet
from sms_docs.levels.spans import length, meeting, merged, without
from sms_docs.levels.tally import Tally
from sms_docs.levels.target import Calculation, Target
from sms_docs.levels.worth import cut, worth
from sms_docs.model import UNAPPROVED, ManagementSystem, Standing, Status

AGREEMENT = kind("agreement", "document", form="markdown")
MEASUREMENT = kind("measurement")
LONDON = {"id": "always", "time_zone": "Europe/London"}
OFFICE = {
    "id": "office",
    "time_zone": "Europe/London",
    "weekly": [
        {"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:30"},
        {"days": ["sat"], "from": "22:00", "to": "06:00"},
    ],
    "closed": [{"from": "2026-10-15", "to": "2026-10-16"}],
    "maintenance": [{"when": "last sunday", "from": "00:00", "to": "02:00"}],
}


def target(method: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - keys of a target
    words = ("unit", "comparator", "target", "period", "id")
    own = {word: more.pop(word) for word in words if word in more}
    return {
        "id": "level",
        "metric": "Level",
        "unit": "percent",
        "comparator": "at-least",
        "target": "99.5",
        "period": "month",
        "measured_by": "Probe",
        "calculation": {"method": method, **more},
    } | own


def measured(
    asked: dict[str, Any], *files: tuple[str, str], hours: dict[str, Any] | None = None
) -> ManagementSystem:
    """Return an SMS with one agreement and a measurement for each of *files*: period, text."""
    agreement = document(
        "SLA-001",
        of=AGREEMENT,
        standing=UNAPPROVED,
        service="SVC-001",
        targets=[asked],
        service_hours=[hours or LONDON],
    )
    records = []
    series = {}
    for number, (period, text) in enumerate(files, start=1):
        found = calendar_period(period)
        assert found
        file = f"{number}.csv"
        each = record(
            f"MEA-2026-{number:03}",
            found.after.first.isoformat(),
            MEASUREMENT,
            agreement="SLA-001",
            period=period,
            series=[{"target": asked["id"], "file": file}],
        )
        records.append(each)
        series[f"records/measurements/{file}"] = text
    return replace(system(agreement, *records), series=series)


def level(
    asked: dict[str, Any], period: str, *files: tuple[str, str], hours: dict[str, Any] | None = None
) -> Result:
    whole = calendar_period(period)
    assert whole
    (found,) = results(measured(asked, *files, hours=hours), whole)
    return found


def test_availability_counts_minutes_of_service_hours_through_the_night_of_the_change() -> None:
    """October 2026, Monday to Friday 09:00 to 17:30, Saturday 22:00 to Sunday 06:00, London.

    22 weekdays, two of them closed (15 and 16): 20 x 510 = 10,200 minutes.
    Saturdays 3, 10, 17: 3 x 480 = 1,440; Saturday 24: the clock goes back at 02:00, 540;
    Saturday 31: 120 until the month ends.  The night from 30 September is no Saturday.
    Together 10,200 + 1,440 + 540 + 120 = 12,300 minutes.

    Maintenance, last Sunday 00:00 to 02:00, is three hours long that night: 180 minutes by the
    clock, as 01:00 to 02:00 comes twice.  It was used from 00:30 on: 150 minutes taken out.

    Outages: Wednesday 7, 17:00 to 18:00, of which 30 minutes lie in the hours; Sunday 25, 01:30
    (second time, +00:00) to 02:15, of which 01:30 to 02:00 is maintenance, 15 minutes count;
    Thursday 15 is closed and counts nothing.  Together 45 minutes.

    (12,300 - 150 - 45) / (12,300 - 150) = 12,105 / 12,150 = 99.629629... percent
    Allowed are 0.5 percent of 12,150 = 60.75 minutes; left 60.75 - 45 = 15.75.
    """
    text = (
        "from,to,kind,note\n"
        "2026-10-25T00:30,2026-10-25T02:00,maintenance,\n"
        "2026-10-07T17:00,2026-10-07T18:00,outage,switch\n"
        "2026-10-25T01:30+00:00,2026-10-25T02:15,outage,\n"
        "2026-10-15T10:00,2026-10-15T12:00,outage,closed that day\n"
    )
    found = level(target("availability"), "2026-10", ("2026-10", text), hours=OFFICE)
    assert found.value == Decimal("99.629629")
    assert found.state is Attainment.MET
    assert found.budget == Decimal("15.75")
    assert found.budget_unit == "minutes"
    assert found.working == (
        "12300 minutes - 150 excluded = 12150; 45 down: 12105 / 12150 = 99.629629 percent,"
        " at least 99.5 promised"
    )


def test_the_night_in_spring_is_an_hour_shorter() -> None:
    """March 2026 round the clock: 31 x 1,440 - 60 = 44,580 minutes.

    Down from 00:30 to 03:00 on the 29th: two and a half hours on the clock, 90 minutes long.
    44,490 / 44,580 = 99.798115...
    """
    text = "from,to,kind\n2026-03-29T00:30,2026-03-29T03:00,outage\n"
    found = level(target("availability"), "2026-03", ("2026-03", text))
    assert found.value == Decimal("99.798115")


def test_availability_of_several_parts_adds_up_what_each_was_down() -> None:
    """September round the clock with 4 parts: 4 x 43,200 = 172,800 minutes of parts.

    One part down for 120 minutes, all four for 10, two for 30 while a third is down for 30:
    120 + 40 + 60 + 30 = 250.  172,550 / 172,800 = 99.855324...
    """
    text = (
        "from,to,kind,parts\n"
        "2026-09-02T10:00,2026-09-02T12:00,outage,1\n"
        "2026-09-03T10:00,2026-09-03T10:10,outage,\n"
        "2026-09-04T10:00,2026-09-04T10:30,outage,2\n"
        "2026-09-04T10:00,2026-09-04T10:30,outage,1\n"
    )
    found = level(target("availability", parts=4), "2026-09", ("2026-09", text))
    assert found.value == Decimal("99.855324")
    # 0.5 percent of 172,800 is 864; 864 - 250 = 614
    assert (found.budget, found.budget_unit) == (Decimal(614), "minutes of 4 parts")


def test_maintenance_outside_of_its_window_counts_as_an_outage() -> None:
    """The window of Sunday 25 October begins at 00:00; from 23:30 on is half an hour down.

    Of 12,300 minutes 30 are taken out and 30 are down: 12,240 / 12,270.
    """
    text = "from,to,kind\n2026-10-24T23:30,2026-10-25T00:30,maintenance\n"
    found = level(target("availability"), "2026-10", ("2026-10", text), hours=OFFICE)
    assert found.value == Decimal("99.755501")


def test_without_windows_all_planned_maintenance_is_taken_out() -> None:
    text = "from,to,kind\n2026-09-02T10:00,2026-09-02T12:00,maintenance\n"
    assert level(target("availability"), "2026-09", ("2026-09", text)).value == 100


def test_a_percentile_is_the_value_of_the_nearest_rank() -> None:
    """Ten cases 1 to 10: 95 of 100 are 9.5, so the tenth; 90 of 100 are the ninth."""
    rows = "".join(f"2026-09-{n:02}T10:00,T-{n},{n}\n" for n in range(1, 11))
    files = ("2026-09", f"at,case,value\n{rows}")
    asked = {"unit": "minutes", "comparator": "at-most", "target": "9"}
    found = level(target("percentile", percentile="95", **asked), "2026-09", files)
    assert (found.value, found.state) == (Decimal(10), Attainment.MISSED)
    found = level(target("percentile", percentile="90", **asked), "2026-09", files)
    assert (found.value, found.state) == (Decimal(9), Attainment.MET)
    assert found.budget == 0
    assert found.working == (
        "90 of 100 of 10 cases are 9: number 9 in order = 9 minutes, at most 9 promised"
    )


def test_a_share_within_takes_the_limit_of_the_class() -> None:
    """Priority 2 within 240: 200 and 240 are, 241 is not; others within 480: 480 is, 500 not."""
    values = (("2", 200), ("2", 240), ("2", 241), ("3", 480), ("4", 500))
    rows = "".join(f"2026-09-01T10:00,T-{n},{v},{c}\n" for n, (c, v) in enumerate(values))
    asked = target("share-within", within=[{"class": "2", "limit": "240"}, {"limit": "480"}])
    found = level(asked, "2026-09", ("2026-09", f"at,case,value,class\n{rows}"))
    assert found.value == 60
    assert found.working.startswith("3 of 5 cases = 60 percent")
    # 0.5 percent of 5 cases may fail, 2 did
    assert (found.budget, found.budget_unit) == (Decimal("-1.975"), "cases")


def test_a_share_of_counts_is_weighted_by_the_days() -> None:
    """90 of 100 and 1 of 2: 91 of 102 = 89.2156...; the mean of both days would be 70."""
    text = "day,good,total\n2026-09-01,90,100\n2026-09-02,1,2\n"
    found = level(target("share", readings="any"), "2026-09", ("2026-09", text))
    assert found.value == Decimal("89.215686")


@pytest.mark.parametrize(
    ("method", "value"), [("highest", "7"), ("lowest", "1.5"), ("mean", "4.5"), ("sum", "13.5")]
)
def test_readings_give_the_highest_the_lowest_the_mean_or_the_sum(method: str, value: str) -> None:
    text = "day,value\n2026-09-01,7\n2026-09-02,1.5\n2026-09-03,5\n"
    asked = target(method, readings="any", unit="days", comparator="at-most", target="7")
    assert level(asked, "2026-09", ("2026-09", text)).value == Decimal(value)


@pytest.mark.parametrize(
    ("method", "more", "text"),
    [
        ("percentile", {"percentile": "95"}, "at,case,value\n"),
        ("share-within", {"within": [{"limit": "4"}]}, "at,case,value\n"),
        ("mean", {"unit": "minutes"}, "at,case,value\n"),
        ("highest", {"readings": "any", "unit": "minutes"}, "day,value\n"),
        ("share", {"readings": "any"}, "day,good,total\n2026-09-01,0,0\n"),
        ("availability", {}, "from,to,kind,note\n2026-09-01T00:00,2026-10-01T00:00,excluded,War\n"),
        ("availability", {}, "from,to,kind\n2026-09-01T00:00,2026-10-01T00:00,unmeasured\n"),
    ],
)
def test_where_nothing_was_measured_there_is_no_number(
    method: str, more: dict[str, Any], text: str
) -> None:
    found = level(target(method, **more), "2026-09", ("2026-09", text))
    assert (found.value, found.state, found.budget) == (None, Attainment.NOT_MEASURED, None)
    assert found.working.startswith("not measured: ")


def test_a_sum_of_no_cases_is_nothing() -> None:
    asked = target("sum", unit="forms", comparator="equal", target="0")
    found = level(asked, "2026-09", ("2026-09", "at,case,value\n"))
    assert (found.value, found.state) == (Decimal(0), Attainment.MET)


def test_time_without_measurement_decides_nothing_that_it_cannot() -> None:
    """September has 43,200 minutes, of which 216 may fail.

    Blind for 60 and down for 100: met whatever happened.  Blind for 60 and down for 180: 240
    could have been down, so nobody knows.  Down for 300: missed whatever happened.
    """

    def blind(minutes: int) -> Result:
        hour, minute = divmod(minutes, 60)
        text = (
            "from,to,kind\n"
            f"2026-09-01T00:00,2026-09-01T{hour:02}:{minute:02},outage\n"
            "2026-09-09T00:00,2026-09-09T01:00,unmeasured\n"
        )
        return level(target("availability"), "2026-09", ("2026-09", text))

    assert blind(100).state is Attainment.MET
    # Without what nobody saw: (43,140 - 100) / 43,140
    assert blind(100).value == Decimal("99.768196")
    assert blind(180).state is Attainment.NOT_MEASURED
    assert blind(180).value is None
    assert blind(300).state is Attainment.MISSED


def test_a_value_never_looks_better_than_it_is() -> None:
    """2 of 3 is 66.666..., and may not be shown as 66.666667; of at most, it is the other way."""
    text = "day,good,total\n2026-09-01,2,3\n"
    found = level(target("share", readings="any"), "2026-09", ("2026-09", text))
    assert found.value == Decimal("66.666666")
    most = target("share", readings="any", comparator="at-most")
    assert level(most, "2026-09", ("2026-09", text)).value == Decimal("66.666667")


def test_a_target_is_judged_by_the_exact_value() -> None:
    """99.4999999 percent is no 99.5, although it would be rounded to it."""
    text = "day,good,total\n2026-09-01,994999999,1000000000\n"
    found = level(target("share", readings="any"), "2026-09", ("2026-09", text))
    assert found.state is Attainment.MISSED
    assert found.value is not None
    assert found.value < Decimal("99.5")


def test_a_fault_in_the_file_leaves_the_target_unmeasured() -> None:
    text = "day,good,total\n2026-09-01,NaN,3\n"
    found = level(target("share", readings="any"), "2026-09", ("2026-09", text))
    assert found.state is Attainment.NOT_MEASURED
    assert "records/measurements/1.csv has faults" in found.working


def test_two_measurements_of_one_period_give_no_value() -> None:
    text = "day,good,total\n2026-09-01,2,3\n"
    asked = target("share", readings="any")
    found = level(asked, "2026-09", ("2026-09", text), ("2026-09", text))
    assert found.working == "not measured: MEA-2026-001 and MEA-2026-002 both measure 2026-09"


def test_a_quarter_is_made_of_its_months_and_lacks_none() -> None:
    months = [(f"2026-{m:02}", f"day,good,total\n2026-{m:02}-01,{m},10\n") for m in (7, 8, 9)]
    asked = target("share", readings="any")
    # 7 + 8 + 9 of 30
    assert level(asked, "2026-Q3", *months).value == 80
    found = level(asked, "2026-Q3", months[0], months[2])
    assert found.working == "not measured: there is no measurement for 2026-08"


def test_a_target_of_a_quarter_is_no_matter_of_a_month() -> None:
    whole = calendar_period("2026-09")
    assert whole
    asked = target("share", readings="any", period="quarter")
    assert results(measured(asked), whole) == ()


def test_the_trend_tells_better_from_worse() -> None:
    def after(august: int, september: int, comparator: str) -> str:
        files = [
            (f"2026-{m:02}", f"day,good,total\n2026-{m:02}-01,{good},10\n")
            for m, good in ((8, august), (9, september))
        ]
        asked = target("share", readings="any", comparator=comparator, target="50")
        return level(asked, "2026-09", *files).trend

    assert after(5, 6, "at-least") == "better"
    assert after(6, 5, "at-least") == "worse"
    assert after(6, 5, "at-most") == "better"
    assert after(7, 4, "equal") == "better"
    assert after(4, 6, "equal") == "same"


def test_a_period_is_judged_by_the_text_in_force_on_its_last_day() -> None:
    text = "day,good,total\n2026-08-03,8,10\n"
    made = measured(target("share", readings="any", target="90"), ("2026-08", text))
    (now,) = made.documents
    now = replace(now, standing=Standing(Status.IN_FORCE, in_force_since=date(2026, 9, 1)))
    before = replace(
        now, data={**now.data, "targets": [target("share", readings="any", target="70")]}
    )
    made = replace(made, documents=(now,), former={"SLA-001": ((date(2026, 8, 31), before),)})
    august, july = calendar_period("2026-08"), calendar_period("2026-07")
    assert august
    assert july
    (found,) = results(made, august)
    assert (found.target, found.state) == (Decimal(70), Attainment.MET)
    assert results(made, july) == ()


def test_a_month_in_whose_midst_an_agreement_began_counts_where_it_was_measured() -> None:
    asked = target("share", readings="any")
    august = calendar_period("2026-08")
    assert august
    begun = Standing(Status.IN_FORCE, in_force_since=date(2026, 8, 17))
    for files, many in (((), 0), ((("2026-08", "day,good,total\n2026-08-20,8,10\n"),), 1)):
        made = measured(asked, *files)
        made = replace(made, documents=(replace(made.documents[0], standing=begun),))
        assert len(results(made, august)) == many


def test_names_choose_services_and_agreements() -> None:
    whole = calendar_period("2026-09")
    assert whole
    made = measured(target("share", readings="any"))
    assert len(results(made, whole, ["SVC-001"])) == 1
    assert len(results(made, whole, ["SLA-001"])) == 1
    assert results(made, whole, ["SVC-002"]) == ()


def made_target(parts: int = 1) -> Target:
    calculation = Calculation("availability", parts=parts)
    return Target(0, "a", "A", "percent", "at-least", Decimal("99.5"), "month", calculation)


def sheet(rows: list[tuple[int, int, str, int]]) -> Sheet:
    """Return outages; *rows* are begin and length in minutes of September, kind and parts."""
    lines = ["from,to,kind,parts,note"]
    for begin, minutes, what, parts in rows:
        first, last = (
            f"2026-09-{1 + at // 1440:02}T{at % 1440 // 60:02}:{at % 60:02}Z"
            for at in (begin, begin + minutes)
        )
        lines.append(f"{first},{last},{what},{parts},why")
    return read_sheet("\n".join(lines) + "\n")


ROWS = st.lists(
    st.tuples(
        st.integers(0, 28 * 1440),
        st.integers(1, 1440),
        st.sampled_from(["outage", "excluded", "maintenance", "unmeasured"]),
        st.integers(1, 3),
    ),
    max_size=8,
)
SEPTEMBER = calendar_period("2026-09")
assert SEPTEMBER


def of(rows: list[tuple[int, int, str, int]]) -> Tally:
    assert SEPTEMBER
    asked = made_target(3).calculation
    assert asked
    return tally_outages(sheet(rows), asked, SEPTEMBER)


@given(ROWS)
def test_attainment_lies_between_nothing_and_a_hundred(
    rows: list[tuple[int, int, str, int]],
) -> None:
    found = worth(of(rows), made_target(3))
    if found.value is not None:
        assert found.worst is not None
        assert found.best is not None
        assert 0 <= found.worst <= found.value <= found.best <= 100


@given(ROWS, st.integers(0, 28 * 1440), st.integers(1, 1440), st.integers(1, 3))
def test_more_outage_never_raises_availability(
    rows: list[tuple[int, int, str, int]], begin: int, minutes: int, parts: int
) -> None:
    before = worth(of(rows), made_target(3)).value
    after = worth(of([*rows, (begin, minutes, "outage", parts)]), made_target(3)).value
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert after <= before


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=3, max_size=30))
@settings(max_examples=50)
def test_months_weighted_by_what_was_counted_give_the_quarter(pairs: list[tuple[int, int]]) -> None:
    files = []
    for number, month in enumerate((7, 8, 9)):
        days = pairs[number::3]
        rows = "".join(f"2026-{month:02}-{n:02},{g},{g + b}\n" for n, (g, b) in enumerate(days, 1))
        files.append((f"2026-{month:02}", f"day,good,total\n{rows}"))
    asked = target("share", readings="any")
    whole = level(asked, "2026-Q3", *files)
    good, total = sum(g for g, _ in pairs), sum(g + b for g, b in pairs)
    if total == 0:
        assert whole.value is None
    else:
        assert whole.value == cut(Fraction(100 * good, total), made_target())


SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6).map(merged)


@given(SPANS, SPANS)
def test_spans_meet_and_part_without_a_rest(one: Any, other: Any) -> None:  # noqa: ANN401
    there = {second for begin, end in one for second in range(begin, end)}
    away = {second for begin, end in other for second in range(begin, end)}
    assert length(meeting(one, other)) == len(there & away)
    assert length(without(one, other)) == len(there - away)
