"""How far the requirements of a catalogue are met, counted by state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sms_docs.catalogue import Catalogue
from sms_docs.trace import Row, State, Trace


def tally(rows: Iterable[Row]) -> Mapping[State, int]:
    """Return state -> how many of *rows* are in it, the best state first."""
    found = Counter(row.state for row in rows)
    return {state: found[state] for state in reversed(State)}


def counts(trace: Trace, catalogue: Catalogue) -> Mapping[State, int]:
    """Return state -> number of requirements of *catalogue*, the best state first."""
    return tally(trace.rows.get(catalogue.id, ()))
