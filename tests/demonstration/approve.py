"""Approve the starter anew, by keys that nobody keeps.

    python tests/demonstration/approve.py

makes a key for each signer of approvals.yml, writes allowed_signers with their public
halves, and signs every approval there in the order of time, in a copy of the starter and
with the ceremony of `sms-docs approve`.  Then it puts the whole of records/approvals/ and
records/trust/allowed_signers in the place of the old ones.  The private halves are gone
with the copy, so nobody can sign for the people of the starter: its trust is a
demonstration, and the script refuses to run on anything else.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from sms_docs.act.ceremony import Wish, carry_out, propose
from sms_docs.approval import APPROVALS, NAMESPACE
from sms_docs.check import assess
from sms_docs.load.project import load
from sms_docs.model import Severity
from sms_docs.trust import Meaning

ROOT = Path(__file__).parents[2]
PLAN = Path(__file__).with_name("approvals.yml")
SIGNERS = "records/trust/allowed_signers"
FOLDERS = ("policies", "procedures", "docs/plans", "docs/services", "docs/agreements", "records")
VALID = 'valid-after="20251101Z",valid-before="20281101Z"'


def copy(target: Path) -> Path:
    """Return a copy of the starter without approvals."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, target / folder)
    shutil.copy(ROOT / "pyproject.toml", target / "pyproject.toml")
    shutil.rmtree(target / APPROVALS, ignore_errors=True)
    return target


def make_key(person: str, folder: Path) -> str:
    """Make a key of *person* in *folder*; return its line of allowed_signers."""
    file = folder / person
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "demonstration", "-f", file]
    subprocess.run(command, check=True)
    public = file.with_suffix(".pub").read_text(encoding="ascii").strip()
    return f'{person} namespaces="{NAMESPACE}",{VALID} {public}'


def sign(root: Path, entry: dict[str, Any], keys: Path) -> None:
    """Carry out one *entry* of the plan in the copy at *root*."""
    wish = Wish(
        (entry["id"],),
        Meaning(entry.get("meaning", "approve")),
        entry["signer"],
        entry.get("comment", ""),
    )
    path, now = None, ""
    if entry.get("earlier"):
        path = next(each for each in load(root).documents if each.id == entry["id"]).path
        now = (root / path).read_text(encoding="utf-8")
        (root / path).write_text(earlier(now, entry), encoding="utf-8", newline="\n")
    try:
        proposals = propose(root, wish, entry["at"])
        for proposal in proposals:
            if proposal.is_done:
                raise SystemExit(f"{entry['id']}: done before")
        carry_out(root, proposals, keys / entry["signer"])
    finally:
        if path:
            (root / path).write_text(now, encoding="utf-8", newline="\n")


def earlier(text: str, entry: dict[str, Any]) -> str:
    """Return *text* as it was in the earlier version that *entry* describes."""
    for present, past in entry["earlier"]:
        if text.count(present) != 1:
            raise SystemExit(f"{entry['id']}: there is not exactly one line: {present}")
        text = text.replace(present, past)
    return text


def main() -> int:
    """Regenerate the approvals; return 1 where the starter has errors then."""
    if not load(ROOT).settings.demonstration:
        raise SystemExit("pyproject.toml: this is no demonstration; nothing was written")
    plan = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    for entry in plan:
        if not isinstance(entry["at"], datetime):
            raise SystemExit(f"{entry['id']}: `at` is no time")
    with tempfile.TemporaryDirectory() as folder:
        root, keys = copy(Path(folder) / "sms"), Path(folder) / "keys"
        keys.mkdir()
        people = sorted({entry["signer"] for entry in plan})
        lines = [make_key(person, keys) for person in people]
        head = "# Keys of a demonstration: nobody has their private halves.\n"
        (root / SIGNERS).write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
        for entry in sorted(plan, key=lambda each: each["at"]):
            sign(root, entry, keys)
        shutil.rmtree(keys)
        errors = [each for each in assess(root).report.findings if each.severity is Severity.ERROR]
        if errors:
            print(*errors, sep="\n")
            return 1
        shutil.rmtree(ROOT / APPROVALS, ignore_errors=True)
        shutil.copytree(root / APPROVALS, ROOT / APPROVALS)
        shutil.copy(root / SIGNERS, ROOT / SIGNERS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
