"""What sms-docs and stock ssh-keygen say of the same signature."""

from __future__ import annotations

import hashlib
import os
import subprocess
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sms_docs.approval import NAMESPACE, ApprovalRecord, Named, Statement
from sms_docs.control.signature import judge_signature
from sms_docs.load.schemas import Schemas, load_schemas
from sms_docs.load.trust import load_trust
from sms_docs.trust import Meaning

# No agent, and no settings but those of the call.
ENVIRONMENT = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
NOON = "20260601120000Z"


class Claimed(NamedTuple):
    """Somebody is said to have signed *content* at a time; *signers* are allowed_signers."""

    content: bytes
    signature: str
    signers: str
    person: str = "ada-ironwood"
    at: str = NOON


@cache
def schemas() -> Schemas:
    """Return the shipped schemas."""
    return load_schemas(None)


def ours(claimed: Claimed) -> str:
    """Return the rule by which sms-docs refuses; nothing where it accepts."""
    trust, _ = load_trust({"allowed_signers": claimed.signers.encode()}, schemas())
    if trust is None:
        return "trust"
    digest = hashlib.sha256(claimed.content).hexdigest()
    statement = Statement(
        meaning=Meaning.APPROVE,
        subject=Named("POL-001", digest),
        embedded=(),
        version="1.0",
        path="policies/POL-001-x.md",
        authors=(),
        signer=claimed.person,
        signer_name="",
        role="service-manager",
        signed_at=datetime.strptime(claimed.at, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC),
        sms_id="urn:uuid:0",
        sentence="",
    )
    record = ApprovalRecord(
        "x.json", "POL-001", "1.0", claimed.content, digest, statement, claimed.signature
    )
    trouble = judge_signature(record, statement, trust, "").trouble
    return trouble.rule if trouble else ""


def stock(claimed: Claimed, folder: Path) -> str:
    """Return what stock ssh-keygen complains about; nothing where it accepts."""
    (folder / "allowed_signers").write_text(claimed.signers, encoding="utf-8")
    (folder / "it.sig").write_text(claimed.signature, encoding="utf-8")
    done = subprocess.run(
        [
            *("ssh-keygen", "-Y", "verify", "-n", NAMESPACE, "-I", claimed.person),
            *("-f", folder / "allowed_signers", "-s", folder / "it.sig"),
            f"-Overify-time={claimed.at}",
        ],
        input=claimed.content,
        capture_output=True,
        env=ENVIRONMENT,
        check=False,
        timeout=60,
    )
    said = (done.stdout + done.stderr).decode("utf-8", "replace")
    assert ("Good" in said) == (done.returncode == 0)
    return said if done.returncode else ""


def stock_sign(key_file: Path, content: bytes, namespace: str = NAMESPACE) -> str:
    """Return the signature that ssh-keygen writes to standard output."""
    done = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", key_file],
        input=content,
        capture_output=True,
        env=ENVIRONMENT,
        check=True,
        timeout=60,
    )
    return done.stdout.decode("ascii")
