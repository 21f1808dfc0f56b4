r"""Signing commands run as a signer runs them: with a key of his own, in a terminal or without.

    lay(root)                                   the sample project, its keys good until 2099
    sign(root, "approve", "PRC-001", by="ben-marsh")    unattended: --yes, digest and key
    with terminal(root, "approve", "PRC-001", by="ben-marsh") as session:
        session.until("[y/N]"), session.type("y\n"), session.end()

The commands take the time of the clock, so the keys are good for as long as the tests are.
"""

from __future__ import annotations

import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import approving
import signing
from approving import clean, manifest, working_file
from click.testing import Result
from commands import invoke
from stated import sha256

from sms_docs.act.ceremony import Wish, carry_out, propose
from sms_docs.approval import NAMESPACE
from sms_docs.check import assess
from sms_docs.model import Severity, Status
from sms_docs.trust import TRUST

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pytest

    from sms_docs.finding import Finding

PEOPLE = ("ada-ironwood", "ben-marsh", "cora-finch", "dana-holt")
POLICY = "policies/POL-001-service-management-policy.md"
PROCEDURE = "procedures/PRC-001-incident-management.md"
SERVICE = "docs/services/SVC-001-workplace.yml"
MAP = b"\x89PNG\r\n\x1a\n map"
PATIENCE, LULL = 60.0, 5.0
LATE = "SMS301"
# Nothing of who runs the tests gets in: no agent, no window, no key, no setting of git.
FOREIGN = ("SSH_AUTH_SOCK", "DISPLAY", "WAYLAND_DISPLAY", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE")
ALONE = {"NO_COLOR": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
IN_TERMINAL = """
import os, sys
# The first terminal that a process without one opens becomes its own.
os.open(sys.argv[1], os.O_RDWR)
from sms_docs.cli import main
sys.argv[1:2] = []
main()
"""


def lay(root: Path, *, with_trust: bool = True) -> Path:
    """Write the sample project with trust files to *root*; private keys go beside it."""
    approving.lay(root, with_trust=False)
    signers = root / "records/trust/allowed_signers"
    signers.write_text(signers.read_text().replace("20300101Z", "20990101Z"))
    if with_trust:
        approving.approve_trust(root)
    return root


def stand_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Let neither an agent nor a key of who runs the tests get in; return the home."""
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    return home


def illustrate(root: Path) -> Path:
    """Let the policy show a picture beside it and one elsewhere; return *root*."""
    for path in ("policies/pictures/map.png", "docs/img/x y.png"):
        (root / path).parent.mkdir()
        (root / path).write_bytes(MAP)
    shown = "All services: ![map](pictures/map.png), ![x](../docs/img/x%20y.png)"
    edit(root, POLICY, ("All services.", shown))
    return root


def named_pictures() -> list[str]:
    """Return the options that name the pictures of `illustrate`."""
    names = ("pictures/map.png", "../docs/img/x y.png")
    return [f"--expect-digest=POL-001/{name}={sha256(MAP)}" for name in names]


def key(root: Path, person: str) -> Path:
    """Return the file of the private key of *person*, outside of the SMS at *root*."""
    folder = root.with_name(f"{root.name}-keys")
    folder.mkdir(exist_ok=True)
    path = folder / person
    if not path.exists():
        path.write_bytes(signing.private_file(signing.ed25519(person)))
        path.chmod(0o600)
    return path


def edit(root: Path, path: str, *changes: tuple[str, str]) -> None:
    """Put the second text of each pair in the place of the first, which stands there once."""
    text = (root / path).read_bytes().decode()
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        text = text.replace(old, new)
    (root / path).write_bytes(text.encode())


def revise(root: Path, path: str, version: str, text: str = "More.") -> None:
    """Give the document *path* another *version*, with *text* at its end."""
    content = (root / path).read_text(encoding="utf-8")
    content = re.sub(r"(?m)^version: .*$", f'version: "{version}"', content)
    (root / path).write_text(f"{content}{text}\n", encoding="utf-8")


def digest(root: Path, subject: str) -> str:
    """Return the digest of the working text of *subject*, as `sha256sum` would."""
    if subject == TRUST:
        return sha256(manifest(root).encode())
    return sha256(clean(working_file(root, subject).read_bytes()))


def expected(root: Path, subjects: Iterable[str]) -> list[str]:
    """Return the options that name the working texts of *subjects*."""
    return [f"--expect-digest={subject}={digest(root, subject)}" for subject in subjects]


def run(root: Path, *arguments: str) -> Result:
    """Run the command in no terminal."""
    return invoke(*arguments, "--root", str(root))


def sign(root: Path, command: str, *subjects: str, by: str, options: Iterable[str] = ()) -> Result:
    """Sign *subjects* unattended: *by* is ``person`` or ``person/role``."""
    person = by.partition("/")[0]
    named = ["--yes", *expected(root, subjects), "--as", by, "--key", str(key(root, person))]
    return run(root, command, *subjects, *named, *options)


def own_line(root: Path, person: str) -> str:
    """Return the line of *person* in allowed_signers."""
    text = (root / "records/trust/allowed_signers").read_text()
    return next(f"{line}\n" for line in text.split("\n") if line.startswith(f"{person} "))


def approve_at(root: Path, at: str, subject: str = "PRC-001", signer: str = "ben-marsh") -> str:
    """Approve *subject* at a time of the past; return the path of the statement."""
    proposals = propose(root, Wish((subject,), signer=signer), datetime.fromisoformat(at))
    carry_out(root, proposals, key(root, signer))
    return proposals[0].path


def statements(root: Path, subject: str) -> list[str]:
    """Return the paths of the statements about *subject*, in order."""
    found = (root / "records/approvals" / subject).rglob("*.json")
    return sorted(path.relative_to(root).as_posix() for path in found)


def predicate(root: Path, path: str) -> dict[str, Any]:
    """Return what the statement at *path* says."""
    found: dict[str, Any] = json.loads((root / path).read_bytes())["predicate"]
    return found


def standing(root: Path, subject: str) -> tuple[Status, str | None]:
    """Return status and level of the document *subject* today."""
    found = next(each for each in assess(root).system.in_use if each.id == subject)
    return found.standing.status, found.standing.level


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file below *root* with its content and the time of its last change."""
    return {
        path.relative_to(root).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.endswith("sms-docs.lock")
    }


def added(root: Path, before: dict[str, tuple[bytes, int]]) -> list[str]:
    """Return the files that are new since *before*; no other has changed."""
    now = files(root)
    assert {path: now.get(path) for path in before} == before
    return sorted(set(now) - set(before))


def errors(root: Path) -> list[Finding]:
    """Return the errors that the check finds, but for reviews that are late on this day."""
    found = [each for each in assess(root).report.findings if each.code != LATE]
    return [each for each in found if each.severity is Severity.ERROR]


def stock_verifies(root: Path, record: str, person: str) -> bool:
    """Return whether stock ssh-keygen accepts the signature of *record*, a path."""
    stamp = re.search(r"/([0-9]{8})T([0-9]{6})Z-", record)
    assert stamp
    done = subprocess.run(
        [
            *("ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", person),
            *("-f", root / "records/trust/allowed_signers", "-s", root / f"{record}.sig"),
            f"-Overify-time={stamp[1]}{stamp[2]}Z",
        ],
        input=(root / record).read_bytes(),
        capture_output=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        check=False,
        timeout=PATIENCE,
    )
    return done.returncode == 0


class Terminal:
    """A command in a terminal of its own; *shown* is what stands in it."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.shown = ""
        self.here, self.there = pty.openpty()
        # What is typed does not stand there twice.
        modes = termios.tcgetattr(self.there)
        modes[3] &= ~termios.ECHO
        termios.tcsetattr(self.there, termios.TCSANOW, modes)
        kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        self.process = subprocess.Popen(
            [sys.executable, "-c", IN_TERMINAL, os.ttyname(self.there), *arguments],
            cwd=root,
            env={**kept, **ALONE, "HOME": str(key(root, "ada-ironwood").parent)},
            stdin=self.there,
            stdout=self.there,
            stderr=self.there,
            start_new_session=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self.here)
        os.close(self.there)

    def until(self, text: str) -> str:
        """Wait until *text* stands in the terminal; return all that does."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown:
            ended = self.process.poll() is not None
            if not self._read() and ended:
                break
            assert time.monotonic() < deadline, self.shown
        assert text in self.shown, self.shown
        return self.shown

    def type(self, text: str) -> None:
        """Type *text*."""
        os.write(self.here, text.encode())

    def end(self, again: str = "") -> int:
        """Wait for the end; return the exit code.

        *again* is typed once more where nothing happens for seconds: an interrupt that
        comes just before Python waits for input is seen with the next one only.
        """
        begun = time.monotonic()
        while self.process.poll() is None:
            if not self._read() and again and time.monotonic() > begun + LULL:
                self.type(again)
                again = ""
            assert time.monotonic() < begun + PATIENCE, self.shown
        while self._read():
            pass
        return self.process.returncode

    def _read(self) -> bool:
        if not select.select([self.here], [], [], 0.05)[0]:
            return False
        self.shown += os.read(self.here, 1 << 16).decode("utf-8", "replace").replace("\r\n", "\n")
        return True


def terminal(
    root: Path, command: str, *subjects: str, by: str, options: Iterable[str] = ()
) -> Terminal:
    """Return a terminal in which *by* signs *subjects*."""
    person = by.partition("/")[0]
    signer = ["--as", by, "--key", str(key(root, person))]
    return Terminal(root, command, *subjects, *signer, *options)
