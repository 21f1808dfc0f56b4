"""What values a unit can have."""

from __future__ import annotations

from fractions import Fraction

PERCENT = ("percent", "%")
HUNDRED = 100
ABSOLUTE_ZERO = Fraction("-273.15")
BELOW_NOTHING = ("degrees celsius", "celsius", "degrees", "°c")
# Units of time that can be added, in seconds.
SECONDS = {
    "milliseconds": Fraction(1, 1000),
    "seconds": Fraction(1),
    "minutes": Fraction(60),
    "hours": Fraction(3600),
}


def outside(value: Fraction, unit: str) -> str:
    """Say why *value* cannot be one of *unit*; nothing where it can."""
    if unit in PERCENT and not 0 <= value <= HUNDRED:
        return "percent lie between 0 and 100"
    if unit.lower() in BELOW_NOTHING:
        return "it is below absolute zero" if value < ABSOLUTE_ZERO else ""
    return f"{unit} cannot be below 0" if value < 0 else ""
