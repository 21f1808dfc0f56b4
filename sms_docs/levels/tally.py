"""What one file of measurements comes to, before it is a value; tallies can be added."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from sms_docs.levels.series import Fault
from sms_docs.model import Severity


class Tally(NamedTuple):
    """Sums of one file, or of several.

    Seconds are those of all parts together: *agreed* in the hours of service; of these
    *excluded* by agreement, *blind* without measurement and *down*.  *good* of *total* are
    counts.  *values* are those of cases and readings with their class.  *unmeasured* counts
    days that the file itself calls not measured.
    """

    agreed: int = 0
    excluded: int = 0
    blind: int = 0
    down: int = 0
    good: Fraction = Fraction(0)
    total: Fraction = Fraction(0)
    values: tuple[tuple[str, Fraction], ...] = ()
    unmeasured: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether something is wrong, so that no value can be worked out."""
        return any(fault.severity is Severity.ERROR for fault in self.faults)


def together(tallies: Sequence[Tally]) -> Tally:
    """Return the sums of all *tallies*."""
    return Tally(
        sum(each.agreed for each in tallies),
        sum(each.excluded for each in tallies),
        sum(each.blind for each in tallies),
        sum(each.down for each in tallies),
        sum((each.good for each in tallies), Fraction(0)),
        sum((each.total for each in tallies), Fraction(0)),
        tuple(value for each in tallies for value in each.values),
        sum(each.unmeasured for each in tallies),
        tuple(fault for each in tallies for fault in each.faults),
    )
