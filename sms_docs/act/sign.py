"""Sign with the user's own key, through ``ssh-keygen``, and look at what it gives.

ssh-keygen reads on standard input and writes to standard output.  Left to write the
file, it keeps an old signature where it finds one, and says that all is well.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, NamedTuple

from sms_docs.approval import NAMESPACE
from sms_docs.errors import ConfigurationError, SmsDocsError
from sms_docs.printable import printable

PROGRAM = "ssh-keygen"
# Time to type a passphrase, or to touch a security key; and to do without a person.
PATIENCE, LIMIT = 180.0, 30.0
LAST_CALL = 3.0
INSTALL = (
    "install OpenSSH 8.2 or newer (Debian and Ubuntu: apt install openssh-client), or approve on"
    " another machine"
)
LOCKED = (
    "the key is protected by a passphrase, and nobody can be asked for it here; load the key into"
    " an agent first, `ssh-add {key}`, or run the command in a terminal"
)


class Interrupted(SmsDocsError):  # noqa: N818 - says what happened
    """The signer has broken off while the key was asked for; nothing was signed."""

    exit_code = 1


class _Answer(NamedTuple):
    code: int
    output: bytes
    complaint: str


def sign(content: bytes, key: Path | str, *, ask: bool, seconds: float | None = None) -> str:
    """Return the armoured signature of *content* by *key*, for approvals.

    *key* is a file, private, or public where an agent has the other half; or the line
    ``ssh-ed25519 AAAA…`` of a key that an agent has.  *ask* lets ssh-keygen ask for a
    passphrase in the terminal; without, and without a terminal, it never waits for
    anybody.  *seconds* None stands for the usual patience.

    Raises:
        ConfigurationError: there is no signature, or not one that sms-docs accepts.
        Interrupted: the signer has broken off.
    """
    # `cryptography` is slow to import.
    from sms_docs.control.sshsig import open_signature, verify  # noqa: PLC0415

    ask = ask and _has_terminal()
    with _as_file(key) as file:
        answer = _run(file, content, seconds or (PATIENCE if ask else LIMIT), ask=ask)
    shown = printable(str(key))
    if answer.code:
        message = f"not signed with {shown}: {_reason(key, answer)}"
        raise ConfigurationError(message)
    text = answer.output.decode("ascii", "replace")
    signature = open_signature(text)
    if isinstance(signature, str):
        message = f"not signed with {shown}: what {PROGRAM} gave is no signature: {signature}"
        raise ConfigurationError(message)
    if signature.unsupported:
        message = (
            f"not signed with {shown}: sms-docs cannot verify this kind of key:"
            f" {signature.unsupported}; make another one: ssh-keygen -t ed25519"
        )
        raise ConfigurationError(message)
    if not verify(signature, content):
        # As where a passphrase was read from the content itself.
        message = f"not signed with {shown}: {PROGRAM} signed something else; try again"
        raise ConfigurationError(message)
    return text


def _has_terminal() -> bool:
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


@contextmanager
def _as_file(key: Path | str) -> Iterator[Path]:
    """Give the path of *key*; a public key that has none gets one for as long as it is used."""
    if isinstance(key, Path):
        if problem := _unusable(key):
            message = f"not signed with {printable(str(key))}: {problem}"
            raise ConfigurationError(message)
        yield key
        return
    with _temporary(key.encode() + b"\n") as file:
        yield Path(file.name)


@contextmanager
def _temporary(content: bytes) -> Iterator[IO[bytes]]:
    """Give a file with *content* for a moment, outside of the SMS; only the user may read it."""
    try:
        with tempfile.NamedTemporaryFile(suffix=".pub") as file:
            file.write(content)
            file.flush()
            file.seek(0)
            yield file
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"not signed: no temporary file: {reason}; make room, or set TMPDIR"
        raise ConfigurationError(message) from error


def _unusable(key: Path) -> str:
    """Return why the file *key* can be no key at all; nothing where it may be one."""
    try:
        if not key.is_file():
            there = "it is no regular file" if key.exists() else "there is no such file"
            return f"{there}; name the file of your key with --key"
    except OSError as error:
        return f"{(error.strerror or '').lower()}; give yourself access to it"
    return ""


def _run(file: Path, content: bytes, seconds: float, *, ask: bool) -> _Answer:
    command = [PROGRAM, "-q", "-Y", "sign", "-n", NAMESPACE, "-f", str(file)]
    # Not a pipe: a process that ends before it has read would end this one as well.
    with _temporary(content) as given:
        try:
            process = subprocess.Popen(  # noqa: S603 - the program and its options are ours
                command,
                stdin=given,
                stdout=subprocess.PIPE,
                # In a terminal the user reads it at once: "touch your key".
                stderr=None if ask else subprocess.PIPE,
                env=_environment(ask=ask),
                # Without a terminal of its own it cannot wait for somebody there.
                start_new_session=not ask,
            )
        except OSError as error:
            message = f"not signed: {PROGRAM} cannot be started ({error.strerror}); {INSTALL}"
            raise ConfigurationError(message) from error
        with process:
            return _answer(process, seconds, ask=ask)


def _answer(process: subprocess.Popen[bytes], seconds: float, *, ask: bool) -> _Answer:
    try:
        output, complaint = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired as error:
        # Not killed at once: it has to turn the echo of the terminal on again.
        with suppress(ProcessLookupError):
            (os.kill if ask else os.killpg)(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=LAST_CALL)
        process.kill()
        message = (
            f"not signed: {PROGRAM} has not answered for {seconds:g} seconds; look whether an"
            " agent or a security key waits for you, and try again"
        )
        raise ConfigurationError(message) from error
    except KeyboardInterrupt as error:
        # The terminal has told ssh-keygen as well; it turns the echo on again.
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=LAST_CALL)
        process.kill()
        message = "Nothing was signed or written."
        raise Interrupted(message) from error
    return _Answer(process.returncode, output, (complaint or b"").decode("utf-8", "replace"))


def _environment(*, ask: bool) -> dict[str, str]:
    """Return the environment in which ssh-keygen asks in the terminal, or nobody.

    On a desktop it would look for a window to ask in, because its input is no terminal;
    without terminal and window it would take the content for the passphrase.  What the
    user has set himself, such as a password store that answers, is left alone.
    """
    wanted = {**os.environ, "LC_ALL": "C"}
    if ask:
        wanted.setdefault("SSH_ASKPASS_REQUIRE", "never")
    elif wanted.get("SSH_ASKPASS_REQUIRE") != "force":
        wanted |= {"SSH_ASKPASS_REQUIRE": "force", "SSH_ASKPASS": "false"}
    return wanted


def _reason(key: Path | str, answer: _Answer) -> str:
    """Return why ssh-keygen did not sign, and what to do."""
    complaint = answer.complaint
    if isinstance(key, str):
        return f"the agent does not have it; {_last(complaint)}: load it with ssh-add"
    if reason := _unreadable(key):
        return reason
    if "passphrase" in complaint:
        return LOCKED.format(key=printable(str(key)))
    if "unknown option" in complaint or "illegal option" in complaint:
        return f"this {PROGRAM} cannot sign; {INSTALL}"
    if not complaint:
        return f"{PROGRAM} ended with {answer.code}; what it says above tells why"
    return f"{_last(complaint)}; name the file of a private key with --key"


def _unreadable(key: Path) -> str:
    """Return what ssh-keygen has against the rights of the file, if anything."""
    with suppress(OSError):
        status = key.stat()
        if not os.access(key, os.R_OK):
            return "the file cannot be read: permission denied; give yourself access to it"
        if status.st_mode & 0o077 and status.st_uid == os.getuid() and key.suffix != ".pub":
            return f"others may read the file; keep it to yourself: chmod 600 {printable(str(key))}"
    return ""


def _last(complaint: str) -> str:
    lines = [line.strip() for line in complaint.split("\n") if line.strip()]
    return printable(lines[-1]) if lines else f"{PROGRAM} gives no reason"
