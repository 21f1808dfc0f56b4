"""The YAML files of records/trust with the places in them, for what has to point into them."""

from __future__ import annotations

import os
from pathlib import Path

from sms_docs.load import text
from sms_docs.load.schemas import load_schemas
from sms_docs.load.source import Source, open_source
from sms_docs.load.trust_files import NAMES, TYPES, path_of


def trust_sheets(root: Path) -> tuple[dict[str, Source], frozenset[str]]:
    """Return name of a trust file -> the file taken apart, and the names of those missing.

    A file that cannot be read, and one that does not fit its schema, is left out.
    """
    schemas = load_schemas(root)
    found: dict[str, Source] = {}
    missing = set()
    for name in NAMES:
        path = path_of(name, schemas)
        if not os.path.lexists(root / path):
            missing.add(name)
        elif name in TYPES:
            kind = schemas.types[TYPES[name]]
            source = open_source(path, text.read(root, path).text, kind, schemas)
            if source.valid:
                found[name] = source
    return found, frozenset(missing)
