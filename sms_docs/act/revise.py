"""Begin a revision: raise the version of a document, and say what it changes."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.documents import find_document
from sms_docs.act.lock import lock
from sms_docs.act.plan import Put, write_all
from sms_docs.act.splice import YamlFile
from sms_docs.errors import ConfigurationError
from sms_docs.load.project import load
from sms_docs.load.schemas import load_schemas
from sms_docs.model import Document, ManagementSystem
from sms_docs.safe_line import safe_line
from sms_docs.suggest import suggest
from sms_docs.version import is_above, is_minor, order, parse, raised

LONGEST_CHANGE = 200
# What is below every version.
NOTHING = "0.0"
FIRST = "1.0"
OPTIONS = {"version": "--major", "change": "--change", "authors": "--author"}


class Wish(NamedTuple):
    """What to revise; *major* None stands for a minor version where none is under way.

    *authors* are the persons who write the version; none leaves those that are there.
    """

    id: str
    change: str
    major: bool | None = None
    authors: tuple[str, ...] = ()


class Revised(NamedTuple):
    """What a revision comes to: *before* and *version* are equal where it was under way.

    *approved* is the newest version in records/approvals, empty where there is none.
    *plan* is empty where nothing had to be changed.
    """

    id: str
    path: str
    approved: str
    before: str
    version: str
    plan: tuple[Put, ...]


def revise(root: Path, wish: Wish, *, dry_run: bool = False) -> Revised:
    """Set version, change line and authors of the document as *wish* says; nothing else moves.

    Raises:
        ConfigurationError: no such document or person, metadata that cannot be read, or
            a change line that cannot stand.
        WriteRefused: the file cannot be written; it is as it was.
    """
    change = safe_line(wish.change, "--change", LONGEST_CHANGE)
    with nullcontext() if dry_run else lock(root):
        system = load(root)
        document = find_document(system, wish.id)
        refuse_strangers(system, wish.authors)
        seen = (root / document.path).read_bytes()
        old = YamlFile(document.path, seen, document.type.format)
        before = _version(old, document)
        approved = newest(system, wish.id)
        again = old.data.get("change") == change
        version = next_version(before, approved, major=wish.major, again=again)
        file = _with_authors(old, wish.authors)
        for key, value in (("version", version), ("change", change)):
            if old.data.get(key) != value:
                file = file.changed((key,), value)
        _refuse_unfit(root, document, old, file)
        plan = (Put(document.path, file.content, seen),) if file.content != seen else ()
        if not dry_run:
            write_all(root, plan)
    return Revised(wish.id, document.path, approved, before, version, plan)


def next_version(working: str, approved: str, *, major: bool | None, again: bool) -> str:
    """Return the version of the revision that begins, or goes on, at *working*.

    *approved* is empty where nothing has been.  *again* tells that the change line says
    already what is asked for: the command was given before.
    """
    under_way = is_above(working, approved or NOTHING)
    if not under_way:
        target = raised(approved or NOTHING, major=bool(major))
    elif major:
        target = _major(working, approved)
    elif not again and (major is False or _is_early(working, approved)):
        target = raised(working, major=False)
    else:
        target = working
    return target or working


def _major(working: str, approved: str) -> str | None:
    """Return the next major version, which *working* above *approved* may be already."""
    if approved:
        return max(working, raised(approved, major=True) or working, key=order)
    return raised(working, major=True) if is_minor(working) else working


def _is_early(working: str, approved: str) -> bool:
    """Tell that *working* is a draft below 1.0, which moves on with each revision."""
    return not approved and is_above(FIRST, working)


def newest(system: ManagementSystem, identity: str) -> str:
    """Return the newest version that records/approvals has of *identity*, else nothing.

    A version with some of the approvals that it needs counts: its text is signed.
    """
    dossier = system.dossiers.get(identity)
    return max(dossier.texts, key=order, default="") if dossier else ""


def refuse_strangers(system: ManagementSystem, persons: tuple[str, ...]) -> None:
    """Refuse persons whom people.yml lacks; while it lists nobody, anybody may be named."""
    for person in persons if system.people else ():
        if person not in system.people:
            path = system.types["people"].directory
            hint = suggest(person, system.people)
            message = f"--author: {path} has no '{person}'{hint}; add the person there first"
            raise ConfigurationError(message)


def _version(file: YamlFile, document: Document) -> str:
    version = file.data.get("version")
    if isinstance(version, str) and parse(version):
        return version
    line, column = document.place("version")
    message = (
        f"{file.path}:{line}:{column}: {document.id} has no version that could be raised;"
        ' write one in quotes, version: "0.1"'
    )
    raise ConfigurationError(message)


def _with_authors(file: YamlFile, authors: tuple[str, ...]) -> YamlFile:
    """Return *file* with exactly *authors*; the lines of those who stay are left alone."""
    if not authors:
        return file
    there = file.data.get("authors")
    for person in dict.fromkeys(authors):
        if not isinstance(there, list) or person not in there:
            file = file.with_entry(("authors",), person)
    for index, person in reversed(list(enumerate(there or ()))):
        if person not in authors:
            file = file.without_entry(("authors", index))
    return file


def _refuse_unfit(root: Path, document: Document, old: YamlFile, new: YamlFile) -> None:
    """Refuse what the schema does not take of the values that *new* has and *old* has not."""
    before, after = old.data, new.data
    for violation in load_schemas(root).violations(document.type.name, after):
        key = str(violation.path[0]) if violation.path else ""
        if key in OPTIONS and after.get(key) != before.get(key):
            message = f"{OPTIONS[key]}: {violation.message}; {violation.fix}"
            raise ConfigurationError(message)
