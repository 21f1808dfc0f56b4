"""What service reports and supplier evaluations tell of targets: values, breaches, periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sms_docs.model import Record
from sms_docs.views.chart.series import number
from sms_docs.views.rendering import entries
from sms_docs.views.site import Site

REPORT, EVALUATION = "service-report", "supplier-evaluation"


class Breach(NamedTuple):
    """Why a target was missed and what is done, as *report* tells it."""

    report: Record
    agreement: str
    target: str
    cause: str
    action: str
    record: str


class Reported(NamedTuple):
    """What published reports tell, each under the id of an agreement and the label of a period.

    *values* and *breaches* are found under agreement, target and period.
    """

    values: Mapping[tuple[str, str, str], tuple[Decimal, Record]]
    breaches: Mapping[tuple[str, str, str], Breach]
    records: Mapping[tuple[str, str], Sequence[Record]]


def read_reports(site: Site, records: Iterable[Record]) -> Reported:
    """Return what those of *records* tell that are reports, valid, and not of a later day.

    Where two tell the same, the newer one counts.
    """
    of_service = _agreements(site)
    values: dict[tuple[str, str, str], tuple[Decimal, Record]] = {}
    breaches: dict[tuple[str, str, str], Breach] = {}
    about: dict[tuple[str, str], list[Record]] = defaultdict(list)
    last = site.trace.as_of.isoformat()
    for record in sorted(records, key=lambda each: (each.date, each.id)):
        if record.type.name not in (REPORT, EVALUATION) or not record.valid or record.date > last:
            continue
        period = record.get("period")
        mine = of_service.get(record.get("service"), {})
        for agreement in mine or [record.get("agreement")]:
            about[agreement, period].append(record)
        for agreement, entry in _told(record, "results", mine):
            value = number(entry.get("value"))
            if value is not None:
                values[agreement, str(entry.get("target")), period] = (value, record)
        for agreement, entry in _told(record, "breaches", mine):
            target = str(entry.get("target"))
            breaches[agreement, target, period] = Breach(
                record,
                agreement,
                target,
                str(entry.get("cause") or ""),
                str(entry.get("action") or ""),
                str(entry.get("record") or ""),
            )
    return Reported(values, breaches, about)


def _told(
    record: Record, key: str, mine: Mapping[str, frozenset[str]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Give each entry with the agreement that it is about.

    An entry of a service report need not name it where the service has only one with
    this target.
    """
    for entry in entries(record.data.get(key)):
        named = entry.get("agreement") or record.get("agreement")
        holding = [each for each, targets in mine.items() if entry.get("target") in targets]
        if named or len(holding) == 1:
            yield str(named or holding[0]), entry


def _agreements(site: Site) -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Return id of a service -> its agreements, each with the ids of its targets."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for document in site.documents.values():
        targets = document.data.get("targets")
        if document.get("service") and isinstance(targets, list):
            ids = frozenset(str(each.get("id")) for each in entries(targets))
            found[document.get("service")][document.id] = ids
    return found
