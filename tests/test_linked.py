"""What names a record or document stands on its page, in words, and leads on from there."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from small_sms import AUDIT, CATALOGUE, NONCONFORMITY, RISK, SERVICE, document, kind, record, system

from sms_docs.finding import Report
from sms_docs.model import Document, Record, Reference
from sms_docs.trace import trace
from sms_docs.views.linked import Mention, by_kind, grouped, key_name, mentions, names
from sms_docs.views.pages import items
from sms_docs.views.panel import foot
from sms_docs.views.site import Site

TODAY = date(2026, 11, 20)
ACTION = kind("action")
REVIEW = kind("management-review")
HOLD = kind("hold")
TRAINING = kind("training")._replace(published=False)


class Key:
    """A key of a schema, as the loader gives it."""

    name = "controls"
    title = "Controls"


def naming(one: Any, **given: Any) -> Any:  # noqa: ANN401
    """Return *one* with references: each key path names an id."""
    references = []
    for path, value in given.items():
        steps = tuple(int(step) if step.isdecimal() else step for step in path.split("__"))
        references.append(Reference("record", value, steps))
    return replace(one, references=tuple(references))


def site(*there: Document | Record, **more: Any) -> Site:  # noqa: ANN401
    one = system(*there)
    one = replace(one, settings=one.settings._replace(catalogues=(CATALOGUE.id,)))
    report = Report(TODAY, (), (), len(one.documents), len(one.records), ())
    return Site(one, trace(one, TODAY), report, **more)


def page(whole: Site, identity: str) -> str:
    """Return what stands on the page of a record below its own values."""
    uri = whole.uri(whole.records[identity])
    html = next(each.html for each in items.pages(whole) if each.uri == uri)
    return unescape(html).partition('id="sms-named-by"')[2]


def test_a_key_is_called_as_the_schema_calls_it() -> None:
    assert key_name(("raised_by", 0)) == "raised_by"
    assert key_name(("findings", 3, "nonconformity")) == "findings[].nonconformity"
    assert key_name(("targets", 0, "calculation", "relies_on", 1, "agreement")) == (
        "targets[].calculation.relies_on[].agreement"
    )
    assert key_name(("service",)) == "service"


def test_each_mention_is_turned_round_once_and_people_and_roles_are_none() -> None:
    one = naming(record("NCR-001"), raised_by__0="AUD-001", raised_by__1="AUD-001", services__0="x")
    one = replace(one, references=(*one.references, Reference("role", "boss", ("owner",))))
    found = mentions([one], {})
    assert found == {
        "AUD-001": (Mention(one, "raised_by", "Led to"),),
        "x": (Mention(one, "services", "About it"),),
    }
    assert names(one) == {"AUD-001", "x"}


def test_an_unknown_key_is_called_by_its_title() -> None:
    risk = naming(record("RSK-001", of=RISK), controls__0="PRC-001")
    (mention,) = mentions([risk], {"risk": [Key()]})["PRC-001"]
    assert mention.words == "Named as controls"
    (mention,) = mentions([risk], {})["PRC-001"]
    assert mention.words == "Named as controls"
    hold = naming(record("HLD-001", of=HOLD), records__0="PRC-001")
    assert mentions([hold], {})["PRC-001"][0].words == "Kept on hold by"


def test_records_about_people_and_an_item_itself_name_nothing() -> None:
    training = naming(record("TRN-001", of=TRAINING), raised_by__0="NCR-001")
    itself = naming(record("NCR-001"), raised_by__0="NCR-001")
    assert mentions([training, itself], {}) == {}


def test_what_an_item_led_to_comes_first_and_whole() -> None:
    led = naming(record("ACT-001", of=ACTION), raised_by__0="NCR-001")
    audit = naming(record("AUD-001", of=AUDIT), findings__0__nonconformity="NCR-001")
    there = mentions([audit, led], {})["NCR-001"]
    assert [(each.words, each.items) for each in grouped(there, (), 9)] == [
        ("Led to", [led]),
        ("Found in", [audit]),
    ]
    assert [each.words for each in grouped(there, ("ACT-001", "AUD-001"), 9)] == ["Led to"]


def test_what_is_related_is_so_only_where_nothing_closer_is_known() -> None:
    needing = naming(document("SVC-002", of=SERVICE), related__0="SVC-001", depends_on__0="SVC-001")
    other = naming(document("SVC-003", of=SERVICE), related__0="SVC-001")
    groups = grouped(mentions([needing, other], {})["SVC-001"], (), 9)
    assert [(each.words, each.items) for each in groups] == [
        ("Needed by", [needing]),
        ("Related", [other]),
    ]


def test_the_newest_stand_there_and_the_rest_is_counted() -> None:
    risks = [naming(record(f"RSK-{n:03}", of=RISK), services__0="SVC-001") for n in range(7)]
    there = mentions([*risks, naming(record("NCR-001"), services__0="SVC-001")], {})["SVC-001"]
    (group,) = grouped(there, (), 5)
    assert (len(group.items), group.more) == (5, 3)
    risk, ncr = by_kind(there, 5)
    assert (risk.type, list(risk.records), risk.more) == (RISK, risks[:5], 2)
    assert (ncr.type, ncr.more) == (NONCONFORMITY, 0)


def test_from_a_finding_the_page_leads_to_what_became_of_it() -> None:
    audit = naming(
        record("AUD-001", of=AUDIT, findings=[{"clause": "1.2-a", "nonconformity": "NCR-001"}]),
        findings__0__nonconformity="NCR-001",
    )
    ncr = record("NCR-001", raised_by=["AUD-001"], due="2026-06-01", description="x")
    act = record("ACT-001", of=ACTION, raised_by=["NCR-001"], due="2026-12-01", description="y")
    whole = site(audit, naming(ncr, raised_by__0="AUD-001"), naming(act, raised_by__0="NCR-001"))
    on_audit = page(whole, "AUD-001")
    assert on_audit.index("Led to") < on_audit.index('href="../../nonconformitys/NCR-001/"')
    assert ">overdue<" in on_audit
    assert re.search(r"which led to <a [^>]*>ACT-001</a>", on_audit)
    on_ncr = page(whole, "NCR-001")
    assert ">ACT-001</span>" in on_ncr
    assert ">open<" in on_ncr
    assert "Found in" not in on_ncr, "the record names its audit already"
    assert page(whole, "ACT-001") == ""


def test_clauses_that_an_audit_names_lead_to_their_pages() -> None:
    audit = record("AUD-001", of=AUDIT, scope=["1.1", "9.9"], findings=[{"clause": "1.2-a"}])
    whole = site(audit)
    (shown,) = items.pages(whole)
    html = unescape(shown.html)
    assert 'href="../../../clauses/1.1/"' in html
    assert 'href="../../../clauses/1.2/#1.2-a"' in html
    assert '<span class="sms-clause">9.9</span>' in html


@pytest.mark.parametrize("classification", ["confidential", "restricted"])
def test_what_is_not_published_names_by_its_id_alone(classification: str) -> None:
    secret = record(
        "NCR-002", title="Quagmire", classification=classification, raised_by=["NCR-001"]
    )
    whole = site(record("NCR-001"), naming(secret, raised_by__0="NCR-001"))
    shown = page(whole, "NCR-001")
    assert '<span class="sms-id">NCR-002</span> <small>not published</small>' in shown
    assert "Quagmire" not in shown


def test_a_service_shows_the_records_about_it_by_kind_and_the_register_has_the_rest() -> None:
    service = document("SVC-001", of=SERVICE)
    risks = [
        naming(record(f"RSK-{n:03}", f"2026-01-0{n}", of=RISK), services__0="SVC-001")
        for n in range(1, 8)
    ]
    ncr = naming(record("NCR-001", "2026-05-01"), services__0="SVC-001")
    training = naming(record("TRN-001", of=TRAINING), services__0="SVC-001")
    other = naming(document("SVC-002", of=SERVICE), depends_on__0="SVC-001")
    whole = site(service, other, *risks, ncr, training)
    html = unescape(foot(whole, service, "services/SVC-001/"))
    assert html.index("NCR-001") < html.index("RSK-007") < html.index("RSK-003")
    assert "RSK-002" not in html
    assert '<a href="../../risks/">2 more in the register</a>' in html
    assert html.index("Needed by") < html.index('href="../SVC-002/"')
    assert "TRN-001" not in html


def test_documents_that_are_not_published_refer_to_nothing() -> None:
    service = document("SVC-001", of=SERVICE)
    other = naming(
        document("SVC-002", of=SERVICE, classification="restricted"), related__0="SVC-001"
    )
    assert foot(site(service, other), service, "services/SVC-001/") == ""
