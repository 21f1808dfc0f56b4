"""A small SMS on disk with a year of measurements, reports, figures and evaluations.

SLA-001 promises three levels for SVC-001 that are worked out and one that is read from
service reports: availability was missed in September 2026 and nobody measured it in March.
CON-001 has two evaluations, AGR-001 none.  PRC-001 has four measures: one met, one missed,
one with an old figure, one without any.  SLA-009, CON-009, and records that say so are
restricted: of them nothing but id and title may be shown.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from approved_sms import DEMONSTRATION, MKDOCS, edit
from approving import lay

MONTHS = [f"2025-{month}" for month in (11, 12)] + [f"2026-{month:02}" for month in range(1, 11)]
SECRET = "Quagmire"  # noqa: S105 - the marker that no page may hold
# As `sms-docs init` has it: light or dark, as the reader's system is.
LOOK = """\
  font: false
  palette:
    - {media: "(prefers-color-scheme: light)", scheme: default, primary: custom}
    - {media: "(prefers-color-scheme: dark)", scheme: slate, primary: custom}
"""
DOCUMENT = {
    "version": "1.0",
    "authors": ["ada-ironwood"],
    "classification": "internal",
    "audience": ["all-staff"],
    "review_interval": "P12M",
    "clauses": [],
    "change": "First issue.",
}
# What agreements, contracts and agreements with suppliers have as headings.
SECTIONS = (
    "Purpose",
    "Service hours",
    "Responsibilities",
    "What the supplier provides",
    "Requirements",
    "Obligations",
    "Authorities and responsibilities",
    "Commitments",
    "Activities",
    "Interfaces",
    "Review",
)
BODY = "".join(f"\n## {name}\n\nAs agreed.\n" for name in SECTIONS)
HOURS = {
    "id": "office-hours",
    "time_zone": "Europe/London",
    "weekly": [{"days": ["mon", "tue", "wed", "thu", "fri"], "from": "09:00", "to": "17:00"}],
    "closed": [{"from": "2025-12-25", "to": "2025-12-26", "why": "Christmas"}],
    "maintenance": [{"when": "second thursday", "from": "15:00", "to": "17:00"}],
}


def target(identity: str, metric: str, promised: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a target as an agreement states it: ``at-least 99.5 percent``."""
    comparator, value, unit = promised.split(maxsplit=2)
    return {
        "id": identity,
        "metric": metric,
        "unit": unit,
        "comparator": comparator,
        "target": value,
        "period": "month",
        "measured_by": "Monitoring",
    } | more


AVAILABILITY = target(
    "availability",
    "Availability in office hours",
    "at-least 99.5 percent",
    calculation={"method": "availability"},
)
TARGETS = [
    AVAILABILITY,
    target(
        "calls",
        "Calls answered",
        "at-least 85 percent",
        calculation={"method": "share", "readings": "any"},
    ),
    target(
        "laptop",
        "Longest wait for a laptop",
        "at-most 2 days",
        calculation={"method": "highest", "readings": "any"},
    ),
    target("content", "Content users", "at-least 80 percent", period="quarter"),
]
MEASURES = [
    target("in-time", "Incidents resolved in time", "at-least 92.5 percent"),
    target("reopened", "Incidents opened again", "at-most 4 percent"),
    target("audited", "Tickets looked at", "at-least 10 tickets"),
    target(
        "called",
        "Calls on the night line",
        "at-most 5 calls",
        measured_by="Statistics of the telephone system, read by the desk on each working day",
    ),
]
TERMS = {"services": ["SVC-001"]}
ENDING = {"begins": "2024-01-01", "ends": "2027-06-30"}
SUPPLIED = [target("lines", "Availability of the lines", "at-least 99.9 percent")]


