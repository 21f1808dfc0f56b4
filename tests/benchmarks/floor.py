"""The straight-line floor: what reading and validating costs with no product around it.

Reads every file, slices the front matter, PyYAML's C loader, one compiled jsonschema-rs
validator, links by a regular expression, and a matrix.  Nothing is reported.
"""

from __future__ import annotations

import json
import os
import re
import sys
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


def main(root: Path, schemas: Path) -> None:
    """Do the straight-line work over the procedures below *root*."""
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
    sys.stdout.write(f"{len(names)} {len(matrix)} {len(broken)}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
