"""The straight-line floor: what reading and validating costs with no product around it.

Reads every file, slices the front matter, PyYAML's C loader, one compiled jsonschema-rs
validator a type, links by a regular expression, and a matrix.  With a third argument it also reads
the approved text and the statement of each document, takes both digests, and reads and
validates the JSON.  Nothing is reported.
"""

from __future__ import annotations

import json
import os
import re
import sys
from hashlib import sha256
from pathlib import Path

import jsonschema_rs
import yaml

# Dates stay text, as the schema wants them; the loader is PyYAML's C loader all the same.
LOADER = type("Texts", (yaml.CLoader,), {})
LOADER.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if not pair[0].endswith(":timestamp")]
    for first, pairs in yaml.CLoader.yaml_implicit_resolvers.items()
}
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


def main(root: Path, schemas: Path, *, approvals: bool) -> None:
    """Do the straight-line work over the procedures and records below *root*."""
    loaded = [json.loads(path.read_bytes()) for path in schemas.glob("*.schema.json")]
    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in loaded])
    schema = next(each for each in loaded if each["$id"].endswith(":procedure"))
    validator = jsonschema_rs.validator_for(schema, registry=registry)
    matrix: dict[str, list[str]] = {}
    links: list[str] = []
    names = set()
    with os.scandir(root / "procedures") as entries:
        for entry in entries:
            entry.stat()
            names.add(entry.name)
            with open(entry.path, "rb") as file:  # noqa: PTH123 - the floor takes no detour
                text = file.read().decode()
            end = text.index("\n---\n", 4)
            data = yaml.load(text[4:end], LOADER)  # noqa: S506 - our own files
            validator.is_valid(data)
            for clause in data["clauses"]:
                matrix.setdefault(clause, []).append(data["id"])
            links += LINK.findall(text, end)
    broken = [link for link in links if link not in names]
    straight_records(root, loaded, registry)
    if approvals:
        straight_approvals(root, schemas.parent / "sms_docs/statement/statement.schema.json")
    sys.stdout.write(f"{len(names)} {len(matrix)} {len(broken)}\n")


def straight_records(root: Path, schemas: list[dict], registry: jsonschema_rs.Registry) -> None:
    """Read and validate every record below *root*."""
    for schema in schemas:
        folder = root / schema.get("x-sms", {}).get("directory", "none")
        if folder.parent.name != "records" or not folder.is_dir():
            continue
        validator = jsonschema_rs.validator_for(schema, registry=registry)
        for entry in os.scandir(folder):
            entry.stat()
            with open(entry.path, "rb") as file:  # noqa: PTH123 - as above
                data = yaml.load(file.read().decode(), LOADER)  # noqa: S506 - our own files
            validator.is_valid(data)


def straight_approvals(root: Path, schema: Path) -> None:
    """Read every approval below *root*: the text, its digest, the statement."""
    validator = jsonschema_rs.validator_for(json.loads(schema.read_bytes()))
    for subject in os.scandir(root / "records/approvals"):
        for version in os.scandir(subject.path):
            digests, stated = set(), set()
            for entry in os.scandir(version.path):
                entry.stat()
                with open(entry.path, "rb") as file:  # noqa: PTH123 - as above
                    raw = file.read()
                digests.add(sha256(raw).hexdigest())
                if entry.name.endswith(".json"):
                    statement = json.loads(raw)
                    validator.is_valid(statement)
                    stated.add(statement["subject"][0]["digest"]["sha256"])
            if not stated <= digests:
                raise SystemExit(version.path)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), approvals=len(sys.argv) > 3)