def lay_levels(root: Path) -> Path:
    """Write the SMS to *root*; return it."""
    lay(root)
    for folder in ("measurements", "service-reports"):
        shutil.rmtree(root / "records" / folder, ignore_errors=True)
    edit(root / "pyproject.toml", ("organisation", f"{DEMONSTRATION}organisation"))
    (root / "mkdocs.yml").write_text(MKDOCS.replace("  font: false\n", LOOK), encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    _documents(root)
    _measurements(root)
    _reports(root)
    _figures(root)
    _suppliers(root)
    return root


def _documents(root: Path) -> None:
    agreement = {"owner": "service-manager", "service": "SVC-001", "customer": "Town of Tarnford"}
    hours = {"service_hours": [HOURS]}
    _document(root, "SLA-001", "Workplace for the town", agreement | hours, TARGETS)
    secret = agreement | {"classification": "restricted", "customer": SECRET}
    _document(root, "SLA-009", "Hidden", secret, [AVAILABILITY | {"metric": SECRET}])
    contract = {"owner": "service-manager", "supplier": "Northway Fibre"} | TERMS | ENDING
    _document(root, "contracts/CON-001", "Northway Fibre", contract, SUPPLIED)
    secret = contract | {"classification": "restricted", "supplier": SECRET}
    _document(root, "contracts/CON-009", "Kept", secret, SUPPLIED)
    party = {"owner": "service-manager", "party": "Buildings office"} | TERMS
    party |= {"relation": "internal-supplier"}
    _document(root, "supplier-agreements/AGR-001", "Buildings", party, SUPPLIED)
    head = _yaml({"measures": MEASURES})
    path = "procedures/PRC-001-incident-management.md"
    edit(root / path, ("change: First issue.\n", f"change: First issue.\n{head}"))


def _document(
    root: Path, place: str, title: str, data: Mapping[str, Any], targets: list[dict[str, Any]]
) -> None:
    identity = place.rpartition("/")[2]
    head = {"id": identity, "title": title} | DOCUMENT | dict(data) | {"targets": targets}
    path = root / f"docs/agreements/{place}-x.md"
    for old in path.parent.glob(f"{identity}-*") if path.parent.exists() else ():
        old.unlink()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{_yaml(head)}---\n{BODY}", encoding="utf-8")


def _measurements(root: Path) -> None:
    for number, month in enumerate(MONTHS, 1):
        day = next(
            day for day in range(15, 18) if date.fromisoformat(f"{month}-{day}").weekday() < 5
        )
        end = "10:20" if month != "2026-09" else "13:00"
        outage = f"from,to,kind\n{month}-{day}T10:00,{month}-{day}T{end},outage\n"
        files = {"calls": f"day,good,total\n{month}-03,{80 + number},100\n"}
        if month != "2026-03":
            files["availability"] = outage
        files["laptop"] = f"day,value\n{month}-09,{1 + number % 3}\n"
        _measurement(root, f"MEA-2026-{number:03}", month, files)
    hidden = {"classification": "restricted", "agreement": "CON-001"}
    lines = {"lines": "from,to,kind\n2026-10-15T10:00,2026-10-15T11:00,outage\n"}
    _measurement(root, "MEA-2026-099", "2026-10", lines, **hidden)


def _measurement(
    root: Path,
    identity: str,
    month: str,
    files: Mapping[str, str],
    **more: Any,  # noqa: ANN401
) -> None:
    series = [{"target": name, "file": f"{identity}-{name}.csv"} for name in files]
    data = {"agreement": "SLA-001", "period": month, "series": series} | more
    # The year after, so that the last day of the period has passed.
    put(root, "measurement", identity, "2026-11-02", **data)
    for name, content in files.items():
        (root / f"records/measurements/{identity}-{name}.csv").write_text(content, "utf-8")


def _reports(root: Path) -> None:
    breach = {
        "agreement": "SLA-001",
        "target": "availability",
        "cause": "A switch failed; see RSK-001.",
        "action": "A spare one was bought.",
        "record": "RSK-001",
    }
    results = [{"target": "content", "value": "82.5"}]
    put(
        root,
        "service-report",
        "SRP-2026-001",
        "2026-10-08",
        service="SVC-001",
        period="2026-09",
        summary="Missed.",
        results=[{"target": "availability", "value": "98.29"}],
        breaches=[breach],
    )
    put(
        root,
        "service-report",
        "SRP-2026-002",
        "2026-10-09",
        service="SVC-001",
        period="2026-Q3",
        summary="Content.",
        results=results,
    )
    put(
        root,
        "service-report",
        "SRP-2026-009",
        "2026-07-09",
        classification="restricted",
        service="SVC-001",
        period="2026-Q2",
        summary=SECRET,
        results=[{"target": "content", "value": "77.7"}],
        breaches=[{"target": "content", "cause": SECRET, "action": SECRET}],
    )


def _figures(root: Path) -> None:
    for number, month in enumerate(MONTHS[-4:], 1):
        figures = {"in-time": f"{92 + number}.4"}
        if month == MONTHS[-1]:
            figures["reopened"] = "6.5"
        _extract(root, f"EXT-2026-{number:03}", month, figures)
    _extract(root, "EXT-2026-005", "2026-02", {"audited": "12"})
    hidden = {"classification": "restricted", "process": "problem"}
    _extract(root, "EXT-2026-006", "2026-10", {"called": "3.1415"}, **hidden)


def _extract(
    root: Path,
    identity: str,
    month: str,
    values: Mapping[str, str],
    **more: Any,  # noqa: ANN401
) -> None:
    figures = [
        {"name": name, "value": value, "unit": "percent", "measure": name}
        for name, value in values.items()
    ]
    data = {"process": "incident", "period": month, "figures": figures} | more
    put(root, "extract", identity, "2026-11-05", **data)


def _suppliers(root: Path) -> None:
    mine = {"agreement": "CON-001"}
    for number, (period, value, marks) in enumerate(
        [("2026-Q1", "99.95", (3, 4)), ("2026-Q3", "99.10", (4, 5))], 1
    ):
        put(
            root,
            "supplier-evaluation",
            f"SEV-2026-{number:03}",
            f"2026-{period[-1]}-15".replace("-1-", "-04-").replace("-3-", "-10-"),
            supplier="Northway Fibre",
            period=period,
            results=[{"target": "lines", "value": value}],
            marks=[
                {"criterion": name, "mark": mark, "reason": f"Seen in {period}."}
                for name, mark in zip(("Notice", "Help"), marks, strict=True)
            ],
            decision="Go on.",
            **mine,
        )
    put(
        root,
        "contract-review",
        "CRV-2026-001",
        "2026-05-05",
        reviewed_with="Northway Fibre",
        changes="None.",
        fit="It fits.",
        decision="Keep it.",
        **mine,
    )
    put(root, "dispute", "SPD-2026-001", "2026-08-01", description="Ours or theirs?", **mine)
    party = {"relation": "external-supplier", "control": "Monthly figures."}
    provides = [{"what": "component", "part": "Lines."}]
    put(root, "other-party", "OTH-001", "2025-01-01", provides=provides, **party, **mine)
    put(
        root,
        "party-control",
        "PCT-2026-001",
        "2026-10-20",
        party="OTH-001",
        period="2026-Q3",
        checks=[{"what": "Figures", "found": "As told."}],
        result="In order.",
    )
    put(
        root,
        "dispute",
        "SPD-2026-009",
        "2026-08-02",
        classification="restricted",
        description=SECRET,
        outcome=SECRET,
        **mine,
    )


def put(root: Path, kind: str, identity: str, day: str, **data: Any) -> None:  # noqa: ANN401
    """Write a record."""
    folder = "other-parties" if kind == "other-party" else f"{kind}s"
    record = {
        "id": identity,
        "kind": kind,
        "title": f"Title of {identity}",
        "date": day,
        "procedure": "PRC-001",
        "owner": "service-manager",
        "classification": "internal",
        "retention": "P3Y",
    } | data
    path = root / f"records/{folder}/{identity}-x.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_yaml(record), encoding="utf-8")


def _yaml(data: Mapping[str, Any]) -> str:
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in data.items())
