"""The rules: one a file, found by listing this folder; the file name is the rule's name.

A rule module has CODE, SEVERITY, its page as docstring, and mostly a `check`.  One
without `check` reports what the readers met under its name in `system.faults`.  One
with ``AFTER = True`` judges the other findings, so `sms_docs.check` asks it at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sms_docs.finding import Finding
from sms_docs.model import Defect, ManagementSystem, Severity
from sms_docs.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sms_docs.trace import Trace

Check = Callable[["ManagementSystem", "Trace", date], Iterator[Defect]]
INDENT = 4
# Of one rule in one file; a hostile one could hold half a million.
MOST = 1_000
CODED = re.compile(r"sms[0-9]+", re.IGNORECASE)
HEADINGS = ("What it finds", "Why it matters", "Example", "Use instead", "Fix")


class Rule(NamedTuple):
    """A rule under its permanent code and name.

    *summary* is the first sentence of its page; *check* gives the defects it finds;
    *module* is where both stand.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    check: Check
    module: str

    @property
    def text(self) -> str:
        """The docstring of the module: summary and page."""
        return import_module(self.module).__doc__ or ""

    @property
    def page(self) -> Mapping[str, str]:
        """The page: heading -> Markdown text, in the order of `HEADINGS`."""
        found: dict[str, list[str]] = {}
        lines: list[str] = []
        for line in self.text.split("\n")[1:]:
            if line and not line[0].isspace():
                lines = found.setdefault(line, [])
            else:
                lines.append(line[INDENT:])
        return {heading: "\n".join(text).strip("\n") for heading, text in found.items()}

    def finding(self, defect: Defect) -> Finding:
        """Return *defect* as a finding of this rule."""
        return Finding(
            path=defect.path,
            line=defect.place[0],
            column=defect.place[1],
            code=self.code,
            name=self.name,
            severity=defect.severity or self.severity,
            message=defect.message,
            fix=defect.fix,
            document=defect.document,
        )


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, ordered by code."""
    rules = map(_rule, Path(__file__).parent.glob("[a-z]*.py"))
    return tuple(sorted(rules, key=lambda rule: rule.code))


def find_rule(code_or_name: str) -> Rule | None:
    """Return the rule with this code (in either case) or name; None where there is none."""
    return _by_code_and_name().get(code_or_name.casefold())


def suggest_rule(word: str) -> str:
    """Return ``; did you mean '…'?`` with the code or name nearest to *word*, or nothing."""
    if CODED.fullmatch(word):
        # The nearest number says nothing about the rule that was meant.
        return ""
    return suggest(word, [word for rule in all_rules() for word in (rule.code, rule.name)])


def run(
    system: ManagementSystem, trace: Trace, today: date, rules: Iterable[Rule]
) -> list[Finding]:
    """Return what *rules* find in *system* as of *today*.

    Raises:
        LookupError: a reader reports under a name that no rule has; passing it over
            would be green for what was not judged.
    """
    for name in system.faults:
        if find_rule(name) is None:
            message = f"no rule '{name}'"
            raise LookupError(message)
    return [
        rule.finding(defect)
        for rule in rules
        for defect in _not_too_many(rule.check(system, trace, today))
    ]


def _not_too_many(defects: Iterable[Defect]) -> Iterator[Defect]:
    """Give *defects*, of one file `MOST` at most, and then one that says how many more."""
    count: dict[str, int] = {}
    first_left: dict[str, Defect] = {}
    for defect in defects:
        count[defect.path] = count.get(defect.path, 0) + 1
        if count[defect.path] <= MOST:
            yield defect
        else:
            first_left.setdefault(defect.path, defect)
    for path, defect in first_left.items():
        message = f"and {count[path] - MOST:,} more like those above, from here on"
        yield defect._replace(message=message, fix="Mend those above first.")


@cache
def _by_code_and_name() -> Mapping[str, Rule]:
    return {word.casefold(): rule for rule in all_rules() for word in (rule.code, rule.name)}


def _rule(path: Path) -> Rule:
    """Return the rule in the module at *path*.

    Its head is read, not imported: most rules find nothing, and a hundred imports would
    be a fifth of a whole check of a small SMS.
    """
    source = path.read_text(encoding="utf-8")
    summary = source.partition('"""')[2].partition("\n")[0]
    name, module = path.stem.replace("_", "-"), f"{__name__}.{path.stem}"
    check: Check
    if "\nAFTER = True\n" in source:
        check = _nothing_yet
    elif "\ndef check(" in source:
        check = _own_check(module)
    else:
        check = _relay(name)
    severity = Severity[_constant(source, "SEVERITY = Severity.")]
    return Rule(_constant(source, 'CODE = "').rstrip('"'), name, severity, summary, check, module)


def _constant(source: str, start: str) -> str:
    return source.partition(f"\n{start}")[2].partition("\n")[0]


def _own_check(module: str) -> Check:
    def own_check(system: ManagementSystem, trace: Trace, today: date) -> Iterator[Defect]:
        check: Check = import_module(module).check
        return check(system, trace, today)

    return own_check


def _relay(name: str) -> Check:
    def relay(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
        yield from system.faults.get(name, ())

    return relay


def _nothing_yet(_system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    yield from ()
