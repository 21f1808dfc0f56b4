from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.views.chart import aims, chart, progress, sparkline
from sms_docs.views.chart.plot import HEIGHT, LONGEST, WIDTH, plot, spark
from sms_docs.views.chart.scale import scale, written
from sms_docs.views.chart.series import MET, MISSED, NOT_MEASURED, Point, Series, state_of

COMPARATORS = ("at-least", "at-most", "equal", "")
# What a record may hold as a decimal: forty characters, with a sign and a point.
NUMBERS = st.decimals(
    Decimal("-1e38"), Decimal("1e38"), allow_nan=False, allow_infinity=False
) | st.sampled_from([Decimal(text) for text in ("0", "100", "99.99", "-0", "1E-36", "9E+37")])
HOSTILE = "</title><script>alert(1)</script>"
ROW = re.compile(r'<tr><th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td><td>(.*?)</td>')
TOLD = re.compile(r"<title>([^<:]*): (\S*) percent(?:, ([^<]*))?</title>")


def series(
    *values: str | None,
    target: str | None = "99.5",
    comparator: str = "at-least",
    name: str = "Availability",
) -> Series:
    aim = None if target is None else Decimal(target)
    points = []
    for number, text in enumerate(values, 1):
        value = None if text is None else Decimal(text)
        points.append(Point(f"2026-{number:02}", value, aim, state_of(value, comparator, aim)))
    return Series(name, "percent", comparator, points)


@st.composite
def any_series(draw: st.DrawFn) -> Series:
    comparator = draw(st.sampled_from(COMPARATORS))
    points = []
    for number in range(draw(st.integers(1, 40))):
        value, target = draw(st.none() | NUMBERS), draw(st.none() | NUMBERS)
        label = draw(st.sampled_from([f"20{number:02}", f"2026-{number:02}", "x" * number]))
        points.append(Point(label, value, target, state_of(value, comparator, target)))
    return Series("Things", "percent", comparator, points)


def svg(html: str) -> ET.Element:
    """Return the picture of a chart as a tree; it must be well formed."""
    drawn = re.search(r"<svg.*?</svg>", html, re.DOTALL)
    assert drawn
    return ET.fromstring(drawn[0])  # noqa: S314 - our own text


def numbers(path: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?[0-9.]+", path)]


# The scale


def test_the_scale_of_an_availability_begins_near_its_values_and_not_at_zero() -> None:
    side = scale([Decimal("99.31"), Decimal("99.95"), Decimal("99.8")], "at-least")
    assert not side.has_zero
    assert [written(tick) for tick in side.ticks] == ["99.2", "99.4", "99.6", "99.8", "100"]


def test_no_scale_of_a_share_goes_beyond_a_hundred_percent() -> None:
    for low in ("1", "40", "77.7", "99", "99.999", "100"):
        assert scale([Decimal(low), Decimal(100)], "at-least").high == 100


def test_counts_and_times_begin_at_zero_so_that_columns_can_stand() -> None:
    assert scale([Decimal(2), Decimal(2)], "at-most").low == 0
    assert scale([Decimal(1), Decimal(4)], "at-most").low == 0
    assert scale([Decimal(0)], "equal").high == 1
    assert scale([Decimal(-3), Decimal(-1)], "at-most").high == 0


def test_values_near_to_each_other_are_not_pressed_together() -> None:
    assert not scale([Decimal(24), Decimal(27)], "at-most").has_zero


def test_numbers_too_long_for_the_side_of_a_chart_begin_at_zero_after_all() -> None:
    side = scale([Decimal(1000000000001), Decimal(1000000000003)], "at-least")
    assert side.has_zero
    assert max(len(written(tick)) for tick in side.ticks) <= 10


def test_nothing_lies_on_the_foot_of_a_scale_that_does_not_begin_at_zero() -> None:
    assert scale([Decimal("99.5"), Decimal("99.6")], "at-least").low < Decimal("99.5")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("-0", "0"),
        ("100.0", "100"),
        ("0.20", "0.2"),
        ("15000000000", "1.5E+10"),
        ("2E+30", "2E+30"),
    ],
)
def test_a_value_of_the_scale_is_written_short(value: str, expected: str) -> None:
    assert written(Decimal(value)) == expected


@given(st.lists(NUMBERS, min_size=1), st.sampled_from(COMPARATORS))
def test_a_scale_holds_every_value_has_few_steps_and_tells_them_apart(
    values: list[Decimal], comparator: str
) -> None:
    side = scale(values, comparator)
    assert side.low <= min(values)
    assert max(values) <= side.high
    assert 2 <= len(side.ticks) <= 8
    assert list(side.ticks) == sorted(set(side.ticks))
    labels = [written(tick) for tick in side.ticks]
    assert len(set(labels)) == len(labels)
    assert [float(label) for label in labels] == [float(tick) for tick in side.ticks]


