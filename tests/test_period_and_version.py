from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.period import earlier, later
from sms_docs.version import is_above, is_minor, order, parse, raised


@pytest.mark.parametrize(
    ("day", "period", "expected"),
    [
        ("2026-01-31", "P1M", "2026-02-28"),
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2026-11-20", "P12M", "2027-11-20"),
        ("2026-12-15", "P30D", "2027-01-14"),
        ("2026-11-20", "P4W", "2026-12-18"),
        ("9999-06-01", "P3Y", "9999-12-31"),
    ],
)
def test_a_period_is_added_by_the_calendar(day: str, period: str, expected: str) -> None:
    assert later(date.fromisoformat(day), period) == date.fromisoformat(expected)


def test_a_period_is_taken_off_by_the_calendar() -> None:
    assert earlier(date(2026, 3, 31), "P1M") == date(2026, 2, 28)
    assert earlier(date(1, 1, 5), "P30D") == date.min


@pytest.mark.parametrize("period", ["", "12M", "P", "P1H", "P-1M", "P1M2D", "P１M"])
def test_what_is_no_period_moves_nothing(period: str) -> None:
    assert later(date(2026, 1, 1), period) is None
    assert earlier(date(2026, 1, 1), period) is None


def test_versions_are_compared_as_integers() -> None:
    assert is_above("1.10", "1.9")
    assert is_above("2.0", "1.99")
    assert not is_above("1.9", "1.9")
    assert sorted(["1.10", "1.9", "odd", "0.1"], key=order) == ["odd", "0.1", "1.9", "1.10"]


@pytest.mark.parametrize(
    "text", ["", "1", "1.", ".1", "01.1", "1.01", "1.1.1", "-1.0", "1.1 ", "１.0"]
)
def test_what_is_no_version_is_above_nothing(text: str) -> None:
    assert parse(text) is None
    assert not is_above(text, "0.0")
    assert raised(text, major=True) is None


@given(st.integers(0, 99_998), st.integers(0, 99_998), st.booleans())
def test_raised_gives_the_next_version(major: int, minor: int, wanted: bool) -> None:  # noqa: FBT001
    version = f"{major}.{minor}"
    found = raised(version, major=wanted)
    assert found is not None
    assert is_above(found, version)
    assert is_minor(found) is not wanted
