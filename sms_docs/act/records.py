"""What the acts on records share: to find one, to start one, to say why not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sms_docs.act.new import NOBODY, Chooser, Wish, file_slug, find_type, next_id
from sms_docs.act.template import Template
from sms_docs.checkpoint import digest_of
from sms_docs.enclosures import enclosed
from sms_docs.errors import ConfigurationError
from sms_docs.finding import Finding, Report
from sms_docs.load.checkpoints import file_digest
from sms_docs.load.project import ENDING
from sms_docs.load.schema_parts import URN
from sms_docs.load.schemas import load_schemas
from sms_docs.model import Defect, ManagementSystem, Record, Severity
from sms_docs.rules import find_rule
from sms_docs.suggest import suggest
from sms_docs.yaml_text import yaml_text


class Draft(NamedTuple):
    """A new record that is not written yet."""

    id: str
    path: str
    text: str


def find_record(system: ManagementSystem, name: str) -> Record | None:
    """Return the record with the id or the path *name*."""
    return next((each for each in system.records if name in (each.id, each.path)), None)


def parts(system: ManagementSystem, record: Record) -> Mapping[str, str]:
    """Return path -> digest of *record* and of each file that it names and that is there."""
    found = {record.path: digest_of(record.text)}
    for path in enclosed(record):
        if sha256 := file_digest(system.root, path):
            found[path] = sha256
    return found


def no_record(system: ManagementSystem, name: str) -> ConfigurationError:
    """Return what to say where there is no record *name*."""
    ids = [record.id for record in system.records]
    return ConfigurationError(f"no record '{name}'{suggest(name, ids)}; give its id or its path")


def errors(report: Report, record: Record, *, but: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Return the errors of *record*, without those of the rules named in *but*."""
    left_out = frozenset(but)
    return tuple(
        finding
        for finding in report.findings
        if (finding.path == record.path or finding.document == record.id)
        and finding.severity is Severity.ERROR
        and finding.name not in left_out
    )


def finding(rule: str, defect: Defect) -> Finding:
    """Return *defect* as a finding of *rule*, which is there.

    Raises:
        LookupError: no rule has this name.
    """
    found = find_rule(rule)
    if found is None:
        message = f"no rule '{rule}'"
        raise LookupError(message)
    return found.finding(defect)


def draft(
    system: ManagementSystem, type_name: str, day: date, given: Mapping[str, object]
) -> Draft:
    """Return a new record of the type with the values *given*, and others that fit.

    Raises:
        ConfigurationError: a value cannot stand in a record, or there is nothing for the
            record to name.
    """
    schemas = load_schemas(system.root)
    kind = find_type(type_name, system.types.values())
    chooser = Chooser(system, kind, Wish(type_name, ""), day)
    identity = next_id(system, kind, day, schemas)
    template = Template(f"{URN}{kind.name}", schemas.documents, chooser.choose)
    data = template.values({"id": identity, "date": day.isoformat(), **given})
    for violation in schemas.violations(kind.name, data):
        key = ".".join(map(str, violation.path))
        message = f"{key}: {violation.message}; {violation.fix}"
        raise ConfigurationError(message)
    name = f"{identity}-{file_slug(str(given['title']))}{ENDING[kind.format]}"
    return Draft(identity, f"{kind.directory}/{name}", yaml_text(data))


def author(system: ManagementSystem, wanted: str) -> str:
    """Return the person *wanted*; where that is empty the only one who is listed.

    Raises:
        ConfigurationError: nobody has that id, or it is empty and there are several.
    """
    people = system.people
    listed_in = system.types["people"].directory
    if wanted and people and wanted not in people:
        message = f"--by: {listed_in} has no '{wanted}'{suggest(wanted, people)}"
        raise ConfigurationError(message)
    if not wanted and len(people) > 1:
        message = f"--by is missing: who of {listed_in} prepares this? {', '.join(people)}"
        raise ConfigurationError(message)
    return wanted or next(iter(people), NOBODY)


def shared(records: Iterable[Record], key: str) -> Iterator[tuple[str, str]]:
    """Give *key* with its value where all of *records* have the same one."""
    values = {record.get(key) for record in records}
    if len(values) == 1 and (value := values.pop()):
        yield key, value
