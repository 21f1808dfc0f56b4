"""Plain scalars: what an unquoted YAML value means, where all readers agree on it.

YAML 1.1 (PyYAML, Ruby) and YAML 1.2 (most others) give one text two meanings: ``NO`` is
a country or false, ``1.10`` a version or 1.1, ``010`` ten or eight.  Such a value must be
in quotes.
"""

from __future__ import annotations

import re

CONSTANTS: dict[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}
TRUTH = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false"})
WORDS = TRUTH | {"null", "<<", "="}
# A plain value that does not begin with these and is none of the words is text.
NUMERIC = frozenset("+-.0123456789")
INTEGER = re.compile(r"0|-?[1-9][0-9]{0,14}")
LONG_INTEGER = re.compile(r"[-+]?[0-9]{16,}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NOT_A_NUMBER = re.compile(r"(?i)[-+]?\.(?:nan|inf)")
# Wider than any one reader: Ruby takes 1,000 for a number, YAML 1.1 takes 8.6.1 for one
# by the letter of its specification, and 12:30 for 750.
NUMBER_TO_SOME = re.compile(
    r"[-+]?(?:[.0-9][0-9_.,:]*(?:[eE][-+]?[0-9]+)?|0[xXoObB][0-9a-fA-F_]+)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:.*)?"
)
SHOWN = 40


def is_date(value: str) -> bool:
    """Tell that *value* has the form of a day, such as 2026-11-20; it need not exist."""
    return value[:1].isdigit() and DATE.fullmatch(value) is not None


def doubt(value: str) -> tuple[str, str] | None:
    """Return why the plain *value* is refused and the cure; None where it is text or a date.

    *value* is none of `CONSTANTS` and no `INTEGER`.
    """
    quoted = f'Put it in quotes: "{shown(value)}"'
    if LONG_INTEGER.fullmatch(value):
        return f"number too long: {len(value):,} characters, at most 15 digits", quoted
    if NOT_A_NUMBER.fullmatch(value):
        return f"'{value}' is not a number", f"Write a number; if it is text: {quoted}"
    if value.lower() in TRUTH:
        quoted += "; if it is not text, write true or false"
    elif value.lower() not in WORDS and (is_date(value) or not NUMBER_TO_SOME.fullmatch(value)):
        return None
    return f"'{shown(value)}' is read differently by different YAML readers", quoted


def shown(value: str) -> str:
    """Return *value*, cut where it is too long for a message."""
    return value if len(value) <= SHOWN else value[:SHOWN] + "…"
