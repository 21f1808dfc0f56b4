"""The files that are the adopter's from the start: settings, home page, workflow."""

from __future__ import annotations

import json
import re
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from sms_docs.scaffold.handover import in_markdown

TEMPLATES = Path(__file__).parent.parent / "scaffold_templates"


def own_files(name: str, sms_id: UUID) -> dict[str, str]:
    """Return path -> text of these files for the organisation *name*."""
    values = {
        # Between double quotes TOML and YAML escape as JSON does.
        "ORGANISATION": json.dumps(name, ensure_ascii=False)[1:-1],
        "ORGANISATION_MARKDOWN": in_markdown(name),
        "SMS_ID": sms_id.urn,
        "VERSION": version("sms-docs"),
    }
    found = {}
    for path in sorted(TEMPLATES.rglob("*")):
        if path.is_file():
            # A leading underscore stands for a dot: tools obey dot files where they lie.
            inside = re.sub(r"(^|/)_", r"\1.", path.relative_to(TEMPLATES).as_posix())
            text = path.read_text(encoding="utf-8")
            # One pass, so that a name that looks like a mark is left alone.
            found[inside] = re.sub(r"@([A-Z_]+)@", lambda mark: values[mark[1]], text)
    return found
