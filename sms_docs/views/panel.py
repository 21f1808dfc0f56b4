"""What stands around the text of a controlled document: where it stands, and what proves it."""

from __future__ import annotations

from typing import Any

from sms_docs.approval import Verdict
from sms_docs.model import Document
from sms_docs.views.contents import behind
from sms_docs.views.history import (
    Act,
    act,
    coming,
    editions,
    history_of,
    history_uri,
    is_separate,
    pending,
    revision_of,
)
from sms_docs.views.level_section import levels_of
from sms_docs.views.linked import by_kind, grouped
from sms_docs.views.site import Site

NEWEST = 5
REFERRING = 20


def head(site: Site, document: Document, here: str) -> str:
    """Return path, title and control panel: identity, standing, claims and relations."""
    related = document.data.get("related")
    names = related if isinstance(related, list) else []
    return site.page(
        "head.html",
        here,
        document=document,
        standing=document.standing,
        behind=behind(site, document),
        levels=bool(levels_of(site, document)),
        related=[(name, site.named(name)) for name in names if isinstance(name, str)],
        **_approval(site, document),
    )


def _approval(site: Site, document: Document) -> dict[str, Any]:
    """Return what the approval records say of *document*, for its control panel."""
    history = history_of(site, document)
    shown = revision_of(site, document)
    newest = history.newest
    confirmed = _acts(site, shown.confirmations if shown else ())
    return {
        "history": history_uri(site, document),
        "acts": _acts(site, shown.approvals if shown else ()),
        "confirmed": confirmed[-1] if confirmed else None,
        "gone": next(iter(_acts(site, (history.withdrawn,) if history.withdrawn else ())), None),
        "successor": site.named(document.standing.successor),
        "pending": pending(site, document),
        # Read only where there is one: it takes all the other versions.
        "coming": coming(site, document)
        if document.standing.applies_from and shown is not newest
        else None,
        "changes": _changes(site, document),
        "separate": not shown or is_separate(site, document),
        "unapproved": _unapproved(site, document),
    }


def _acts(site: Site, verdicts: tuple[Verdict, ...]) -> list[Act]:
    return [act(site, verdict) for verdict in verdicts if verdict.record.statement]


def _changes(site: Site, document: Document) -> str:
    """Return the page of what the version shown has changed; empty where it is the first."""
    shown = revision_of(site, document)
    if shown is None or shown is history_of(site, document).revisions[0]:
        return ""
    return next((each.changes for each in editions(site, document) if each.revision is shown), "")


def _unapproved(site: Site, document: Document) -> str:
    """Return what readers see in place of a working text in a preview; else nothing."""
    if not site.preview or document.standing.pending is None:
        return ""
    return next(
        (
            f"version {each.version}"
            for each in site.system.in_use
            if each.id == document.id and each is not document
        ),
        "",
    )


def foot(site: Site, document: Document, here: str) -> str:
    """Return what follows the text: the newest records that name it, and the documents."""
    naming = site.mentions.get(document.id, ())
    records = by_kind(naming, NEWEST)
    referring = grouped(
        [
            each
            for each in naming
            if isinstance(each.item, Document) and site.is_published(each.item)
        ],
        (),
        REFERRING,
    )
    if not (records or referring):
        return ""
    return site.page("foot.html", here, records=records, referring=referring)
