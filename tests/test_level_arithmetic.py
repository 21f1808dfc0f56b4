"""Budgets, doubt and promises below promises, each worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from small_sms import SERVICE, document, kind, system

from sms_docs.calendar_period import calendar_period
from sms_docs.levels.cases import tally_cases
from sms_docs.levels.outages import tally_outages
from sms_docs.levels.results import Attainment, judge
from sms_docs.levels.series import MOST_ROWS, read_sheet
from sms_docs.levels.spans import meeting
from sms_docs.levels.tally import Tally
from sms_docs.levels.target import Calculation, Target
from sms_docs.levels.underpinning import Support, promises, support
from sms_docs.levels.worth import Worth, worth
from sms_docs.rules import calculation_unusable
from sms_docs.trace import trace

SEPTEMBER = calendar_period("2026-09")
assert SEPTEMBER
SLA = kind("agreement", "document", form="markdown")
CONTRACT = kind("contract", "document", form="markdown")


def target(comparator: str, value: str, calculation: Calculation, unit: str = "percent") -> Target:
    return Target(0, "a", "A", unit, comparator, Decimal(value), "month", calculation)


def budget(method: str, comparator: str, value: str, tally: Tally) -> Fraction | None:
    return worth(tally, target(comparator, value, Calculation(method))).budget


@pytest.mark.parametrize(
    ("comparator", "value", "left"),
    [
        # 5 of 100 may fail, 8 did.
        ("at-least", "95", -3),
        ("at-least", "90", 2),
        # 95 of 100 may be so, 92 are.
        ("at-most", "95", 3),
        ("at-most", "90", -2),
        # Exactly 92 is hit; whatever lies beside it is missed by so much.
        ("equal", "92", 0),
        ("equal", "100", -8),
        ("equal", "0", -92),
    ],
)
def test_the_budget_of_a_share_is_below_0_once_it_is_missed(
    comparator: str, value: str, left: int
) -> None:
    tally = Tally(good=Fraction(92), total=Fraction(100))
    assert budget("share", comparator, value, tally) == left


@pytest.mark.parametrize(
    ("comparator", "value", "left"),
    [("at-most", "5", 2), ("at-most", "2", -1), ("equal", "0", -3), ("equal", "5", -2)],
)
def test_the_budget_of_a_sum_is_below_0_once_it_is_missed(
    comparator: str, value: str, left: int
) -> None:
    assert budget("sum", comparator, value, Tally(values=(("", Fraction(3)),))) == left


def test_a_sum_that_has_to_be_reached_and_a_mean_have_no_budget() -> None:
    values = Tally(values=(("", Fraction(3)),))
    assert budget("sum", "at-least", "2", values) is None
    assert budget("mean", "at-most", "2", values) is None


@pytest.mark.parametrize(
    ("comparator", "value", "state"),
    [
        ("at-least", "99", Attainment.MET),
        ("at-least", "99.5", Attainment.NOT_MEASURED),
        ("at-least", "99.9", Attainment.MISSED),
        ("at-most", "99.8", Attainment.MET),
        ("at-most", "99.5", Attainment.NOT_MEASURED),
        ("at-most", "98", Attainment.MISSED),
        ("equal", "99.5", Attainment.NOT_MEASURED),
        ("equal", "99.9", Attainment.MISSED),
    ],
)
def test_what_may_lie_on_either_side_of_the_target_decides_nothing(
    comparator: str, value: str, state: Attainment
) -> None:
    """The value lies somewhere between 99 and 99.8."""
    found = Worth(Fraction("99.4"), "", Fraction(99), Fraction("99.8"))
    assert judge(found, target(comparator, value, Calculation("availability"))) is state


def test_an_exact_value_is_met_or_missed() -> None:
    found = Worth(Fraction("99.5"), "")
    equal = target("equal", "99.5", Calculation("share"))
    assert judge(found, equal) is Attainment.MET
    assert judge(found._replace(value=Fraction("99.4")), equal) is Attainment.MISSED


def test_cases_in_percent_lie_between_0_and_100_unless_a_limit_judges_them() -> None:
    """A case of share-within is a time, whatever the unit of the share."""
    sheet = read_sheet("at,case,value\n2026-09-01T10:00,T-1,101\n")
    assert SEPTEMBER
    (fault,) = tally_cases(sheet, Calculation("highest"), "percent", SEPTEMBER).faults
    assert fault.message == "`value` is 101: percent lie between 0 and 100"
    within = Calculation("share-within", within=(("", Fraction(240)),))
    assert tally_cases(sheet, within, "percent", SEPTEMBER).faults == ()


def test_rows_without_end_are_refused_at_once() -> None:
    text = "from,to,kind\n" + "2026-09-01T10:00,2026-09-01T10:01,outage\n" * (MOST_ROWS + 1)
    (fault,) = read_sheet(text).faults
    assert fault.message == "the file has 50,001 rows, more than 50,000"
    assert read_sheet(text.removesuffix("2026-09-01T10:00,2026-09-01T10:01,outage\n")).form


def test_a_line_break_in_a_note_swallows_no_row() -> None:
    """Read as CSV at large, the second outage would be part of the note of the first one."""
    text = (
        'from,to,kind,note\n2026-09-01T10:00,2026-09-01T10:01,outage,"a\n'
        '2026-09-02T10:00,2026-09-02T10:01,outage,b"\n'
    )
    assert [fault.line for fault in read_sheet(text).faults] == [2]
    assert [line.number for line in read_sheet(text).lines] == [3]


def test_an_outage_since_the_beginning_of_time_overlaps_from_the_first_day_on() -> None:
    row = "0001-01-01T00:00+14:00,9999-12-31T23:59,outage\n"
    assert SEPTEMBER
    sheet = read_sheet(f"from,to,kind\n{row}{row}")
    (fault,) = tally_outages(sheet, Calculation("availability"), SEPTEMBER).faults
    assert fault.message == "this outage overlaps that of line 2 from 2026-09-01 00:00"


def test_spans_far_apart_meet_where_they_do() -> None:
    days = tuple((day * 100, day * 100 + 50) for day in range(100))
    assert meeting(((5020, 5120),), days) == ((5020, 5050), (5100, 5120))
    assert meeting(days, ((9940, 9960),)) == ((9940, 9950),)
    assert meeting(((10_000, 10_001),), days) == ()
    assert meeting((), days) == meeting(days, ()) == ()


def promise(value: str, comparator: str = "at-least", unit: str = "percent") -> dict[str, Any]:
    return {
        "id": "line",
        "metric": "Line",
        "unit": unit,
        "comparator": comparator,
        "target": value,
        "period": "month",
        "measured_by": "Supplier",
        "calculation": {"method": "availability" if unit == "percent" else "highest"},
    }


def supported(above: dict[str, Any], *below: dict[str, Any], own: str = "") -> Support | None:
    """Return what *above* rests on, if it relies on the targets *below* of a contract each."""
    relies_on = [
        {"agreement": f"CON-{number:03}", "target": each["id"]}
        for number, each in enumerate(below, 1)
    ]
    calculation = above["calculation"] | {"relies_on": relies_on} | ({"own": own} if own else {})
    made = system(
        document(
            "SLA-001", of=SLA, service="SVC-001", targets=[above | {"calculation": calculation}]
        ),
        document("SVC-001", of=SERVICE),
        *(
            document(f"CON-{number:03}", of=CONTRACT, targets=[each])
            for number, each in enumerate(below, 1)
        ),
    )
    known = promises(made)
    return support(made, made.documents[0], known["SLA-001"]["line"], known)


def test_availabilities_one_after_the_other_are_multiplied_exactly() -> None:
    """0.999 x 0.995 x 0.998 = 0.99201699."""
    found = supported(promise("99"), promise("99.9"), promise("99.5"), own="99.8")
    assert found
    assert found.value == Fraction("99.201699")
    assert found.working == (
        "99.9 (CON-001 line) × 99.5 (CON-002 line) × 99.8 (our own) = 99.201699 percent"
    )


def test_shares_in_percent_are_multiplied_as_well_and_not_added_up() -> None:
    """Added up, 95 and 95 would support a promise of 190 percent."""
    above = promise("92.5") | {"calculation": {"method": "share"}}
    found = supported(above, promise("95"), promise("95"))
    assert found
    assert found.value == Fraction("90.25")


def test_times_and_shares_of_what_may_fail_add_up() -> None:
    hours = promise("4", "at-most", "hours")
    found = supported(hours, promise("90", "at-most", "minutes"), hours, own="0.5")
    assert found
    assert found.value == Fraction(6)
    assert found.working == "1.5 (CON-001 line) + 4 (CON-002 line) + 0.5 (our own) = 6 hours"
    found = supported(promise("3", "at-most"), promise("1", "at-most"), promise("2", "at-most"))
    assert found
    assert found.value == 3


def test_percent_and_its_sign_are_one_unit() -> None:
    for comparator, value in (("at-least", 97), ("at-most", 3)):
        above = promise(str(value), comparator) | {"unit": "%"}
        found = supported(above, promise(str(value), comparator))
        assert found
        assert found.value == value


def test_what_is_promised_the_other_way_round_cannot_be_put_together() -> None:
    found = supported(promise("99"), promise("5", "at-most"))
    assert found
    assert (found.value, found.trouble) == (
        None,
        "line of CON-001 is promised the other way round, at-most",
    )


def test_nothing_below_supports_nothing() -> None:
    assert supported(promise("99"), own="99.9") is None


def test_our_own_part_lies_between_nothing_and_a_hundred_percent() -> None:
    def wrong(own: str) -> list[str]:
        calculation = {"method": "availability", "own": own}
        targets = [promise("99") | {"calculation": calculation}]
        made = system(document("SLA-001", of=SLA, service="SVC-001", targets=targets))
        found = calculation_unusable.check(made, trace(made, SEPTEMBER.last), SEPTEMBER.last)
        return [defect.message for defect in found]

    assert SEPTEMBER
    assert wrong("100") == wrong("0") == []
    assert wrong("100.1") == ["SLA-001: line: our own part is above 100 percent: 100.1"]
    assert wrong("-1") == ["SLA-001: line: our own part is below nothing: -1"]
