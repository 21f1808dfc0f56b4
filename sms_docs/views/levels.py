"""The service levels of a period: each target with its value, its state and the arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.levels import Attainment, Result
from sms_docs.levels.worth import plain
from sms_docs.table import Column, Row, Table

SIGNS = {"at-least": "≥", "at-most": "≤", "equal": "="}
UNITS = {"percent": "%"}


def levels(found: Iterable[Result], period: CalendarPeriod) -> Table:
    """Return one row a target, in the order of the agreements."""
    rows = tuple(_row(each) for each in found)
    counts = Counter(row["state"] for row in rows)
    frame = {
        "period": period.label,
        "results": (),
        "summary": {str(state): counts[str(state)] for state in Attainment},
    }
    return Table(f"Service levels of {period.label}", COLUMNS, rows, frame)


def _row(found: Result) -> Row:
    return {
        "agreement": found.agreement.id,
        "service": found.service or None,
        "id": found.id,
        "metric": found.metric,
        "unit": found.unit,
        "comparator": found.comparator,
        "target": digits(found.target),
        "value": digits(found.value),
        "state": str(found.state),
        "error_budget_left": digits(found.budget),
        "error_budget_unit": found.budget_unit or None,
        "before": digits(found.before),
        "trend": found.trend or None,
        "working": found.working,
    }


def digits(value: Decimal | None) -> str | None:
    """Return *value* with no more decimals than it needs; None for none."""
    return None if value is None else plain(value)


# The ones that a narrow terminal must show come first.
COLUMNS = (
    Column("agreement", "Agreement"),
    Column("id", "Target"),
    Column("state", "State"),
    Column("value", "Value"),
    Column("comparator", "Promised", lambda value: SIGNS.get(value, str(value))),
    Column("target", "Level"),
    Column("unit", "Unit", lambda value: UNITS.get(value, str(value))),
    Column("trend", "Trend"),
    Column("error_budget_left", "Budget left"),
    Column("error_budget_unit", "Budget in"),
    Column("working", "Working"),
    Column("service", "Service"),
    Column("metric", "Metric"),
    Column("before", "Before"),
)
