"""What the services rest on: services, agreements, contracts, and who needs whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sms_docs.model import Document
from sms_docs.views.site import Site

SERVICE = "service"
PROMISED = "agreement"


class Links(NamedTuple):
    """What one service is tied to, each as ids in order."""

    depends_on: Sequence[str]
    needed_by: Sequence[str]
    agreements: Sequence[str]
    rests_on: Sequence[str]


def service_links(site: Site) -> Mapping[str, Links]:
    """Return id of each service -> its ties, from both ends of them.

    Of a service that is not published the others may speak, but its own data does not
    count; one that is named and does not exist is left out.
    """
    services = [each.id for each in site.documents.values() if each.type.name == SERVICE]
    ties = [tie for tie in _ties(site) if tie[1] in site.documents and tie[2] in site.documents]
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind, one, other in ties:
        if kind == "depends_on" and other not in services:
            continue
        found[kind, one].add(other)
        if kind == "depends_on":
            found["needed_by", other].add(one)
    return {
        identity: Links(*(sorted(found[kind, identity]) for kind in Links._fields))
        for identity in services
    }


def _ties(site: Site) -> Iterator[tuple[str, str, str]]:
    """Give (kind, service, what it is tied to) as published documents say it."""
    for document in site.documents.values():
        if not site.is_published(document):
            continue
        if document.type.name == SERVICE:
            for key, kind in (
                ("depends_on", "depends_on"),
                ("agreements", "agreements"),
                ("underpinned_by", "rests_on"),
            ):
                for name in _names(document, key):
                    yield kind, document.id, name
        else:
            kind = "agreements" if document.type.name == PROMISED else "rests_on"
            for name in (*_names(document, "services"), document.get("service")):
                yield kind, name, document.id


def _names(document: Document, key: str) -> list[str]:
    value = document.data.get(key)
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