@given(st.lists(NUMBERS, min_size=2), st.sampled_from(COMPARATORS))
def test_a_higher_value_never_stands_lower(values: list[Decimal], comparator: str) -> None:
    side = scale(values, comparator)
    shares = [side.share(value) for value in sorted(values)]
    assert shares == sorted(shares)
    assert all(0 <= share <= 1 for share in shares)


# Where things stand


@given(any_series())
def test_every_part_of_a_chart_lies_inside_the_picture(one: Series) -> None:
    drawn = plot(one)
    if drawn is None:
        assert not one.measured
        return
    for mark in drawn.marks:
        assert 6 <= mark.x <= WIDTH - 6
        assert 6 <= mark.y <= HEIGHT - 6
    for column in drawn.columns:
        assert 0 <= column.x < column.x + column.width <= WIDTH
        assert 0 <= column.y < column.y + column.height <= HEIGHT
    for path in (drawn.line, drawn.target):
        assert all(0 <= number <= WIDTH for number in numbers(path))
    for word in (*drawn.rules, *drawn.periods, *drawn.words):
        left, right = word.reach
        assert left >= 0
        assert right <= WIDTH
        assert 10 <= word.y <= HEIGHT


@given(any_series())
def test_each_value_is_drawn_once_and_what_was_not_measured_never(one: Series) -> None:
    drawn = plot(one)
    if drawn is None:
        return
    shown = drawn.columns or drawn.marks
    assert [each.point for each in shown] == one.measured
    breaches = [each for each in one.points if each.state == MISSED]
    assert [mark.point for mark in drawn.marks if mark.point.state == MISSED] == breaches


@given(any_series())
def test_no_two_words_of_a_chart_cover_each_other(one: Series) -> None:
    drawn = plot(one)
    if drawn is None:
        return
    for words in (drawn.periods, [word for word in drawn.words if word.text == MISSED]):
        reaches = [word.reach for word in words]
        assert all(left[1] <= right[0] for left, right in pairwise(reaches))


@given(any_series())
def test_a_sparkline_stays_in_its_picture_and_marks_breaches_and_the_newest_value(
    one: Series,
) -> None:
    drawn = spark(one)
    if drawn is None:
        assert not one.measured
        assert sparkline(one) == ""
        return
    assert drawn.marks[-1].point == one.measured[-1]
    missed = [each for each in one.points if each.state == MISSED]
    assert [mark.point for mark in drawn.marks if mark.point.state == MISSED] == missed
    for mark in drawn.marks:
        assert 5 <= mark.x <= 115
        assert 5 <= mark.y <= 25
    assert svg(str(sparkline(one))).get("role") == "img"


def test_a_line_ends_where_nothing_was_measured_and_begins_anew() -> None:
    drawn = plot(series("99.9", "99.8", None, "99.7", "99.9"))
    assert drawn
    assert drawn.line.count("M") == 2
    assert drawn.line.count("L") == 2


def test_a_zero_is_seen_and_a_gap_is_not() -> None:
    drawn = plot(series("0", None, "2", target="0", comparator="equal"))
    assert drawn
    assert [column.point.label for column in drawn.columns] == ["2026-01", "2026-03"]
    assert drawn.columns[0].height == 2


def test_the_line_of_the_target_has_a_step_where_the_target_changed() -> None:
    one = series("99.9", "99.9", "99.9", "99.9")
    changed = [
        *one.points[:2],
        one.points[2]._replace(target=Decimal("99.8")),
        one.points[3]._replace(target=None),
    ]
    drawn = plot(one._replace(points=changed))
    assert drawn
    assert drawn.target.count("M") == 1
    assert drawn.target.count("V") == 2
    assert aims(one._replace(points=changed)) == "at least 99.5 percent, 99.8 from 2026-03"


def test_the_newest_period_is_always_named_and_a_long_name_is_shortened() -> None:
    one = series(*["99.9"] * 12)
    drawn = plot(one)
    assert drawn
    assert drawn.periods[-1].text == "2026-12"
    assert len(drawn.periods) >= 3
    long = plot(Series("x", "", "", [Point("a" * 50, Decimal(1))]))
    assert long
    assert long.periods[0].text == "a" * (LONGEST - 1) + "…"


def test_what_is_no_number_is_a_gap() -> None:
    points = [Point("1", Decimal("NaN"), Decimal("Infinity")), Point("2", Decimal(3))]
    drawn = plot(Series("x", "", "at-least", points))
    assert drawn
    assert [each.point.label for each in (*drawn.marks, *drawn.columns)] == ["2"]
    assert plot(Series("x", "", "", points[:1])) is None


