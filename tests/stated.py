"""The statement of an approval, right or with other values, and the files that it is written to.

The words that change it are those of `approving`.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

import yaml
from signing import ed25519, sign

from sms_docs.approval import NAMESPACE, PREDICATE_TYPE, STATEMENT_TYPE
from sms_docs.statement import sentence
from sms_docs.trust import TRUST, Meaning
from sms_docs.version import is_above, order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# Words of `approve` that are no keys of the statement.
FORM = ("duplicate_key", "file_name", "line_ends", "raw", "reindent", "text", "files")
SIGNING = ("hashing", "key", "namespace", "resign", "signature", "signed")
OTHER_WORDS = frozenset((*FORM, *SIGNING, "subject", "digest", "stated_version"))


def canonical(value: object) -> bytes:
    """Return *value* as the one JSON text that a statement may be."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def sha256(content: bytes) -> str:
    """Return the sha256 of *content* in hex digits."""
    return hashlib.sha256(content).hexdigest()


def front(text: str) -> Mapping[str, Any]:
    """Return the metadata of a document in Markdown or YAML."""
    top = text.split("---\n")[1] if text.startswith("---\n") else text
    data = yaml.safe_load(top)
    return data if isinstance(data, dict) else {}


def stated(
    root: Path, folder: Path, signer: tuple[str, str, str], words: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the right statement; what else *words* ask for gets in later."""
    subject = words.get("subject", folder.parent.name)
    version = words.get("stated_version", folder.name)
    stored = next(folder.glob(f"{folder.parent.name}.*"), None)
    digest = words.get("digest") or sha256(stored.read_bytes() if stored else b"")
    person, role, at = signer
    meaning = words.get("meaning", "approve")
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    predicate = {
        "authors": _authors(stored),
        "comment": "",
        "meaning": meaning,
        "path": "records/trust/policy.yml",
        "signedAt": at,
        "signer": {"id": person, "name": _name(root, person), "role": role},
        "smsId": settings["tool"]["sms-docs"]["sms_id"],
        "statement": sentence(
            Meaning(meaning), subject, version, successor=words.get("successor", "")
        ),
        "version": version,
    }
    if stored and (effective := _effective(stored)):
        predicate["effectiveFrom"] = effective
    if meaning == "approve" and (before := _previous(folder)):
        predicate["previous"] = before
    return {
        "_type": STATEMENT_TYPE,
        "predicate": predicate,
        "predicateType": PREDICATE_TYPE,
        "subject": [
            {"digest": {"sha256": digest}, "name": subject},
            *(
                {"digest": {"sha256": sha256(content)}, "name": name}
                for name, content in sorted(words.get("files", {}).items())
            ),
        ],
    }


def _authors(stored: Path | None) -> list[str]:
    if stored is None or stored.name == "TRUST.txt":
        return []
    return sorted(front(stored.read_text(encoding="utf-8")).get("authors", []))


def _effective(stored: Path) -> str:
    if stored.name == "TRUST.txt":
        return ""
    return str(front(stored.read_text(encoding="utf-8")).get("effective_from", ""))


def _name(root: Path, person: str) -> str:
    people = yaml.safe_load((root / "records/trust/people.yml").read_text(encoding="utf-8"))
    names = {each["id"]: each["name"] for each in people["people"]}
    return str(names.get(person, person))


def _previous(folder: Path) -> dict[str, str] | None:
    """Return the highest version stored below that of *folder*, with its digest."""
    if folder.parent.name == TRUST:
        below = [each for each in folder.parent.iterdir() if int(each.name) < int(folder.name)]
        newest = max(below, key=lambda each: int(each.name), default=None)
    else:
        below = [each for each in folder.parent.iterdir() if is_above(folder.name, each.name)]
        newest = max(below, key=lambda each: order(each.name), default=None)
    if newest is None:
        return None
    text = next(newest.glob(f"{newest.parent.name}.*"))
    return {"sha256": sha256(text.read_bytes()), "version": newest.name}


def write(folder: Path, right: dict[str, Any], words: Mapping[str, Any]) -> Path:
    """Write the statement, changed as *words* say, and its signature."""
    changed = {
        **right,
        "predicate": _changed(
            right["predicate"],
            {key: value for key, value in words.items() if key not in OTHER_WORDS},
        ),
    }
    content = words.get("raw") or _formed(canonical(changed), words)
    content = content.encode() if isinstance(content, str) else content
    signer, at = changed["predicate"]["signer"], changed["predicate"]["signedAt"]
    stamp = re.sub(r"[^0-9A-Za-z]", "", at)
    usual = f"{stamp}-{signer['id']}-{changed['predicate']['meaning']}.json"
    path = folder / words.get("file_name", usual)
    path.write_bytes(content)
    if words.get("signed", True):
        signed = content if words.get("resign", True) else canonical(right)
        key = ed25519(words.get("key", right["predicate"]["signer"]["id"]))
        scope = words.get("namespace", NAMESPACE)
        made = sign(key, scope, signed, words.get("hashing", "sha512"))
        path.with_name(path.name + ".sig").write_text(
            words.get("signature", made), encoding="utf-8", newline="\n"
        )
    return path


def _changed(predicate: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return *predicate* with *changes*; None takes a key out."""
    both = {**predicate, **changes}
    return {key: value for key, value in both.items() if value is not None}


def _formed(content: bytes, words: Mapping[str, Any]) -> bytes:
    if words.get("reindent"):
        value = json.loads(content)
        content = (json.dumps(value, indent=4, sort_keys=True, ensure_ascii=False) + "\n").encode()
    if key := words.get("duplicate_key"):
        # Twice with the same value: only a strict reader sees it.
        line = next(line for line in content.split(b"\n") if f'"{key}":'.encode() in line)
        twice = line.rstrip(b",") + b",\n" + line
        content = content.replace(line, twice, 1)
    return content.replace(b"\n", b"\r\n") if words.get("line_ends") == "crlf" else content
