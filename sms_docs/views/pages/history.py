"""The history of each approved document: every version, its records, and what it changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from sms_docs.approval import History
from sms_docs.model import Document, Status
from sms_docs.trust import Meaning
from sms_docs.views.acts import acts, place, taken_back
from sms_docs.views.contents import IN_PANEL, fields
from sms_docs.views.history import (
    Act,
    Edition,
    act,
    coming,
    editions,
    history_of,
    history_uri,
    is_separate,
    pending,
)
from sms_docs.views.redline import changes
from sms_docs.views.site import Page, Site

# Of the versions before one, the newest are compared with it.
MOST = 40


class Refused(NamedTuple):
    """A record that does not count, and why; *rule* is empty where its signer took it back."""

    path: str
    version: str
    reason: str
    rule: str


class New(NamedTuple):
    """A text that is compared with earlier ones.

    *uri* is the page of the comparison, *text_uri* that of the text.  *path* is the
    working file of a text that is not approved, else empty.
    """

    version: str
    change: str
    text: str
    uri: str
    text_uri: str
    path: str = ""


class Comparison(NamedTuple):
    """What changed since an earlier version."""

    version: str
    html: Markup


def pages(site: Site) -> Iterator[Page]:
    """Give for each published document with approval records its history and what belongs to it.

    That is a page for each version that is not the one in use, one for what changed in
    each version but the first, and one for what a newer working text would change.
    """
    for document in site.documents.values():
        if site.is_published(document) and (uri := history_uri(site, document)):
            found = editions(site, document)
            yield _history(site, document, uri, found)
            for index, edition in enumerate(found):
                if edition.document and edition.uri != site.uri(document):
                    yield _text(site, document, edition)
                if edition.changes:
                    earlier = _earlier(found[:index])
                    yield _changes(site, document, _approved(edition), found, earlier)
            if (waiting := pending(site, document)) and waiting.uri:
                working = site.working[document.id]
                new = New(*waiting[:2], working.text, waiting.uri, "", working.path)
                yield _changes(site, document, new, found, _earlier(found)[:1])


def _history(site: Site, document: Document, uri: str, found: Sequence[Edition]) -> Page:
    history = history_of(site, document)
    title = f"History of {document.title}"
    html = site.page(
        "history.html",
        uri,
        title=title,
        document=document,
        editions=[(each, _acts(site, document, each)) for each in reversed(found)],
        incomplete=[
            (version, missing)
            for version, missing in history.incomplete.items()
            if version not in {each.revision.version for each in found}
        ],
        refused=list(_refused(site, history)),
        pending=pending(site, document),
        coming=coming(site, document),
        separate=is_separate(site, document),
    )
    return Page(uri, title, html, search=False)


def _acts(site: Site, document: Document, edition: Edition) -> list[Act]:
    """Return the records of one version that hold today, by the time of signing."""
    return [
        act(site, verdict)
        for stated, verdict in acts(history_of(site, document), site.report.as_of)
        if verdict.record.version == edition.revision.version
        and stated.meaning is not Meaning.RETRACT
    ]


def _refused(site: Site, history: History) -> Iterator[Refused]:
    gone = taken_back(history, site.report.as_of)
    for verdict in history.verdicts:
        record = verdict.record
        if retraction := gone.get(place(verdict)):
            stated = retraction[0]
            reason = f"taken back by its signer on {stated.signed_at.date()}: {stated.comment}"
            yield Refused(record.path, record.version, reason, "")
        elif verdict.trouble:
            yield Refused(
                record.path, record.version, verdict.trouble.message, verdict.trouble.rule
            )
        elif record.statement and record.statement.signed_at.date() > site.report.as_of:
            reason = f"signed after {site.report.as_of}, the day that this page shows"
            yield Refused(record.path, record.version, reason, "")


def _earlier(found: Sequence[Edition]) -> list[Edition]:
    """Return the published versions of *found*, the newest first."""
    return [each for each in reversed(found) if each.document]


def _text(site: Site, document: Document, edition: Edition) -> Page:
    """Return the page of an approved version that is not the one in use."""
    text = edition.document
    assert text is not None  # noqa: S101 - see `pages`
    version = edition.revision.version
    title = f"{text.title}, version {version}"
    yaml = text.type.format == "yaml"
    html = site.page(
        "version.html",
        edition.uri,
        title=title,
        document=document,
        text=text,
        edition=edition,
        acts=[each for each in _acts(site, document, edition) if each.verdict.record.signature],
        fields=fields(site, text, IN_PANEL),
        mark="" if yaml else "sms-",
        history=history_uri(site, document),
        is_over=edition.state in (Status.SUPERSEDED, Status.WITHDRAWN),
    )
    if yaml:
        return Page(edition.uri, title, html, search=False)
    stored = edition.revision.stored
    return Page(edition.uri, title, html, search=False, text=text, stored=stored)


def _changes(
    site: Site, document: Document, new: New, found: Sequence[Edition], earlier: Sequence[Edition]
) -> Page:
    """Return the page of what *new* changes since each of the *earlier* versions."""
    compared = [
        Comparison(
            each.revision.version,
            changes(each.revision.stored.text, new.text, whole=each is earlier[0]),
        )
        for each in earlier[:MOST]
    ]
    does = "would change" if new.path else "changed"
    title = f"{document.title}: what version {new.version} {does}"
    html = site.page(
        "changes.html",
        new.uri,
        title=title,
        document=document,
        new=new,
        compared=compared,
        editions=[each for each in found if each.changes],
        history=history_uri(site, document),
        left=len(earlier) - len(compared),
    )
    return Page(new.uri, title, html, search=False, wide=True)


def _approved(edition: Edition) -> New:
    revision, text = edition.revision, edition.document
    change = text.get("change") if text else ""
    return New(revision.version, change, revision.stored.text, edition.changes, edition.uri)
