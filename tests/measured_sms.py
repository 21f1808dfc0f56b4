"""A small SMS on disk with three levels, each worked out in its own way, over two months.

September 2026 has 22 working days of 8 hours, 10,560 minutes; October has 22 as well.
"""

from __future__ import annotations

from pathlib import Path

from keeping import put, start

from sms_docs.calendar_period import calendar_period

SLA = "docs/agreements/SLA-001-workplace.md"
MEASURED = Path(__file__).parent / "rules" / "measured"
TARGETS = """\
targets:
  - id: availability
    metric: Availability in office hours
    unit: percent
    comparator: at-least
    target: "99.5"
    period: month
    measured_by: Monitoring every minute
    calculation: {method: availability}
  - id: calls
    metric: Calls answered
    unit: percent
    comparator: at-least
    target: "85"
    period: month
    measured_by: Telephone system
    calculation: {method: share, readings: any}
  - id: laptop
    metric: Longest wait for a laptop
    unit: working days
    comparator: at-most
    target: "2"
    period: month
    measured_by: Ticket system
    calculation: {method: highest, readings: any}
"""
CONTRACT = """\
---
id: CON-001
title: Northway lines
version: "1.0"
owner: service-manager
authors: [ada-ironwood]
classification: internal
audience: [all-staff]
review_interval: P12M
clauses: []
related: []
change: First issue.
supplier: Northway Fibre
services: [SVC-001]
begins: 2026-01-01
targets:
  - id: lines
    metric: Availability of the lines
    unit: percent
    comparator: at-least
    target: "99.9"
    period: month
    measured_by: Monthly figures of the supplier
---

## Purpose

As agreed.

## What the supplier provides

As agreed.

## Requirements

As agreed.

## Obligations

As agreed.

## Authorities and responsibilities

As agreed.

## Interfaces

As agreed.

## Review

As agreed.
"""
# Down 60 of 10,560 minutes: 99.4318 percent; 100 of 120 calls; at most 3 days.
SEPTEMBER = {
    "availability": "from,to,kind\n2026-09-15T09:40,2026-09-15T10:40,outage\n",
    "calls": "day,good,total\n2026-09-01,60,70\n2026-09-02,40,50\n",
    "laptop": "day,value\n2026-09-04,1\n2026-09-24,3\n",
}
# Down 30 of 10,560: 99.7159 percent; 88 of 100 calls; nothing on laptops.
OCTOBER = {
    "availability": "from,to,kind\n2026-10-15T09:40,2026-10-15T10:10,outage\n",
    "calls": "day,good,total\n2026-10-01,88,100\n",
}


def agreement(targets: str = TARGETS) -> str:
    """Return the text of SLA-001 with *targets*."""
    head, _, rest = (MEASURED / SLA).read_text(encoding="utf-8").partition("targets:\n")
    body = rest.partition("---\n")[2]
    return f"{head}{targets}---\n{body}"


def file(number: int, target: str) -> str:
    """Return the path of the file of *target* in the measurement *number*."""
    return f"records/measurements/MEA-2026-{number:03}-{target}.csv"


def measurement(root: Path, number: int, period: str, series: dict[str, str]) -> str:
    """Write a measurement of SLA-001; *series* maps a target to the text of its file."""
    known = calendar_period(period)
    assert known
    day = known.after.first
    identity = f"MEA-2026-{number:03}"
    listed = "".join(
        f"  - target: {target}\n    file: {identity}-{target}.csv\n" for target in series
    )
    path = f"records/measurements/{identity}-workplace.yml"
    put(
        root,
        path,
        f"id: {identity}\nkind: measurement\ntitle: Workplace in {period}\ndate: {day}\n"
        "procedure: PRC-001\nowner: service-manager\nclassification: internal\n"
        f"retention: P3Y\nagreement: SLA-001\n"
        f'period: "{period}"\nseries:\n{listed}',
    )
    for target, text in series.items():
        put(root, file(number, target), text)
    return path


def lay_measured(root: Path) -> Path:
    """Write the SMS to *root*; return it."""
    start(root)
    put(root, SLA, agreement())
    put(root, "docs/agreements/contracts/CON-001-lines.md", CONTRACT)
    measurement(root, 1, "2026-09", SEPTEMBER)
    measurement(root, 2, "2026-10", OCTOBER)
    return root
