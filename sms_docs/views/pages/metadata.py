"""The reference of the metadata: every key of every type, from the schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sms_docs.views.site import KeyOfSchema, Page, Site

URI = "reference/metadata/"
TITLE = "Metadata of documents and records"


def pages(site: Site) -> Iterator[Page]:
    """Give one page with a table for each type."""
    tables = [
        (kind, [(key, meaning(key), [example(each) for each in key.examples]) for key in keys])
        for kind in site.system.types.values()
        if (keys := site.keys.get(kind.name))
    ]
    yield Page(URI, TITLE, site.page("metadata.html", URI, title=TITLE, tables=tables), wide=True)


def meaning(key: KeyOfSchema) -> str:
    """Return in words which values *key* takes."""
    if key.choices:
        return "one of " + ", ".join(str(each) for each in key.choices)
    named = f"id of a {key.names.replace('-', ' ')}" if key.names else key.allowed
    return f"{key.kind}: {named}" if named else key.kind


def example(value: object) -> str:
    """Return *value* on one line, as YAML's flow style has it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {example(each)}" for key, each in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(example(each) for each in value) + "]"
    return str(value)
