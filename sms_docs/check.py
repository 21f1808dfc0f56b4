"""Load, trace, apply the rules, apply the waivers: the one way to a report."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sms_docs.errors import ConfigurationError
from sms_docs.finding import Finding, Report
from sms_docs.load.project import load
from sms_docs.model import ManagementSystem, Settings, Severity, Waiver
from sms_docs.rules import Rule, all_rules, find_rule, suggest_rule
from sms_docs.rules import run as run_rules
from sms_docs.rules.waiver_unused import unused
from sms_docs.trace import Trace, trace

NO_BASE = "changes against a base revision"


class Checked(NamedTuple):
    """One check with all that it was made from."""

    system: ManagementSystem
    trace: Trace
    report: Report


def assess(
    root: Path, today: date | None = None, select: Collection[str] = (), *, working: bool = False
) -> Checked:
    """Read the SMS below *root* and check it as of *today*.

    *today* None stands for the frozen day of a demonstration, else for the day of the
    clock.  *select* are codes or names of rules; none means all.  *working* previews
    the working texts as if they were approved.

    Raises:
        ConfigurationError: settings, a schema, a catalogue or a rule name is broken.
    """
    with no_collection():
        return _assess(root, today, select, working=working)


@contextmanager
def no_collection() -> Iterator[None]:
    """Keep the garbage collector out while values without cycles pile up.

    It would look at each of them again and again: a third of the time at 10,000 documents.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _assess(root: Path, today: date | None, select: Collection[str], *, working: bool) -> Checked:
    system = load(root)
    day = today or system.settings.as_of or date.today()  # noqa: DTZ011 - the user's day
    chosen = choose(select, "--select")
    traced = trace(system, day, working=working)
    found = [
        enforce(finding, system.settings) for finding in run_rules(system, traced, day, chosen)
    ]
    kept, waived = waive(found, system.settings, day, chosen)
    report = Report(
        as_of=day,
        findings=tuple(sorted(kept)),
        waived=tuple(sorted(waived)),
        documents=len(system.documents),
        records=len(system.records),
        not_checked=not_checked(chosen),
        demonstration=system.settings.demonstration,
    )
    return Checked(system, traced, report)


def choose(names: Collection[str], place: str) -> tuple[Rule, ...]:
    """Return the rules of these codes or names; all of them where there are none.

    Raises:
        ConfigurationError: a name that no rule has; *place* says where it was written.
    """
    if not names:
        return all_rules()
    for name in names:
        if find_rule(name) is None:
            hint = suggest_rule(name) or "; `sms-docs rules` lists them"
            message = f"{place}: no rule '{name}'{hint}"
            raise ConfigurationError(message)
    return tuple(rule for rule in all_rules() if {rule.code, rule.name} & set(names))


def enforce(finding: Finding, settings: Settings) -> Finding:
    """Return *finding* as an error where the settings enforce its rule."""
    if finding.severity is Severity.WARNING and {finding.code, finding.name} & settings.enforce:
        return finding._replace(severity=Severity.ERROR)
    return finding


def waive(
    found: Iterable[Finding], settings: Settings, day: date, chosen: Collection[Rule]
) -> tuple[list[Finding], list[Finding]]:
    """Part *found* into what stays and what a waiver takes out.

    A waiver that took out nothing is a finding of its own, unless its rule did not run.
    """
    choose([waiver.rule for waiver in settings.waivers], f"{settings.path}: waivers")
    choose(settings.enforce, f"{settings.path}: enforce")
    live = [waiver for waiver in settings.waivers if waiver.until >= day]
    kept: list[Finding] = []
    waived: list[Finding] = []
    used: set[Waiver] = set()
    for finding in found:
        match = [waiver for waiver in live if applies(waiver, finding)]
        used.update(match)
        (waived if match else kept).append(finding)
    rule = next((rule for rule in chosen if rule.name == "waiver-unused"), None)
    ran = {name for each in chosen for name in (each.code, each.name)}
    if rule:
        idle = [waiver for waiver in live if waiver.rule in ran and waiver not in used]
        kept += [enforce(rule.finding(defect), settings) for defect in unused(settings.path, idle)]
    return kept, waived


def applies(waiver: Waiver, finding: Finding) -> bool:
    """Return whether *waiver* takes out *finding*; a document is an id or a path."""
    return waiver.rule in (finding.code, finding.name) and waiver.document in (
        finding.document,
        finding.path,
    )


def not_checked(chosen: Collection[Rule]) -> tuple[str, ...]:
    """Return in sentences what this run left out."""
    left = len(all_rules()) - len(chosen)
    some = (f"{left} rules that --select leaves out",) if left else ()
    return (NO_BASE, *some)
