"""Find the key that a person signs with: in an ssh-agent, else among the files of ``~/.ssh``."""

from __future__ import annotations

import base64
import os
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sms_docs.errors import ConfigurationError
from sms_docs.trust import SignerKey, Trust

SECONDS = 10.0
LARGEST = 16_384


def find_key(person: str, trust: Trust, moment: datetime, folder: Path | None = None) -> Path | str:
    """Return a key by which *person* may sign at *moment*, as `sign` takes it.

    *folder* None stands for ``~/.ssh``.  What an agent has comes first: nobody is asked
    for a passphrase then.

    Raises:
        ConfigurationError: *trust* lists no such key, or it is not to be found here.
    """
    usable = usable_keys(person, trust, moment)
    wanted = {key.blob for key in usable}
    for line in _agent():
        if _blob(line) in wanted:
            return line
    folder = folder or Path(os.path.expanduser("~")) / ".ssh"  # noqa: PTH111 - never raises
    for path in sorted(folder.glob("*.pub")):
        private = path.with_suffix("")
        if _blob(_first_line(path)) in wanted and private.is_file():
            return private
    listed = ", ".join(
        f"{key.fingerprint} ({key.comment})" if key.comment else key.fingerprint for key in usable
    )
    message = (
        f"no key of {person} was found in an agent or in {folder}; name its file with --key FILE,"
        f" or load it with ssh-add; listed is {listed}"
    )
    raise ConfigurationError(message)


def usable_keys(person: str, trust: Trust, moment: datetime) -> tuple[SignerKey, ...]:
    """Return the keys by which *person* may sign at *moment*, at least one.

    Raises:
        ConfigurationError: *trust* lists none, or none that counts at *moment*.
    """
    listed = [key for key in trust.keys if key.person == person]
    if not listed:
        message = (
            f"records/trust/allowed_signers lists no key of {person};"
            f" add one: `sms-docs trust add-key {person} --key FILE.pub`"
        )
        raise ConfigurationError(message)
    usable = tuple(key for key in listed if not why_not(key, trust, moment))
    if not usable:
        reasons = "; ".join(f"{key.fingerprint} {why_not(key, trust, moment)}" for key in listed)
        message = (
            f"no key of {person} may sign now: {reasons}; add another one: `sms-docs trust add-key"
            f" {person} --key FILE.pub`"
        )
        raise ConfigurationError(message)
    return usable


def why_not(key: SignerKey, trust: Trust, moment: datetime) -> str:
    """Return why *key* does not count at *moment*; nothing where it does."""
    revoked = trust.revoked.get(key.fingerprint)
    if revoked and (revoked.reason == "compromise" or moment.date() >= revoked.since):
        return f"is revoked since {revoked.since} ({revoked.reason})"
    if key.valid_after and moment < key.valid_after:
        return f"is valid only from {key.valid_after.date()}"
    if key.valid_before and moment >= key.valid_before:
        return f"has been invalid since {key.valid_before.date()}"
    return ""


def _agent() -> Iterator[str]:
    """Give the public keys that an ssh-agent has, one a line."""
    if not os.environ.get("SSH_AUTH_SOCK"):
        return
    try:
        done = subprocess.run(
            ["ssh-add", "-L"],  # noqa: S607 - the user's own, wherever it is installed
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        # An agent that does not answer is as good as none.
        return
    if done.returncode == 0:
        yield from done.stdout.decode("utf-8", "replace").rstrip("\n").split("\n")


def _first_line(path: Path) -> str:
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return file.read(LARGEST).decode("utf-8", "replace").partition("\n")[0]
    except OSError:
        return ""


def _blob(line: str) -> bytes:
    """Return the key in *line*, ``ssh-ed25519 AAAA… comment``; nothing where there is none."""
    words = line.split()
    try:
        return base64.b64decode(words[1], validate=True) if len(words) > 1 else b""
    except ValueError:
        return b""
