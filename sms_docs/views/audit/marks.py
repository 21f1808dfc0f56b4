"""What the records say for a closer look, each fact with a weight and where it belongs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sms_docs.audited import AUDIT, audits, looked_at, texts
from sms_docs.model import Record
from sms_docs.raised import entries, named_in
from sms_docs.views.audit.ground import RECENT, Ground, Mark
from sms_docs.views.audit.misses import missed_measures, missed_targets
from sms_docs.views.publication import in_use

# How long a finding counts.
FINDINGS_FOR = "P24M"
GRADES = {
    "nonconformity": (3, "a nonconformity"),
    "observation": (2, "an observation"),
    "improvement": (1, "an improvement"),
}
OPEN, CLOSED, RISK, NO_RECORD = 3, 1, 2, 1
# From this likelihood times impact a risk counts.
HIGH = 12


def marks(ground: Ground) -> tuple[Mark, ...]:
    """Return all marks, the heaviest first."""
    found = (
        *_findings(ground),
        *_nonconformities(ground),
        *_risks(ground),
        *missed_targets(ground),
        *missed_measures(ground),
        *_missing_records(ground),
    )
    return tuple(sorted(found, key=lambda each: (-each.weight, each.text)))


def _findings(ground: Ground) -> Iterator[Mark]:
    for audit in ground.records(AUDIT):
        if audit.date < ground.since(FINDINGS_FOR):
            continue
        for _, finding in entries(audit, "findings"):
            clause = finding["clause"]
            weight, what = GRADES[finding["grade"]]
            text = f"{audit.id} of {audit.date} noted {what} on {clause}"
            yield Mark(weight, text, looked_at(ground.system, ground.catalogue, [clause]))


def _nonconformities(ground: Ground) -> Iterator[Mark]:
    today, since = ground.today.isoformat(), ground.since(RECENT)
    homes = _homes(ground)
    for record in ground.records("nonconformity"):
        closed = record.get("closed")
        is_open = not closed or closed > today
        if not is_open and closed < since:
            continue
        touched = _named_by(ground, record)
        home = record.get("procedure")
        documents = touched.documents | (frozenset() if home in homes else {home})
        how = "is open" if is_open else f"was closed on {closed}"
        text = f"{record.id} {how}: {record.title}"
        yield Mark(OPEN if is_open else CLOSED, text, touched.requirements, documents)


def _homes(ground: Ground) -> frozenset[str]:
    """Return the documents by which nonconformities are kept: they are about all others.

    Those claim what a nonconformity proves.
    """
    kind = ground.system.types.get("nonconformity")
    proves = set(kind.artefacts if kind else ())
    return frozenset(
        document.id
        for row in ground.trace.rows[ground.catalogue.id]
        if proves.intersection(row.requirement.artefacts)
        for document, _ in row.claims
    )


def _named_by(ground: Ground, record: Record) -> Mark:
    """Return what the nonconformity *record* is about, as far as data say."""
    system, numbers = ground.system, list[str]()
    raised_by = texts(record.data.get("raised_by"))
    by_id = {each.id: each for each in system.records if each.valid}
    documents = set(_of_services(ground, texts(record.data.get("services"))))
    target = record.data.get("target")
    if isinstance(target, dict) and isinstance(target.get("agreement"), str):
        documents.add(target["agreement"])
    audited = {each.id: each for each in audits(system)}
    for audit in audited.values():
        followed = named_in(audit, "findings")
        found = dict(entries(audit, "findings"))
        named = [found[index]["clause"] for index, name in followed.items() if name == record.id]
        if not named and audit.id in raised_by:
            named = list(texts(audit.data.get("scope")))
        numbers += named
    for name in raised_by:
        if name in by_id and name not in audited:
            documents.add(by_id[name].get("procedure"))
    return Mark(0, "", looked_at(system, ground.catalogue, numbers), frozenset(documents))


def _of_services(ground: Ground, services: Iterable[str]) -> Iterator[str]:
    """Give the ids of *services* and of the documents in force that are about one of them."""
    wanted = frozenset(services)
    for document in in_use(ground.system):
        about = {
            each.value for each in document.references if each.path[0] in ("service", "services")
        }
        if document.id in wanted or wanted & about:
            yield document.id


def _risks(ground: Ground) -> Iterator[Mark]:
    today = ground.today.isoformat()
    for record in ground.records("risk"):
        closed = record.get("closed")
        likelihood, impact = record.data["likelihood"], record.data["impact"]
        is_over = closed and closed <= today
        if is_over or record.get("nature") == "opportunity" or likelihood * impact < HIGH:
            continue
        controls = texts(record.data.get("controls"))
        services = _of_services(ground, texts(record.data.get("services")))
        yield Mark(
            RISK,
            f"{record.id} is a risk of {likelihood} times {impact}: {record.title}",
            documents=frozenset((*controls, *services)),
        )


def _missing_records(ground: Ground) -> Iterator[Mark]:
    for cadence in ground.trace.cadences:
        if words := cadence.words:
            documents = frozenset({cadence.demand.document.id})
            yield Mark(NO_RECORD, f"{cadence.demand.document.id}: {words}", documents=documents)
