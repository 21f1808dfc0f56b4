"""Internal audits: the programme, the clauses covered, the findings and what came of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sms_docs.audited import AUDIT
from sms_docs.followup import actions
from sms_docs.views.audit.programme import coverage, findings, programme
from sms_docs.views.site import Page, Site

URI = "audits/"
TITLE = "Internal audits"


def pages(site: Site) -> Iterator[Page]:
    """Give one page; of audits that are not published it has id and title."""
    audits = programme(site)
    tasks = actions(site.records.values(), site.report.as_of)
    found = list(findings(site, audits, {each.record.id: each for each in tasks if not each.key}))
    every = [each for each in site.records.values() if each.type.name == AUDIT]
    html = site.page(
        "audits.html",
        URI,
        title=TITLE,
        kind=AUDIT,
        audits=audits,
        hidden=[each for each in every if not site.is_published(each)],
        coverages=list(coverage(site, audits)),
        findings=found,
        grades=Counter(each.grade for each in found),
        states=Counter(each.state for each in audits),
    )
    yield Page(URI, TITLE, html, search=False, wide=True)
