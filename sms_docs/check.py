"""Load, trace, apply the rules, apply the waivers: the one way to a report."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from sms_docs.errors import ConfigurationError
from sms_docs.finding import Finding, Report
from sms_docs.load.project import load
from sms_docs.load.settings import settings_place
from sms_docs.model import UNAPPROVED, ManagementSystem, Severity
from sms_docs.rules import Rule, all_rules, find_rule, suggest_rule
from sms_docs.rules import run as run_rules
from sms_docs.rules.waiver_unused import unused
from sms_docs.settings import Waiver
from sms_docs.settle import settle
from sms_docs.trace import Trace, trace

UNUSED = "waiver-unused"


class Checked(NamedTuple):
    """One check with all that it was made from."""

    system: ManagementSystem
    trace: Trace
    report: Report


class Question(NamedTuple):
    """What a check is asked for.

    *today* None stands for the frozen day of a demonstration, else for the day of the
    clock; *now* None for the time of the clock, in UTC.  *select* are codes or names of
    rules; none means all.  *working* previews the working texts as if they were
    approved.  *base* is a revision to compare with, or ``auto``.
    """

    today: date | None = None
    select: Collection[str] = ()
    working: bool = False
    base: str | None = None
    now: datetime | None = None


def assess(
    root: Path,
    today: date | None = None,
    select: Collection[str] = (),
    *,
    working: bool = False,
    base: str | None = None,
) -> Checked:
    """Read the SMS below *root* and check it; see `Question` for what is asked.

    Raises:
        ConfigurationError: settings, a schema, a catalogue or a rule name is broken.
    """
    return answer(root, Question(today, select, working, base))


def answer(root: Path, question: Question) -> Checked:
    """Read the SMS below *root* and check what is asked.

    Raises:
        ConfigurationError: settings, a schema, a catalogue or a rule name is broken.
    """
    with no_collection():
        return _answer(root, question)


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


def _answer(root: Path, question: Question) -> Checked:
    loaded = load(root)
    enforced, waivers = ordered(loaded)
    chosen = choose(question.select, "--select")
    day = question.today or loaded.settings.as_of or date.today()  # noqa: DTZ011 - the user's day
    settled = settle(loaded, day, question.now or datetime.now(UTC), question.base)
    system = settled.system
    traced = trace(system, day, working=question.working)
    found = run_rules(system, traced, day, chosen)
    live = {waiver: rule for waiver, rule in waivers.items() if waiver.until >= day}
    kept, waived, used = waive(found, live)
    if unused_rule := next((rule for rule in chosen if rule.name == UNUSED), None):
        idle = [waiver for waiver, rule in live.items() if rule in chosen and waiver not in used]
        kept += map(unused_rule.finding, unused(system.settings.path, idle))
    kept = [enforce(finding, enforced) for finding in kept]
    report = Report(
        as_of=day,
        findings=tuple(sorted(kept)),
        waived=tuple(sorted(waived)),
        documents=len(system.documents),
        records=len(system.records),
        not_checked=(*settled.not_checked, *left_out(chosen)),
        demonstration=system.settings.demonstration,
        not_run=settled.not_run,
        compared=system.comparison.summary if system.comparison else "",
    )
    return Checked(system, traced, report)


def look_back(checked: Checked, day: date) -> Trace:
    """Return how far each requirement was met on the earlier *day*, by the same files.

    Approvals and records count by their days.  What has been deleted since is not seen.
    """
    with no_collection():
        unjudged = tuple(replace(each, standing=UNAPPROVED) for each in checked.system.documents)
        system = replace(checked.system, documents=unjudged)
        settled = settle(system, day, datetime.now(UTC)).system
        return trace(settled, day, working=checked.trace.working)


def choose(names: Collection[str], place: str) -> tuple[Rule, ...]:
    """Return the rules of these codes or names; all of them where there are none.

    Raises:
        ConfigurationError: a name that no rule has; *place* says where it was written.
    """
    if not names:
        return all_rules()
    rules = set()
    for name in names:
        rule = find_rule(name)
        if rule is None:
            hint = suggest_rule(name) or "; `sms-docs rules` lists them"
            message = f"{place}: no rule '{name}'{hint}"
            raise ConfigurationError(message)
        rules.add(rule.code)
    return tuple(rule for rule in all_rules() if rule.code in rules)


def ordered(system: ManagementSystem) -> tuple[frozenset[str], Mapping[Waiver, Rule]]:
    """Return the codes that the settings enforce, and each waiver with its rule.

    Raises:
        ConfigurationError: the settings name a rule that there is not.
    """
    settings = system.settings
    waivers = {
        waiver: choose([waiver.rule], f"{settings.path}:{waiver.line}")[0]
        for waiver in settings.waivers
    }
    enforced: frozenset[str] = frozenset()
    if settings.enforce:
        place = settings_place(system.root, "enforce")
        enforced = frozenset(rule.code for rule in choose(settings.enforce, place))
    return enforced, waivers


def enforce(finding: Finding, enforced: Collection[str]) -> Finding:
    """Return *finding* as an error where its rule is among the codes *enforced*."""
    if finding.code in enforced and finding.severity is Severity.WARNING:
        return finding._replace(severity=Severity.ERROR)
    return finding


def waive(
    found: Iterable[Finding], live: Mapping[Waiver, Rule]
) -> tuple[list[Finding], list[Finding], set[Waiver]]:
    """Part *found* into what stays and what a waiver takes out; say which waivers did.

    The document of a waiver is an id or a path.
    """
    kept: list[Finding] = []
    waived: list[Finding] = []
    used: set[Waiver] = set()
    for finding in found:
        of = (finding.document, finding.path)
        match = [w for w, rule in live.items() if rule.code == finding.code and w.document in of]
        used.update(match)
        (waived if match else kept).append(finding)
    return kept, waived, used


def left_out(chosen: Collection[Rule]) -> tuple[str, ...]:
    """Return in sentences which rules this run left out."""
    left = len(all_rules()) - len(chosen)
    return (f"{left} rules that --select leaves out",) if left else ()
