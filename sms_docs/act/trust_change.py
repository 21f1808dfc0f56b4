"""Change the trust files: what lies there, and the plan that puts new texts in their place.

Whatever a change does, the files are read again as `check` reads them before they are
written, and nothing is written that would add a finding.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.lock import lock
from sms_docs.act.plan import Put
from sms_docs.act.splice import YamlFile
from sms_docs.errors import ConfigurationError
from sms_docs.load import text
from sms_docs.load.project import load
from sms_docs.load.schemas import Schemas, load_schemas
from sms_docs.load.text import Fault
from sms_docs.load.trust import load_trust
from sms_docs.load.trust_files import NAMES, PEOPLE, POLICY, REVOKED, SIGNERS, path_of
from sms_docs.model import Defect, ManagementSystem
from sms_docs.trust import TRUST, Trust
from sms_docs.views.trust_seats import Gap, gaps
from sms_docs.yaml_text import yaml_text

# The serial first: killed between two files, the next run finds it raised already.
ORDER = (POLICY, PEOPLE, REVOKED, SIGNERS)
HIGHEST = 999_999
FIRST_YEAR, LAST_YEAR = 2000, 9998


class Desk(NamedTuple):
    """The working trust files: *contents* maps the name of a file to its bytes.

    *signed* is the highest serial that anybody has signed, 0 without one.
    """

    system: ManagementSystem
    schemas: Schemas
    contents: Mapping[str, bytes]
    trust: Trust
    signed: int

    def path(self, name: str) -> str:
        """Return where the file *name* lies, relative to the root."""
        return path_of(name, self.schemas)

    def yaml(self, name: str, key: str) -> YamlFile:
        """Return the YAML file *name*; a missing one with an empty list under *key*."""
        content = self.contents.get(name, yaml_text({key: []}).encode())
        return YamlFile(self.path(name), content)


class Change(NamedTuple):
    """What a change of the trust files comes to; *plan* is empty where nothing had to be changed.

    *before* and *serial* are equal where the serial did not have to be raised.  *lacking*
    are the signatures that nobody can give any more, and those that the approval of the
    trust files itself lacks.
    """

    plan: tuple[Put, ...]
    before: int
    serial: int
    lacking: tuple[Gap, ...]


@contextmanager
def desk(root: Path, *, dry_run: bool) -> Iterator[Desk]:
    """Give the working trust files below *root*, with other writers kept out.

    Raises:
        ConfigurationError: they cannot be read, so they cannot be changed either.
        WriteRefused: another writer is at work.
    """
    with nullcontext() if dry_run else lock(root):
        yield _opened(root)


def _opened(root: Path) -> Desk:
    system = load(root)
    schemas = load_schemas(root)
    contents: dict[str, bytes] = {}
    for name in NAMES:
        path = path_of(name, schemas)
        if (root / path).exists() or (root / path).is_symlink():
            found = text.content(root, path)
            if isinstance(found, Fault):
                message = f"{path}: {found.message}; {found.fix}"
                raise ConfigurationError(message)
            contents[name] = found
    if POLICY not in contents:
        message = (
            f"{path_of(POLICY, schemas)} is missing, and it says who may approve what; bring it"
            " back, git holds it, or write one: `sms-docs schema approval-policy`"
        )
        raise ConfigurationError(message)
    trust, faults = load_trust(contents, schemas)
    if trust is None:
        raise _unreadable([defect for _, defect in faults])
    return Desk(system, schemas, contents, trust, _signed(system))


def _unreadable(defects: list[Defect]) -> ConfigurationError:
    path, (line, column), what, fix, *_ = min(defects, key=lambda each: each[:2])
    return ConfigurationError(f"{path}:{line}:{column}: {what}; not changed: {fix}")


def _signed(system: ManagementSystem) -> int:
    dossier = system.dossiers.get(TRUST)
    if dossier is None:
        return 0
    versions = {*dossier.texts, *(record.version for record in dossier.records)}
    return max((int(each) for each in versions if re.fullmatch("[0-9]{1,6}", each)), default=0)


def change(there: Desk, new: Mapping[str, bytes], day: date) -> Change:
    """Return the plan by which *new* texts take the place of those *there*.

    The serial is raised where anybody has signed the present one.  *day* is that as of
    which it is told who is able to sign.

    Raises:
        ConfigurationError: the new texts do not read as they should.
    """
    contents = {**there.contents, **new}
    serial = there.trust.serial
    if contents == there.contents:
        return Change((), serial, serial, ())
    if serial <= there.signed:
        serial = there.signed + 1
        _refuse_highest(there, serial)
        policy = YamlFile(there.path(POLICY), contents[POLICY])
        contents[POLICY] = policy.changed(("serial",), serial).content
    trust = _read_again(there, contents)
    plan = tuple(
        Put(there.path(name), contents[name], there.contents.get(name))
        for name in ORDER
        if name in contents and contents[name] != there.contents.get(name)
    )
    known = set(gaps(there.trust, day))
    lacking = [gap for gap in gaps(trust, day) if gap not in known or gap.kind == TRUST]
    return Change(plan, there.trust.serial, serial, tuple(lacking))


def _refuse_highest(there: Desk, serial: int) -> None:
    if serial > HIGHEST:
        message = (
            f"{there.path(POLICY)}: serial {there.signed} is signed, and {HIGHEST} is the highest"
            f" there is; look at records/approvals/{TRUST}, which should not hold it"
        )
        raise ConfigurationError(message)


def _read_again(there: Desk, contents: Mapping[str, bytes]) -> Trust:
    """Return what *contents* say, provided that they have no fault which is new."""
    known = Counter(_said(there.contents, there.schemas)[1])
    trust, faults = _said(contents, there.schemas)
    found = [fault for fault in faults if not known[fault]]
    if trust is None or found:
        _, path, message, fix = (found or faults)[0]
        message = f"{path}: not changed, for this would be wrong in it then: {message}; {fix}"
        raise ConfigurationError(message)
    return trust


def _said(
    contents: Mapping[str, bytes], schemas: Schemas
) -> tuple[Trust | None, list[tuple[str, str, str, str]]]:
    # Without the places: those below a new line have moved.
    trust, faults = load_trust(contents, schemas)
    return trust, [(rule, each.path, each.message, each.fix) for rule, each in faults]


def first_day(system: ManagementSystem, today: date | None) -> date:
    """Return the day from which something new holds at once: *today*, None for the clock's.

    Signatures go by the day in UTC, roles by that of the user or by the frozen one of a
    demonstration: it is the earliest of them.
    """
    if today:
        return today
    days = [datetime.now(UTC).date(), date.today()]  # noqa: DTZ011 - the user's day
    frozen = system.settings.as_of
    return min([*days, frozen] if frozen else days)


def refuse_year(day: date, what: str) -> None:
    """Refuse a *day* that ssh-keygen does not take for one; *what* is the name of the option."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        message = f"{what}: {day} is no day that a key can have; write one from {FIRST_YEAR} on"
        raise ConfigurationError(message)
