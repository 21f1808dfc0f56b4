"""The numbers of standards of which the package has no catalogue; one file each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sms_docs.fact import Numbers

FACTS = Path(__file__).parent.parent / "facts"
LISTS = FACTS / "numbers"


def load_numbers() -> Mapping[str, Numbers]:
    """Return the list of each standard by its id, in the order of their designations."""
    found = [_read(path) for path in LISTS.glob("*.json")]
    return {each.id: each for each in sorted(found, key=lambda each: each.standard)}


def _read(path: Path) -> Numbers:
    data = json.loads(path.read_bytes())
    return Numbers(**data | {"numbers": tuple(data["numbers"])})
