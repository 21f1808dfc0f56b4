"""The one way to git: read-only plumbing, in an environment that nobody else sets.

Nothing here stages, fetches, checks out or compares with the work tree; hooks, pagers,
replaced objects and the variables of the caller have no say.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, TimeoutExpired
from typing import TYPE_CHECKING, NamedTuple

from sms_docs.errors import CheckNotRun
from sms_docs.load.walk import BARE
from sms_docs.printable import printable

if TYPE_CHECKING:
    from git.cmd import Git

COMMANDS = frozenset(
    {
        "cat-file",
        "check-ignore",
        "diff-tree",
        "log",
        "ls-files",
        "ls-tree",
        "merge-base",
        "rev-parse",
    }
)
# The one setting that is read, and none is ever written.
OWN_EMAIL = ("config", "--get", "user.email")
OPTIONS = (
    "safe.bareRepository=explicit",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "log.showSignature=false",
)
ENVIRONMENT = {
    "LC_ALL": "C",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    # Else git writes each commit of a log by itself, and reading takes twice as long.
    "GIT_FLUSH": "0",
}
IDENTITY = re.compile(r"[0-9a-f]{40,64}")
ALGORITHMS = frozenset({"sha1", "sha256"})
NO_GIT = "git cannot be run here; install git, 2.38 or newer, and put it on the PATH"
# Seconds for one command; the longest, a log of 20,000 commits, takes a few.
LIMIT = 300.0
END = "--end-of-options"
CLONE = "run the check in a clone of the repository"
# What git says where an object is not in the clone, and may not be fetched.
MISSING = (
    "bad object",
    "bad tree object",
    "could not fetch",
    "could not read",
    "could not get object",
    "lazy fetching",
    "missing",
    "not a tree object",
    "not allowed",
    "promisor",
    "unable to read",
)


class Answer(NamedTuple):
    """What git has answered: exit code, output, and what it complained of."""

    code: int
    output: bytes
    complaint: str


@dataclass(frozen=True, slots=True)
class Repository:
    """The git repository at *root*; *algorithm* names its objects, ``sha1`` or ``sha256``.

    *cure* says how a clone that is too shallow gets what it lacks.
    """

    root: Path
    is_shallow: bool
    algorithm: str
    cure: str
    limit: float = LIMIT

    def run(
        self, command: str, *arguments: str, stdin: bytes = b"", ok: tuple[int, ...] = (0,)
    ) -> bytes:
        """Return the output of ``git COMMAND ARGUMENTS`` in the root.

        Raises:
            CheckNotRun: git cannot be run, takes too long, or ends with a code not in *ok*.
        """
        answer = _ask(self.root, (command, *arguments), stdin, self.limit)
        if answer.code not in ok:
            if any(words in answer.complaint for words in MISSING):
                raise CheckNotRun(self.lacking(first_line(answer.complaint)))
            message = f"git {command} failed: {first_line(answer.complaint)}; {CLONE}"
            raise CheckNotRun(message)
        return answer.output

    def commit(self, revision: str) -> str | None:
        """Return the full id of the commit *revision*; None where there is none here."""
        if not revision.isprintable():
            return None
        arguments = ("--verify", "--quiet", END, f"{revision}^{{commit}}")
        answer = _ask(self.root, ("rev-parse", *arguments), b"", self.limit)
        found = answer.output.decode("utf-8", "replace").strip()
        return found if answer.code == 0 and IDENTITY.fullmatch(found) else None

    def lacking(self, what: str) -> str:
        """Return the sentence that this clone does not hold *what* is needed."""
        if self.is_shallow:
            return f"this clone is too shallow ({what}); {self.cure}"
        return f"this clone lacks objects ({what}); clone it without `--filter`"


def open_repository(root: Path, cure: str) -> Repository:
    """Return the repository whose work tree is *root*.

    Raises:
        CheckNotRun: there is none, or git refuses it; the text says what to do.
    """
    here = root.resolve()
    if not os.path.lexists(here / ".git"):
        raise CheckNotRun(_no_repository(here))
    asked = ("--is-shallow-repository", "--show-object-format", "--show-toplevel")
    answer = _ask(here, ("rev-parse", *asked), b"", LIMIT)
    if answer.code != 0:
        raise CheckNotRun(_refusal(here, answer.complaint))
    shallow, algorithm, top = os.fsdecode(answer.output).removesuffix("\n").split("\n", 2)
    if algorithm not in ALGORITHMS:
        raise CheckNotRun(NO_GIT)
    if not here.samefile(top):
        message = f"the work tree of the repository in {here} is {top}; {CLONE} that is its own"
        raise CheckNotRun(message)
    return Repository(here, shallow == "true", algorithm, cure)


def own_email(root: Path) -> str:
    """Return the address under which the user commits at *root*; empty where none is set.

    Raises:
        CheckNotRun: git cannot be run.
    """
    answer = _ask(root.resolve(), OWN_EMAIL, b"", LIMIT)
    return answer.output.decode("utf-8", "replace").strip().casefold()


def first_line(text: str) -> str:
    """Return what git says first, safe to print."""
    return printable(text.strip().partition("\n")[0].removeprefix("fatal: ")) or "no reason given"


def _ask(root: Path, command: tuple[str, ...], stdin: bytes, limit: float) -> Answer:
    if command[0] not in COMMANDS and command != OWN_EMAIL:
        raise ValueError(command[0])
    options = [part for option in OPTIONS for part in ("-c", option)]
    # Not as the folder of the process: GitPython passes over one that it cannot enter.
    whole = ["git", *options, "-C", os.fspath(root), *command]
    variables = {**ENVIRONMENT, "GIT_CEILING_DIRECTORIES": os.fspath(root.parent)}
    with _without_variables():
        git, not_found = _runner()
        try:
            process = git.execute(whole, istream=PIPE, as_process=True, shell=False, env=variables)
        except (not_found, OSError) as error:
            raise CheckNotRun(NO_GIT) from error
    try:
        output, complaint = process.communicate(stdin, limit)
    except TimeoutExpired as error:
        process.kill()
        process.communicate()
        message = f"git {command[0]} took longer than {limit:g} seconds; {CLONE} with less in it"
        raise CheckNotRun(message) from error
    return Answer(process.returncode, output, complaint.decode("utf-8", "replace"))


def _runner() -> tuple[Git, type[Exception]]:
    try:
        from git.cmd import Git  # noqa: PLC0415 - takes 0.2 s, and most runs need no git
        from git.exc import GitCommandNotFound  # noqa: PLC0415 - as above
    except ImportError as error:
        # GitPython refuses to be imported where it finds no git.
        found = shutil.which("git")
        message = f"GitPython cannot be used: {error}; install GitPython" if found else NO_GIT
        raise CheckNotRun(message) from error
    return Git(), GitCommandNotFound


@contextmanager
def _without_variables() -> Iterator[None]:
    """Hide the caller's ``GIT_*`` variables: GitPython hands on all that there are."""
    names = [name for name in os.environ if name.upper().startswith("GIT_")]
    hidden = {name: os.environ.pop(name) for name in names}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _no_repository(root: Path) -> str:
    if all((root / name).exists() for name in BARE):
        return f"{root} is a bare repository, which has no files to compare; {CLONE}"
    for outer in root.parents:
        if os.path.lexists(outer / ".git"):
            return (
                f"{root} is no git repository of its own, it lies inside of the one in {outer};"
                " keep the SMS in a repository of its own"
            )
    return (
        f"there is no git repository in {root}: this is an archive, or a copy without .git;"
        f" {CLONE}, in CI with git installed before the checkout"
    )


def _refusal(root: Path, complaint: str) -> str:
    if "dubious ownership" in complaint or "unsafe repository" in complaint:
        return (
            f"git refuses the repository in {root}, because it belongs to another user; if you"
            f" trust it, run `git config --global --add safe.directory {root}` before the check"
        )
    if "work tree" in complaint or "bare repository" in complaint:
        return f"the repository in {root} is bare, it has no files to compare; {CLONE}"
    return f"git refuses the repository in {root}: {first_line(complaint)}; {CLONE}"
