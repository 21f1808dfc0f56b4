"""Approvals as the commands would make them, without the commands: text, statement, signature.

The keys follow from the names of the persons, and every time is an argument, so that the
same calls write the same bytes on every machine.

    lay(root)                                       a small SMS with approved trust files
    approve(root, "PRC-001", "ben-marsh", "service-manager", "2026-11-01T10:00:00Z")

Further words of `approve`, each by name:

- ``meaning`` (approve), ``version`` (that of the working text), ``text``, ``files``;
- ``comment``, ``authors``, ``path``, ``previous``, ``smsId``, … : other values of the
  statement than the right ones, by the name of their key; None leaves the key out;
- ``subject``, ``digest``, ``stated_version``: another name, digest or version of what is
  signed than those of the folder;
- ``signed=False``: no signature;
- ``resign=False``: the other values get in after the signature was made;
- ``key``: signed by the key of this person; ``namespace``, ``hashing``: other than usual;
- ``signature``: this text instead of a signature;
- ``reindent``, ``duplicate_key``, ``line_ends``: written in another form than the
  canonical one, and signed so;
- ``raw``: these bytes instead of a statement;
- ``file_name``: another name of the file than the statement asks for.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import signing
import yaml
from stated import front, sha256, stated, write

from sms_docs.approval import APPROVALS, NAMESPACE, ONLY_VERSION
from sms_docs.trust import TRUST

if TYPE_CHECKING:
    from collections.abc import Iterable

PROJECT = Path(__file__).parent / "rules" / "project"
APPROVED = Path(__file__).parent / "rules" / "approved"
TRUST_FILES = ("allowed_signers", "people.yml", "policy.yml", "revoked.yml", "roles.yml")
TRUST_DAY = "2024-01-02T08:00:00Z"
TRUST_ADMIN = ("dana-holt", "trust-admin")
IMAGE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)[^)]*\)")
NAMED = re.compile(r"\b(KEY|FINGERPRINT)\(([a-z0-9-]+)\)")


def lay(root: Path, *, with_trust: bool = True) -> Path:
    """Write the sample project with trust files to *root*, these approved; return *root*."""
    shutil.copytree(PROJECT, root, dirs_exist_ok=True)
    shutil.copytree(APPROVED, root, dirs_exist_ok=True)
    name_keys(root)
    if with_trust:
        approve_trust(root)
    return root


def name_keys(root: Path) -> None:
    """Put keys and fingerprints where the trust files say KEY(person), FINGERPRINT(person)."""
    for name in TRUST_FILES:
        path = root / "records" / "trust" / name
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(NAMED.sub(_key_or_fingerprint, text), encoding="utf-8")


def _key_or_fingerprint(found: re.Match[str]) -> str:
    return public_key(found[2]) if found[1] == "KEY" else fingerprint(found[2])


def public_key(person: str) -> str:
    """Return ``ssh-ed25519 AAAA…`` of *person*, as it stands in allowed_signers."""
    return signing.public_line(signing.ed25519(person))


def fingerprint(person: str) -> str:
    """Return ``SHA256:…`` of the key of *person*."""
    return signing.fingerprint(signing.ed25519(person))


def sign(content: bytes, person: str) -> str:
    """Return the armoured signature of *content* by the key of *person*."""
    return signing.sign(signing.ed25519(person), NAMESPACE, content)


def approve(
    root: Path,
    subject: str,
    person: str,
    role: str,
    at: str,
    /,
    **words: Any,  # noqa: ANN401 - as the docstring of the module says
) -> Path:
    """Store the text of *subject*, the statement of *person* at *at*, and a signature.

    *at* is ``2026-11-20T10:00:00Z``.  A text that is stored already stays as it is.
    Returns the path of the statement.
    """
    folder = _store(root, subject, words)
    return write(folder, stated(root, folder, (person, role, at), words), words)


def approve_trust(
    root: Path,
    *persons: str,
    at: str = TRUST_DAY,
    **words: Any,  # noqa: ANN401 - as the docstring of the module says
) -> list[Path]:
    """Approve the trust files as they are by *persons*, or by the usual trust-admin."""
    role = words.pop("role", TRUST_ADMIN[1])
    named = persons or TRUST_ADMIN[:1]
    return [approve(root, TRUST, person, role, at, **dict(words)) for person in named]


def retract(
    root: Path,
    record: Path,
    at: str,
    comment: str = "Signed by mistake.",
    **words: Any,  # noqa: ANN401 - as the docstring of the module says
) -> Path:
    """Let the signer of *record* retract it; ``person`` and ``role`` name somebody else."""
    retracted = json.loads(record.read_bytes())["predicate"]
    by = retracted["signer"]
    signer = (words.pop("person", by["id"]), words.pop("role", by["role"]), at)
    wanted = {
        "meaning": "retract",
        "comment": comment,
        "subject": record.name,
        "digest": hashlib.sha256(record.read_bytes()).hexdigest(),
        "files": {},
        "path": retracted["path"],
        "authors": retracted["authors"],
        **words,
    }
    return write(record.parent, stated(root, record.parent, signer, wanted), wanted)


def clean(raw: bytes) -> bytes:
    """Return the clean text of *raw*."""
    return raw.replace(b"\r\n", b"\n").rstrip(b"\n") + b"\n"


def manifest(root: Path) -> str:
    """Return the text that an approval of the trust files is bound to."""
    trust = root / "records" / "trust"
    return "".join(f"{sha256((trust / name).read_bytes())}  {name}\n" for name in TRUST_FILES)


def working_file(root: Path, subject: str) -> Path:
    """Return the one working file of *subject*."""
    apart = (APPROVALS, ".git")
    return next(
        path
        for path in sorted(root.rglob(f"{subject}*"))
        if path.is_file() and not path.relative_to(root).as_posix().startswith(apart)
    )


def _store(root: Path, subject: str, words: dict[str, Any]) -> Path:
    """Write text and embedded files of *subject* where there are none yet."""
    if subject == TRUST:
        text, name = manifest(root).encode(), "TRUST.txt"
        files = {each: (root / "records" / "trust" / each).read_bytes() for each in TRUST_FILES}
        version = str(yaml.safe_load(files["policy.yml"])["serial"])
    else:
        file = working_file(root, subject)
        text, name = clean(file.read_bytes()), subject + file.suffix
        version = front(text.decode()).get("version", ONLY_VERSION)
        shown = IMAGE.findall(text.decode()) if file.suffix == ".md" else []
        files = {each: (file.parent / each).read_bytes() for each in shown if "//" not in each}
        words.setdefault("path", file.relative_to(root).as_posix())
    folder = root / APPROVALS / subject / str(words.get("version", version))
    files = words.get("files", files)
    if not (folder / name).exists():
        for each, content in {**files, name: words.get("text", text)}.items():
            path = folder / each.replace("../", "_up/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
    else:
        files = words.get("files", _stored_files(folder, name))
    words["files"] = files
    return folder


def _stored_files(folder: Path, name: str) -> dict[str, bytes]:
    """Return what lies beside the stored text *name* and is no record."""
    return {
        path.relative_to(folder).as_posix().replace("_up/", "../"): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != name and not path.name.endswith((".json", ".sig"))
    }


def records(root: Path, subject: str) -> Iterable[Path]:
    """Return the statements of *subject*, oldest version first."""
    return sorted((root / APPROVALS / subject).glob("*/*.json"))
