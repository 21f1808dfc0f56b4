"""Service levels for a terminal: agreement by agreement, the arithmetic under each target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from shutil import get_terminal_size
from textwrap import wrap

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.levels import Attainment, Result
from sms_docs.printable import printable
from sms_docs.views.levels import SIGNS, UNITS, digits

# Lines are no wider than this, and than the terminal; no narrower than the least.
WIDTH, LEAST = 100, 40
STEP = "  "


def levels_text(found: Iterable[Result], period: CalendarPeriod) -> str:
    """Return the service levels of *period*, with how many targets were met at the end."""
    results = list(found)
    lines = [f"Service levels of {period.label}"]
    for agreement, targets in groupby(results, key=lambda each: each.agreement.id):
        of_one = list(targets)
        title = of_one[0].agreement.title
        about = f", {of_one[0].service}" if of_one[0].service else ""
        lines += ["", *_lines(f"{agreement} {title}{about}", 0)]
        for each in of_one:
            lines += _lines(f"{each.id}: {_told(each)}", 1)
            lines += _lines(each.working, 2)
    lines += [
        "",
        ", ".join(_counts(results))
        or "no agreement was in force for all of it with a target so short",
    ]
    return "".join(f"{line}\n" for line in lines)


def _lines(text: str, level: int) -> list[str]:
    """Return *text* as lines that fit, further in by *level* steps; the rest of it as well."""
    lines = wrap(
        printable(text, limit=len(text)),
        max(LEAST, min(WIDTH, get_terminal_size((WIDTH, 0)).columns)),
        initial_indent=STEP * level,
        subsequent_indent=STEP * max(2, level),
        break_on_hyphens=False,
    )
    # Now other words begin a line, and a CI runner obeys some there.
    return [printable(line, limit=len(line)) for line in lines]


def _told(found: Result) -> str:
    unit = UNITS.get(found.unit, found.unit)
    promised = f"{SIGNS[found.comparator]} {digits(found.target)} {unit}"
    told = [str(found.state), f"{promised} promised"]
    if found.value is not None:
        told.insert(0, f"{digits(found.value)} {unit}")
    if found.trend:
        than = "as" if found.trend == "same" else "than"
        told.append(f"{found.trend} {than} {digits(found.before)} before")
    if found.budget is not None:
        left = "left" if found.budget >= 0 else "too many"
        told.append(f"{digits(abs(found.budget))} {found.budget_unit} {left}")
    return ", ".join(told)


def _counts(results: list[Result]) -> Iterator[str]:
    for state in Attainment:
        if count := sum(1 for each in results if each.state is state):
            yield f"{count} {state}"
