"""The trust files as something that can be signed: all five together, by their digests."""

from __future__ import annotations

from sms_docs.act.signable import NOTHING, File, Signable, newest_of, refuse_another_text
from sms_docs.approval import Named
from sms_docs.errors import ConfigurationError, WriteRefused
from sms_docs.load import text as texts
from sms_docs.load.trust import manifest
from sms_docs.model import ManagementSystem
from sms_docs.trust import TRUST
from sms_docs.views.diff import Side

FOLDER = "records/trust"
POLICY = f"{FOLDER}/policy.yml"
# Where one is missing, what to put there instead.
FILES = {
    "allowed_signers": "`sms-docs trust add-key` makes it",
    "people.yml": "bring it back, git holds it",
    "policy.yml": "bring it back, git holds it",
    "revoked.yml": "write into it that no key is revoked: `revoked: []`",
    "roles.yml": "bring it back, git holds it",
}


def trust_files(system: ManagementSystem) -> Signable:
    """Return the working trust files of *system*.

    Raises:
        ConfigurationError: one is missing or broken, or their serial is signed already
            with other files.
        WriteRefused: one has changed while they were read.
    """
    trust = system.trust
    if trust is None:
        message = f"{FOLDER}: the trust files cannot be read; `sms-docs check` says why"
        raise ConfigurationError(message)
    if not trust.serial:
        message = f"{POLICY} is missing, or has no serial; {FILES['policy.yml']}"
        raise ConfigurationError(message)
    files = tuple(_file(system, name) for name in FILES)
    if manifest({each.path: each.digest for each in files}) != trust.manifest:
        message = f"{FOLDER}: a file has changed while it was read; try again"
        raise WriteRefused(message)
    revisions = system.histories.get(TRUST, NOTHING).revisions
    previous = newest_of([each for each in revisions if int(each.version) < trust.serial])
    listed = File(f"{TRUST}.txt", trust.manifest.encode())
    signable = Signable(
        subject=TRUST,
        kind=TRUST,
        version=str(trust.serial),
        path=POLICY,
        digest=listed.digest,
        embedded=tuple(Named(each.path, each.digest) for each in files),
        files=(listed, *files),
        changes=tuple(
            (_old(system, each.path, previous.version if previous else ""), _new(each))
            for each in files
        ),
        previous=previous,
    )
    refuse_another_text(system, signable, f"raise `serial` in {POLICY}")
    return signable


def _file(system: ManagementSystem, name: str) -> File:
    path = f"{FOLDER}/{name}"
    if not (system.root / path).is_file():
        what = f"{path} is missing, and all five trust files are approved together"
        message = f"{what}; {FILES[name]}"
        raise ConfigurationError(message)
    return File(name, texts.read(system.root, path).text.encode())


def _old(system: ManagementSystem, name: str, serial: str) -> Side:
    """Return the file *name* as it was approved under *serial*; empty for none."""
    if not serial:
        return Side(f"{name} (nothing approved yet)", "", {})
    stored = f"records/approvals/{TRUST}/{serial}/{name}"
    return Side(f"{name} serial {serial}", texts.read(system.root, stored).text, {})


def _new(file: File) -> Side:
    return Side(f"{file.path} (working file)", file.content.decode(), {})
