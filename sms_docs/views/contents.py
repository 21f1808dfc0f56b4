"""What a document holds as data, shown around its text."""

from __future__ import annotations

from sms_docs.model import Document, Item
from sms_docs.views.level_section import level_section
from sms_docs.views.site import Site

# Shown in the control panel, so not once more below it.
IN_PANEL = frozenset(
    {
        "id", "title", "version", "owner", "authors", "classification", "audience", "change",
        "review_interval", "effective_from", "clauses", "related",
    }
)  # fmt: skip
# What a reader wants to know before the text: what was promised, and what a process is about.
PROMISED = frozenset(
    {
        "service", "customer", "supplier", "party", "relation", "services", "begins", "ends",
        "service_hours", "targets", "workload_limits", "exceptions",
    }
)  # fmt: skip
AT_A_GLANCE = frozenset({"trigger", "inputs", "outputs"})
# Lists of what is measured, each entry with its target.
MEASURED = ("targets", "measures")
# Characters of a value that stands beside its name.
SHORT = 60

Field = tuple[str, str, object]


def fields(site: Site, item: Item, shown: frozenset[str]) -> list[Field]:
    """Return (key, title, value) of what *item* has beside the keys *shown* elsewhere."""
    titles = {key.name: key.title for key in site.keys.get(item.type.name, ())}
    return [
        (key, titles.get(key, ""), value)
        for key, value in item.data.items()
        if key not in shown and value not in (None, [], {}, "")
    ]


def is_short(value: object) -> bool:
    """Return whether *value* is one word, number or day, which needs no heading of its own."""
    if isinstance(value, str):
        return len(value) <= SHORT and "\n" not in value and not value.endswith((".", "!", "?"))
    return isinstance(value, bool | int | float)


def above(site: Site, document: Document, here: str) -> str:
    """Return what stands as data before the text of a Markdown *document*; often nothing."""
    if document.data.get("targets"):
        return site.page("targets.html", here, document=document)
    glance = [field for field in fields(site, document, IN_PANEL) if field[0] in AT_A_GLANCE]
    return site.page("glance.html", here, fields=glance) if glance else ""


def below(site: Site, document: Document, here: str) -> str:
    """Return what stands as data behind the text of a Markdown *document*; often nothing."""
    rest = behind(site, document)
    data = site.page("contents.html", here, fields=rest, measured=MEASURED) if rest else ""
    return level_section(site, document, here) + data


def behind(site: Site, document: Document) -> list[Field]:
    """Return the data that stands behind the text of a Markdown *document*."""
    shown = IN_PANEL | AT_A_GLANCE | (PROMISED if document.data.get("targets") else frozenset())
    return fields(site, document, shown)
