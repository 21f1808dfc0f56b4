"""The front matter sets what something else decides.

What it finds
    Keys that MkDocs or its theme would obey (`tags`, `hide`, `template`, `status`, …), and keys
    that claim an approval or a review (`approved_by`, `next_review`, …).

Why it matters
    A typed approval is a claim that nobody signed, and it stays when the text changes. A key for
    the theme could hide a document from navigation and search, or have its text run as a template.

Example
        approved_by: Ada Ironwood
        next_review: 2027-06-30

Use instead
        review_interval: P12M

Fix
    Delete the key. The message says what sets it instead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sms_docs.model import KEY, Defect, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS103"
SEVERITY = Severity.ERROR

_APPROVAL = "the approval records in records/approvals say who approved which text, and when"
_REVIEW = "the review day follows from the last approval or confirmation and review_interval"
_STANDING = "the status is derived from the approval records"
_LIST = "audience and clauses say whom and what the text concerns"
_NAVIGATION = "the site lists every document that its classification allows to be published"
_LAYOUT = "the site shows all documents of a type in the same way"
_MACROS = "controlled text is never run as a template"
_HISTORY = "git knows when a text was written and changed"
_TYPE = "the folder decides which type a document has"

# What sets the value instead, for each key that must not be typed into a document.
REFUSED: Final[Mapping[str, str]] = {
    "approval": _APPROVAL,
    "approval_date": _APPROVAL,
    "approved": _APPROVAL,
    "approved_at": _APPROVAL,
    "approved_by": _APPROVAL,
    "approved_on": _APPROVAL,
    "approver": _APPROVAL,
    "approvers": _APPROVAL,
    "signature": _APPROVAL,
    "signed_by": _APPROVAL,
    "last_review": _REVIEW,
    "last_reviewed": _REVIEW,
    "next_review": _REVIEW,
    "review_date": _REVIEW,
    "review_due": _REVIEW,
    "reviewed": _REVIEW,
    "reviewed_by": _REVIEW,
    "reviewed_on": _REVIEW,
    "draft": _STANDING,
    "in_force_since": _STANDING,
    "status": _STANDING,
    "superseded_by": _STANDING,
    "withdrawn": _STANDING,
    "withdrawn_on": _STANDING,
    "categories": _LIST,
    "keywords": _LIST,
    "tags": _LIST,
    "boost": _NAVIGATION,
    "exclude": _NAVIGATION,
    "hide": _NAVIGATION,
    "nav_title": _NAVIGATION,
    "not_in_nav": _NAVIGATION,
    "search": _NAVIGATION,
    "slug": _NAVIGATION,
    "comments": _LAYOUT,
    "icon": _LAYOUT,
    "social": _LAYOUT,
    "subtitle": _LAYOUT,
    "template": _LAYOUT,
    "ignore_macros": _MACROS,
    "macros": _MACROS,
    "render_macros": _MACROS,
    "created": _HISTORY,
    "last_modified": _HISTORY,
    "modified": _HISTORY,
    "revision_date": _HISTORY,
    "updated": _HISTORY,
    "kind": _TYPE,
    "type": _TYPE,
}


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report every refused key of every document, at the key."""
    refused = REFUSED.keys()
    for document in system.documents:
        if refused.isdisjoint(document.data):
            continue
        for key in document.data:
            if key in refused:
                yield Defect(
                    document.path,
                    document.place(key, KEY),
                    f"'{key}' must not be typed into a document: {REFUSED[key]}",
                    f"Delete the key `{key}`.",
                    document.id,
                )
