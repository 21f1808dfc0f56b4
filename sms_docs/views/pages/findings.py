"""What the checker says now, and which departures from the rules have leave."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.model import Severity
from sms_docs.views.attention import grouped, is_shown
from sms_docs.views.site import Page, Site

URI = "findings/"


def pages(site: Site) -> Iterator[Page]:
    """Give the findings grouped by rule, and the waivers.

    A finding on a document that is not published is counted, never shown: its message
    quotes the document.
    """
    title = "Findings"
    html = site.page(
        "findings.html",
        URI,
        title=title,
        groups=grouped(site),
        errors=site.report.count(Severity.ERROR),
        warnings=site.report.count(Severity.WARNING),
        withheld=sum(not is_shown(site, finding) for finding in site.report.findings),
    )
    yield Page(URI, title, html, search=False)
