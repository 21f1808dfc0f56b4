"""Single cases: tickets, calls or pages with the value of each."""

from __future__ import annotations

from fractions import Fraction

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.levels.hours import span_of
from sms_docs.levels.series import Fault, Line, Sheet, moment, no_number, number
from sms_docs.levels.tally import Tally
from sms_docs.levels.target import Calculation
from sms_docs.levels.units import outside
from sms_docs.model import Severity

# The share is in percent; what is compared with a limit is not.
ANY_UNIT = "values"


def tally_cases(sheet: Sheet, calculation: Calculation, unit: str, period: CalendarPeriod) -> Tally:
    """Return the values of the cases of *period*, for a target in *unit*."""
    if calculation.within:
        unit = ANY_UNIT
    faults: list[Fault] = []
    values = []
    seen: dict[str, int] = {}
    for line in sheet.lines:
        case = line.cell("case")
        value = _value(line, calculation, unit, period)
        if isinstance(value, Fault):
            faults.append(value)
        elif not case:
            faults.append(Fault(line.number, "`case` is empty", "Write the number of the ticket."))
        elif case in seen:
            what = f"case {case[:40]} stands in line {seen[case]} already"
            faults.append(Fault(line.number, what, "Keep one of the two."))
        else:
            seen[case] = line.number
            values.append((line.cell("class"), value))
    if not sheet.lines and calculation.method != "sum":
        what = f"there are no cases in {period.label}, so that nothing can be worked out"
        cure = "Nothing to do if there were none; the target is not measured then."
        faults.append(Fault(1, what, cure, Severity.WARNING))
    return Tally(values=tuple(values), faults=tuple(faults))


def _value(
    line: Line, calculation: Calculation, unit: str, period: CalendarPeriod
) -> Fraction | Fault:
    zone = calculation.hours.zone
    at = moment(line.number, "at", line.cell("at"), zone, exact=False)
    if isinstance(at, Fault):
        return at
    begin, end = span_of(period, zone)
    if not begin <= at < end:
        what = f"the case of {line.cell('at')} does not lie in {period.label}"
        return Fault(line.number, what, "Move it to the measurement of its period.")
    value = number(line.cell("value"))
    if value is None:
        return no_number(line.number, "value", line.cell("value"))
    if why := outside(value, unit):
        what = f"`value` is {line.cell('value')}: {why}"
        return Fault(line.number, what, "Correct the value.")
    return _without_limit(line.number, line.cell("class"), calculation) or value


def _without_limit(line: int, name: str, calculation: Calculation) -> Fault | None:
    known = [each for each, _ in calculation.within]
    if not known or name in known or "" in known:
        return None
    what = f"class '{name[:40]}' has no limit" if name else "the case has no class"
    return Fault(line, what, f"Write one of: {', '.join(known)}; or give it a limit.")
