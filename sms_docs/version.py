"""Versions are MAJOR.MINOR, compared as integers: 1.10 is above 1.9."""

from __future__ import annotations

import re

Version = tuple[int, int]
PATTERN = re.compile(r"(0|[1-9][0-9]{0,4})\.(0|[1-9][0-9]{0,4})")


def parse(version: str) -> Version | None:
    """Return *version* as two integers; None where it is no version."""
    found = PATTERN.fullmatch(version)
    return (int(found[1]), int(found[2])) if found else None


def order(version: str) -> Version:
    """Return what *version* is sorted by; what is no version comes first."""
    return parse(version) or (-1, -1)


def is_above(version: str, other: str) -> bool:
    """Return whether *version* is higher than *other*; False where one is no version."""
    first, second = parse(version), parse(other)
    return first is not None and second is not None and first > second


def is_minor(version: str) -> bool:
    """Return whether *version* changes a part only: its minor number is not 0."""
    found = parse(version)
    return found is not None and found[1] != 0


def raised(version: str, *, major: bool) -> str | None:
    """Return the next major or minor version; None where *version* is none.

    What follows 99999 is no version any more, and the schema refuses it.
    """
    found = parse(version)
    if found is None:
        return None
    return f"{found[0] + 1}.0" if major else f"{found[0]}.{found[1] + 1}"
