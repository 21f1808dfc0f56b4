"""The formats of values: date, decimal, duration, version.

Each function says what is wrong with a text, and gives an empty text where nothing is.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from sms_docs.load.words import quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
DURATION = re.compile(r"P[1-9][0-9]{0,3}[YMD]")
VERSION = re.compile(r"(?:0|[1-9][0-9]{0,4})\.(?:0|[1-9][0-9]{0,4})")


def date_fault(text: str) -> str:
    """Say why *text* is no day of the calendar in the form YYYY-MM-DD."""
    # fromisoformat() alone also reads 20260230 and 2026-W09-1, and other readers do not.
    if not DATE.fullmatch(text):
        return f"{quoted(text)} is no date; write year, month and day as 2026-11-20"
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"no such date: {text}"
    return ""


def decimal_fault(text: str) -> str:
    """Say why *text* is no plain decimal number; NaN and infinities are none."""
    if DECIMAL.fullmatch(text):
        return ""
    return f"{quoted(text)} is not a number; write digits and at most one point, as 99.5"


def duration_fault(text: str) -> str:
    """Say why *text* is no whole number of years, months or days by ISO 8601."""
    if DURATION.fullmatch(text):
        return ""
    return f"{quoted(text)} is no duration; write P30D, P12M or P1Y for days, months, years"


def version_fault(text: str) -> str:
    """Say why *text* is no version MAJOR.MINOR."""
    if VERSION.fullmatch(text):
        return ""
    return f"{quoted(text)} is no version; write MAJOR.MINOR, as 2.1"


FORMATS: Mapping[str, Callable[[str], str]] = {
    "date": date_fault,
    "decimal": decimal_fault,
    "duration": duration_fault,
    "version": version_fault,
}


def accepting(fault: Callable[[str], str]) -> Callable[[object], bool]:
    """Return the yes or no of *fault*; what is no text has no format and passes."""
    return lambda value: not (isinstance(value, str) and fault(value))


ACCEPTING: Mapping[str, Callable[[object], bool]] = {
    name: accepting(fault) for name, fault in FORMATS.items()
}