# What is shown


@given(any_series())
def test_the_table_and_the_marks_of_a_chart_say_the_same(one: Series) -> None:
    html = str(chart(one))
    table = [tuple(unescape(cell) for cell in row) for row in ROW.findall(html)]
    assert [row[0] for row in table] == [each.label for each in one.points]
    measured = {(label, value, state) for label, value, _, state in table if value != "–"}
    told = {tuple(map(unescape, each)) for each in TOLD.findall(html)}
    assert {(label, value, state or "–") for label, value, state in told} == measured


@pytest.mark.parametrize("values", [("99.9",), ("99.5", "99.5"), ("0", "0"), ("99", None, "99.7")])
def test_a_chart_has_a_name_a_description_and_a_table_with_headings(values: tuple[str]) -> None:
    html = str(chart(series(*values)))
    picture = svg(html)
    assert picture.get("role") == "img"
    assert [child.tag for child in picture][:2] == ["title", "desc"]
    assert picture[0].text == "Availability"
    assert "at least 99.5 percent" in str(picture[1].text)
    assert html.count('<th scope="row">') == len(values)


def test_a_breach_is_known_by_shape_and_word() -> None:
    html = str(chart(series("99.9", "99.1", "99.9")))
    picture = svg(html)
    shapes = [each.tag for each in picture if "sms-chart__mark" in each.get("class", "")]
    assert shapes == ["circle", "path", "circle"]
    words = [each.text for each in picture.iter("text")]
    assert words.count("missed") == 1
    assert "Missed in 2026&#45;02." in html
    assert "missed" not in str(chart(series("99.9", "99.9")))


def test_a_chart_says_where_its_scale_begins() -> None:
    assert "The scale begins at 98.8." in str(chart(series("99.9", "98.9")))
    assert "The scale begins" not in str(chart(series("3", target="4", comparator="at-most")))


def test_without_a_value_there_is_a_sentence_and_the_table_alone() -> None:
    html = str(chart(series(None, None)))
    assert "No value yet." in html
    assert "<svg" not in html
    assert html.count(NOT_MEASURED) == 2
    assert "No value yet." in str(chart(Series("x", "", "", ())))


def test_the_table_is_left_out_on_request_and_shows_notes_where_there_are_any() -> None:
    one = series("99.9")
    assert "<table" not in str(chart(one, table=False))
    assert "Told in" not in str(chart(one))
    noted = one._replace(points=[one.points[0]._replace(note="SRP <1>")])
    assert "SRP &#60;1&#62;" in str(chart(noted))


def test_no_text_of_a_chart_is_obeyed() -> None:
    points = [Point(HOSTILE, Decimal(1), Decimal(2), HOSTILE, HOSTILE), Point("b", Decimal(2))]
    one = Series(HOSTILE, HOSTILE, HOSTILE, points)
    for html in (
        str(chart(one)),
        str(sparkline(one)),
        str(progress(Decimal(1), Decimal(2), HOSTILE)),
    ):
        assert "<script" not in html
        assert "&#60;script&#62;" in html


@pytest.mark.parametrize(
    ("part", "whole", "filled"),
    [
        ("47", "85", "55.3"),
        ("0", "85", "0.0"),
        ("-5", "85", "0.0"),
        ("99", "85", "100.0"),
        ("1", "0", "0.0"),
        ("1", "-1", "0.0"),
        ("NaN", "1", "0.0"),
        ("1", "Infinity", "0.0"),
        ("1e38", "1e-30", "100.0"),
    ],
)
def test_a_bar_is_filled_as_far_as_the_part_goes(part: str, whole: str, filled: str) -> None:
    html = str(progress(Decimal(part), Decimal(whole), "so much"))
    assert svg(html)[2].get("width") == filled
    assert svg(html)[0].text == "so much"


@pytest.mark.parametrize(
    ("value", "comparator", "target", "state"),
    [
        ("1", "at-least", "1", MET),
        ("0.9", "at-least", "1", MISSED),
        ("1", "at-most", "1", MET),
        ("1.1", "at-most", "1", MISSED),
        ("1.0", "equal", "1", MET),
        ("1.1", "equal", "1", MISSED),
        ("1", "about", "1", ""),
        ("1", "equal", None, ""),
        ("1", "equal", "NaN", ""),
        (None, "equal", "1", NOT_MEASURED),
        ("NaN", "equal", "1", NOT_MEASURED),
    ],
)
def test_a_value_is_met_or_missed_as_the_target_says(
    value: str | None, comparator: str, target: str | None, state: str
) -> None:
    given = None if value is None else Decimal(value)
    assert state_of(given, comparator, None if target is None else Decimal(target)) == state
