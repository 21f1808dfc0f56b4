"""A document of the starter becomes a first draft of somebody else's."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sms_docs.load.schema_parts import EVERY, URN, Part, said
from sms_docs.load.schema_properties import places
from sms_docs.load.schemas import Schemas
from sms_docs.model import Data, DocumentType, KeyPath
from sms_docs.scaffold.handover import Handover, body
from sms_docs.scaffold.names import in_value
from sms_docs.scaffold.starter import Paper
from sms_docs.yaml_text import yaml_text

AUTHOR = "your-id"
FRESH: Mapping[str, object] = {
    "version": "0.1",
    "authors": [AUTHOR],
    "change": "First draft from the starter.",
}
# What somebody has done or decided; not done yet.
DROPPED = ("contacts_checked", "effective_from")


def draft(paper: Paper, handover: Handover, schemas: Schemas) -> str:
    """Return the text of *paper* as a first draft of what *handover* hands over."""
    data = yaml_text(_data(paper, handover, schemas))
    if paper.kind.format == "yaml":
        return data
    return f"---\n{data}---\n{body(paper, handover)}"


def _data(paper: Paper, handover: Handover, schemas: Schemas) -> Data:
    limits = _limits(paper.kind, schemas)
    required = {each.path for each in schemas.properties(paper.kind.name) if each.required}
    cuts = {_cut(path) for path, value in paper.references() if value not in handover.ids}

    def written(path: KeyPath, text: str) -> str:
        number, hash_sign, anchor = text.partition("#")
        if path[0] == "clauses" and hash_sign:
            return f"{number}#{handover.anchor(paper.path, anchor)}"
        pattern = tuple(EVERY if isinstance(step, int) else step for step in path)
        return _shortened(in_value(text, handover.organisation), limits.get(pattern))

    data = _rebuilt(paper.data, written, cuts)
    return {
        key: FRESH.get(key, value)
        for key, value in data.items()
        if key not in DROPPED and (value or not paper.data[key] or (key,) in required)
    }


def _limits(kind: DocumentType, schemas: Schemas) -> Mapping[tuple[str, ...], int]:
    """Return key path -> how long a text there may be, where the schema says so."""
    described = places(Part(f"{URN}{kind.name}", kind.schema), schemas.documents)
    found = {path: said(parts, "maxLength") for path, parts in described}
    return {path: limit for path, limit in found.items() if limit}


def _cut(path: KeyPath) -> KeyPath:
    """Return the path to what goes with the value at *path*: its entry of a list, or its key."""
    last = max((at for at, step in enumerate(path) if isinstance(step, int)), default=0)
    return path[: last + 1]


def _rebuilt(
    value: Any,  # noqa: ANN401 - any value of YAML
    written: Callable[[KeyPath, str], str],
    cuts: Collection[KeyPath],
    path: KeyPath = (),
) -> Any:  # noqa: ANN401
    """Return *value* without what lies at *cuts*, each text as *written* gives it."""
    if isinstance(value, dict):
        inner = {key: (*path, key) for key in value}
        return {
            key: _rebuilt(value[key], written, cuts, here)
            for key, here in inner.items()
            if here not in cuts
        }
    if isinstance(value, list):
        return [
            _rebuilt(each, written, cuts, (*path, index))
            for index, each in enumerate(value)
            if (*path, index) not in cuts
        ]
    return written(path, value) if isinstance(value, str) else value


def _shortened(text: str, limit: int | None) -> str:
    """Return *text* with an ellipsis for what goes beyond *limit*, no placeholder cut in two."""
    if limit is None or len(text) <= limit:
        return text
    kept = text[: limit - 1]
    if kept.count("‹") > kept.count("›"):
        kept = kept[: kept.rindex("‹")]
    return f"{kept.rstrip()}…"
