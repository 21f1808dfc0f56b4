"""Which records the documents ask for, from when on, and which are missing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from approving import approve, lay
from hypothesis import given
from hypothesis import strategies as st
from small_sms import AUDIT, KINDS, RISK, SERVICE, document, kind, one_requirement, record, system

from sms_docs.approval import History, Revision, StoredText
from sms_docs.cadence import Cadence, Keeping
from sms_docs.calendar_period import calendar_period, holding
from sms_docs.check import assess
from sms_docs.model import (
    Document,
    DocumentType,
    ManagementSystem,
    Record,
    Reference,
    Standing,
    Status,
)
from sms_docs.period import later
from sms_docs.rules import find_rule
from sms_docs.trace import State, trace
from sms_docs.trust import Level

TODAY = date(2026, 11, 20)
SINCE = date(2026, 6, 15)
DRAFT = Standing()
REPORT = kind("service-report", "record", "R24")._replace(
    title="Service report", schema={"properties": {"period": {}}}
)
EXTRACT = kind("extract", "record", "R11", "R20", "R21")._replace(
    schema={"properties": {"period": {}}},
    conditions={
        "R20": {"process": "change"},
        "R21": {"process": "incident", "conclusions": True},
    },
)
AGREEMENT = kind("agreement", "document", form="markdown")
TYPES = {each.name: each for each in (*KINDS, REPORT, EXTRACT, AGREEMENT)}
Entry = dict[str, Any]


def entry(of: DocumentType = REPORT, every: str = "P1M", **more: object) -> Entry:
    """Return an entry of `records`, as it is read from front matter."""
    given: Entry = {"name": "What", "kept_in": "Here", "retention": "P3Y", "kind": of.name}
    return given | ({"every": every} if every else {}) | more


def asking(*entries: object, since: date = SINCE, identity: str = "PRC-001") -> Document:
    """Return a document that came into force on *since* and asks for *entries*."""
    standing = Standing(Status.IN_FORCE, in_force_since=since)
    return document(identity, "9", standing=standing, records=list(entries))


def report(period: str, day: str = "", number: int = 1, **more: Any) -> Record:  # noqa: ANN401
    """Return a service report about *period*, of the day after it."""
    last = calendar_period(period)
    assert last
    day = day or (last.last + timedelta(days=1)).isoformat()
    more.setdefault("procedure", "PRC-001")
    names = [Reference(key, value, (key,)) for key, value in more.items() if isinstance(value, str)]
    made = record(f"SRP-2026-{number:03}", day, of=REPORT, period=period, **more)
    return replace(made, references=tuple(names))


def whole(*items: Document | Record, **histories: History) -> ManagementSystem:
    named = {identity.replace("_", "-"): history for identity, history in histories.items()}
    return replace(system(*items), types=TYPES, histories=named)


def followed(*items: Document | Record, today: date = TODAY) -> tuple[Cadence, ...]:
    return trace(whole(*items), today).cadences


def one(*items: Document | Record, today: date = TODAY) -> Cadence:
    (found,) = followed(*items, today=today)
    return found


def missing(found: Cadence) -> list[str]:
    return [each.period for each in found.missing]


def history(*texts: tuple[str, date]) -> History:
    """Return the history of a document with these texts, each with the day it applies from."""
    revisions = [
        Revision(f"1.{n}", StoredText("", text, "", {}), (), (), day, day, Level.SIGNED)
        for n, (text, day) in enumerate(texts)
    ]
    return History("PRC-001", tuple(revisions))


def test_each_month_that_begins_once_the_document_is_in_force_is_expected() -> None:
    found = one(asking(entry()))
    assert [each.period for each in found.expected] == [
        "2026-07",
        "2026-08",
        "2026-09",
        "2026-10",
        "2026-11",
    ]
    assert missing(found) == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert found.words == "service report is missing for 2026-07, 2026-08 and 2 more periods"


@pytest.mark.parametrize(
    ("every", "expected"),
    [("P1M", "2026-10"), ("P3M", "2026-Q3"), ("P1Y", "2026"), ("P12M", "2026")],
)
def test_the_rhythm_says_what_a_record_is_about(every: str, expected: str) -> None:
    found = one(asking(entry(every=every), since=date(2026, 1, 1)), today=date(2027, 1, 1))
    assert expected in [each.period for each in found.expected]


def test_a_month_in_which_the_document_came_into_force_counts_from_its_first_day_only() -> None:
    assert missing(one(asking(entry(), since=date(2026, 10, 1)))) == ["2026-10"]
    assert missing(one(asking(entry(), since=date(2026, 10, 2)))) == []


def test_a_record_answers_its_exact_period() -> None:
    items = (asking(entry(), since=date(2026, 9, 1)), report("2026-09"), report("2026-Q4"))
    found = one(*items)
    assert missing(found) == ["2026-10"]
    assert found.expected[0].record is items[1]


@pytest.mark.parametrize(
    "wrong",
    [
        report("2026-10", "2026-11-21"),
        replace(report("2026-10"), valid=False),
        report("2026-10", "soon"),
        replace(report("2026-10"), type=EXTRACT),
    ],
    ids=["dated later", "refused by its schema", "without a day", "of another kind"],
)
def test_what_does_not_count_answers_nothing(wrong: Record) -> None:
    assert missing(one(asking(entry(), since=date(2026, 10, 1)), wrong)) == ["2026-10"]


def test_a_record_must_say_what_the_entry_says_where() -> None:
    asked = entry(EXTRACT, where={"process": "change"})
    made = [
        record("EXT-2026-001", of=EXTRACT, period="2026-10", process=process, procedure="PRC-001")
        for process in ("incident", "change")
    ]
    given = asking(asked, since=date(2026, 10, 1))
    assert one(given, made[0]).words == "extract (process change) is missing for 2026-10"
    assert one(given, *made).words == ""


@pytest.mark.parametrize("where", [{}, {"procedure": "PRC-001"}])
def test_a_record_answers_the_document_that_it_comes_from(where: dict[str, str]) -> None:
    asked = entry(EXTRACT, where={"process": "change", **where})
    given = asking(asked, since=date(2026, 10, 1))
    said = [("change", "PRC-002"), ("incident", "PRC-001"), ("change", "PRC-001")]
    made = [
        record(f"EXT-2026-00{n}", of=EXTRACT, period="2026-10", process=process, procedure=by)
        for n, (process, by) in enumerate(said, 1)
    ]
    assert missing(one(given, *made[:2])) == ["2026-10"]
    assert missing(one(given, *made)) == []


def test_an_entry_can_ask_for_the_records_of_another_procedure() -> None:
    given = asking(entry(where={"procedure": "PRC-002"}), since=date(2026, 10, 1))
    assert missing(one(given, report("2026-10"))) == ["2026-10"]
    assert missing(one(given, report("2026-10", procedure="PRC-002"))) == []


def test_other_kinds_are_counted_from_the_newest_record() -> None:
    given = asking(entry(AUDIT, "P6M"), since=date(2026, 1, 10))
    made = record("AUD-2026-001", "2026-05-21", of=AUDIT, procedure="PRC-001")
    assert one(given, made).words == ""
    found = one(given, made, today=date(2026, 11, 22))
    assert found.words == "no internal-audit since 2026-05-21; the next was due by 2026-11-21"
    assert found.newest is made


def test_an_older_record_than_the_demand_does_not_make_the_first_one_due_at_once() -> None:
    given = asking(entry(AUDIT, "P6M"))
    made = record("AUD-2020-001", "2020-05-21", of=AUDIT, procedure="PRC-001")
    assert one(given, made).words == ""
    found = one(given, made, today=date(2026, 12, 16))
    assert found.words == "no internal-audit since 2026-06-15; the next was due by 2026-12-15"


def test_half_a_year_has_no_name_and_is_counted_from_the_newest_record() -> None:
    given = asking(entry(every="P6M"), since=date(2026, 1, 10))
    assert one(given).words.startswith("no service report since 2026-01-10")
    assert one(given, report("2026-09")).words == ""


def test_the_next_record_and_the_state_can_be_shown() -> None:
    given = asking(entry(grace="P10D"), since=date(2026, 9, 1))
    made = [report("2026-09", number=1), report("2026-10", number=2)]
    kept = one(given, *made)
    assert kept.next
    assert (kept.next.period, kept.next.due, kept.next.until) == (
        "2026-11",
        date(2026, 11, 30),
        date(2026, 12, 10),
    )
    assert (kept.state, kept.newest) == (Keeping.KEPT, made[1])
    assert one(given, made[0], today=date(2026, 11, 10)).state is Keeping.AWAITED
    assert one(given, made[0], today=date(2026, 11, 11)).state is Keeping.MISSING


def test_the_first_record_is_awaited() -> None:
    given = asking(entry(AUDIT, "P1Y"))
    assert one(given).state is Keeping.AWAITED
    assert one(given).next
    made = record("AUD-2026-001", "2026-07-01", of=AUDIT, procedure="PRC-001")
    assert one(given, made).state is Keeping.KEPT


def test_a_record_written_before_its_month_has_ended_makes_the_next_month_the_next() -> None:
    given = asking(entry(), since=date(2026, 11, 1))
    found = one(given, report("2026-11", "2026-11-19"))
    assert found.next
    assert found.next.period == "2026-12"


def test_what_is_past_its_retention_is_not_expected_any_more() -> None:
    given = asking(entry(retention="P1Y"), since=date(2020, 1, 1))
    assert missing(one(given))[0] == "2025-11"


def test_without_every_nothing_is_due() -> None:
    traced = trace(whole(asking(entry(every=""))), TODAY)
    assert traced.cadences == ()
    (demand,) = traced.demands
    assert (demand.kind, demand.position, demand.every) == (REPORT, 0, "")


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.IN_FORCE])
def test_only_documents_in_force_ask(status: Status) -> None:
    given = document("PRC-001", standing=Standing(status), records=[entry()])
    assert trace(whole(given), TODAY).demands == ()


def test_a_preview_counts_what_is_not_approved_from_today_on() -> None:
    given = document("PRC-001", standing=DRAFT, records=[entry()])
    (found,) = trace(whole(given), TODAY, working=True).cadences
    assert found.since == TODAY
    assert found.words == ""
    gone = replace(given, standing=Standing(Status.WITHDRAWN))
    assert trace(whole(gone), TODAY, working=True).demands == ()


FRONT = """---
id: PRC-001
records:
{entries}
change: First.
---

## Records

The text says `kind: service-report` and `every: P1M` too.
"""
MONTHLY = """  - name: Reports
    kept_in: Here
    kind: service-report
    every: P1M"""
FORMS = {
    "block": MONTHLY,
    "others beside it": f"  - name: A\n    kind: risk\n    every: P1Y\n{MONTHLY}\n  - name: B",
    "no indent": MONTHLY.replace("\n  ", "\n").replace("  - ", "- ", 1),
    "quotes": MONTHLY.replace("service-report", '"service-report"').replace("P1M", "'P1M'"),
    "comments": MONTHLY.replace("    every", "    # how often\n    every"),
    "one line": "  - {name: Reports, kind: service-report, every: P1M}",
}
NONE = {
    "another kind": MONTHLY.replace("service-report", "internal-audit"),
    "no rhythm": MONTHLY.replace("    every: P1M", "    retention: P3Y"),
    "another rhythm": MONTHLY.replace("P1M", "P3M"),
    "a comment": "\n".join(f"  # {line}" for line in MONTHLY.split("\n")) + "\n  - name: A",
    "no list": "  none",
    "two entries": "  - name: A\n    kind: service-report\n  - name: B\n    every: P1M",
    "one subject each": f"{MONTHLY}\n    each: service",
}
OLD, NEW = date(2026, 1, 1), date(2026, 9, 1)


def since(*texts: tuple[str, date], asked: Entry | None = None, today: date = TODAY) -> date:
    """Return from when the newest of *texts*, with the entry *asked*, holds."""
    standing = Standing(Status.IN_FORCE, in_force_since=texts[-1][1])
    given = document("PRC-001", standing=standing, records=[asked or entry()])
    given = replace(given, text=texts[-1][0])
    (demand,) = trace(whole(given, PRC_001=history(*texts)), today).demands
    return demand.since


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_an_entry_holds_from_the_first_text_that_has_it(form: str) -> None:
    old = FRONT.format(entries=form)
    assert since((old, OLD), ("new", NEW)) == OLD


def test_a_list_on_one_line_is_read_too() -> None:
    flow = "records: [{name: A, kind: risk}, {name: B, kind: service-report, every: P1M}]"
    old = FRONT.format(entries="").replace("records:\n", flow)
    assert since((old, OLD), ("new", NEW)) == OLD


def test_a_document_in_yaml_is_read_too() -> None:
    old = FRONT.format(entries=MONTHLY).partition("change:")[0].removeprefix("---\n")
    assert since((old, OLD), ("new", NEW)) == OLD


@pytest.mark.parametrize("form", NONE.values(), ids=NONE.keys())
def test_a_text_without_the_entry_does_not_count(form: str) -> None:
    old = FRONT.format(entries=form)
    assert since((old, OLD), ("new", NEW)) == NEW


def test_a_text_that_asks_for_no_records_does_not_count() -> None:
    old = FRONT.format(entries=MONTHLY).replace("records:", "related:")
    assert since((old, OLD), ("new", NEW)) == NEW


def test_what_an_entry_says_where_is_part_of_it() -> None:
    form = "  - name: A\n    kind: extract\n    where:\n      process: {}\n    every: P1M"
    asked = entry(EXTRACT, where={"process": "change"})
    for process, day in (("change", OLD), ("incident", NEW)):
        old = FRONT.format(entries=form.format(process))
        assert since((old, OLD), ("new", NEW), asked=asked) == day


def test_the_rhythm_of_a_kind_without_period_may_change() -> None:
    old = FRONT.format(entries="  - name: A\n    kind: internal-audit\n    every: P2Y")
    assert since((old, OLD), ("new", NEW), asked=entry(AUDIT, "P1Y")) == OLD


def test_an_entry_that_was_left_out_for_a_while_begins_anew() -> None:
    old = FRONT.format(entries=MONTHLY)
    between = (FRONT.format(entries="  - name: A"), date(2026, 5, 1))
    assert since((old, OLD), between, (old + "\n", NEW)) == NEW


def test_a_text_that_is_not_in_force_yet_changes_nothing() -> None:
    old = FRONT.format(entries=MONTHLY)
    given = replace(asking(entry()), text=old)
    texts = history((old, OLD), ("other", date(2026, 12, 1)))
    (demand,) = trace(whole(given, PRC_001=texts), TODAY).demands
    assert demand.since == OLD


def test_a_preview_of_a_new_entry_counts_from_today_and_of_an_old_one_as_before() -> None:
    old = FRONT.format(entries=MONTHLY)
    given = replace(asking(entry(), entry(AUDIT, "P1Y")), text="working")
    system_ = whole(given, PRC_001=history((old, OLD)))
    assert [each.since for each in trace(system_, TODAY, working=True).demands] == [OLD, TODAY]


def services(*agreements: Document) -> list[str]:
    """Return the services of which reports are asked for, with the day that holds from."""
    given = [asking(entry(each="service"), since=OLD), *agreements]
    given += [
        document(f"SVC-00{n}", of=SERVICE, standing=Standing(Status.IN_FORCE, in_force_since=day))
        for n, day in ((1, date(2026, 3, 1)), (2, date(2026, 8, 1)))
    ]
    given.append(document("SVC-003", of=SERVICE, standing=DRAFT))
    return [f"{each.item and each.item.id} {each.since}" for each in followed(*given)]


def promise(number: int, service: str, standing: Standing) -> Document:
    return document(f"SLA-00{number}", of=AGREEMENT, standing=standing, service=service)


def test_services_count_from_the_agreement_that_is_about_them() -> None:
    """However late they were entered in the catalogue, the promise was there before."""
    in_force = Standing(Status.IN_FORCE, in_force_since=date(2026, 4, 1))
    gone = Standing(Status.WITHDRAWN, in_force_since=date(2026, 2, 1))
    assert services() == []
    assert services(promise(1, "SVC-001", DRAFT), promise(2, "SVC-002", gone)) == []
    assert services(promise(1, "SVC-003", in_force)) == []
    both = [promise(1, "SVC-001", in_force), promise(2, "SVC-002", in_force)]
    assert services(*both) == ["SVC-001 2026-04-01", "SVC-002 2026-04-01"]


def test_an_agreement_that_replaces_another_one_does_not_begin_anew() -> None:
    in_force = Standing(Status.IN_FORCE, in_force_since=date(2026, 9, 1))
    replaced = Standing(Status.SUPERSEDED, in_force_since=date(2026, 2, 1))
    given = [promise(1, "SVC-001", replaced), promise(2, "SVC-001", in_force)]
    assert services(*given) == ["SVC-001 2026-02-01"]


def test_other_documents_count_from_the_day_on_which_they_came_into_force() -> None:
    later_one = asking(since=date(2026, 9, 2), identity="PRC-002")
    given = [asking(entry(each="procedure")), later_one, document("PRC-003", standing=DRAFT)]
    found = followed(*given, report("2026-10", about="PRC-002"))
    assert [each.words for each in found] == [
        "service report for PRC-001 is missing for 2026-07, 2026-08 and 2 more periods",
        "",
    ]


def test_a_record_belongs_to_each_item_that_it_names() -> None:
    risks = [record(f"RSK-00{n}", "2026-09-20", of=RISK) for n in (1, 2)]
    given = [asking(entry(each="risk")), *risks, report("2026-10", risk="RSK-002")]
    assert [each.words for each in followed(*given)] == [
        "service report for RSK-001 is missing for 2026-10",
        "",
    ]


def test_a_record_that_is_not_filled_in_answers_nothing() -> None:
    stub = replace(report("2026-10"), text="summary: ‹To be written.›\n")
    (found,) = followed(asking(entry()), stub)
    assert [each.period for each in found.missing][-1] == "2026-10"


@pytest.mark.parametrize(
    ("closed", "count"), [("", 1), ("2026-11-20", 0), ("2026-11-21", 1), ("x", 1)]
)
def test_of_records_those_count_that_are_not_closed(closed: str, count: int) -> None:
    risk = record("RSK-001", of=RISK, closed=closed)
    later_one = record("RSK-002", "2026-12-01", of=RISK)
    refused = record("RSK-003", of=RISK, valid=False)
    assert len(followed(asking(entry(each="risk")), risk, later_one, refused)) == count


def test_cadences_come_by_document_place_and_subject() -> None:
    risks = [record(f"RSK-00{n}", of=RISK) for n in (1, 2)]
    given = [
        asking(entry(), identity="PRC-002"),
        asking(entry(AUDIT), entry(each="risk")),
        *risks,
    ]
    assert [
        (each.demand.document.id, each.demand.position, each.item and each.item.id)
        for each in followed(*given)
    ] == [
        ("PRC-001", 0, None),
        ("PRC-001", 1, "RSK-001"),
        ("PRC-001", 1, "RSK-002"),
        ("PRC-002", 0, None),
    ]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["risk", "P1M", "service", "x"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.just("process"), inner),
    max_leaves=4,
)
KEYS = st.sampled_from(["name", "kind", "where", "every", "grace", "each", "retention"])


@given(st.lists(st.dictionaries(KEYS, ANY) | ANY, max_size=3) | ANY)
def test_whatever_a_broken_document_holds_nothing_is_raised(records: object) -> None:
    given = replace(document("PRC-001", "9", records=records), valid=False)
    one_of = whole(given, record("RSK-001", of=RISK, closed=records, period=records))
    traced = trace(one_of, TODAY)
    for name in ("record-missing", "record-kind-unknown", "record-period-duplicated"):
        rule = find_rule(name)
        assert rule
        list(rule.check(one_of, traced, TODAY))


@pytest.mark.parametrize("today", [date.max, date.min, date(9999, 11, 30)])
@pytest.mark.parametrize("every", ["P1M", "P6M", "P9999Y"])
def test_the_ends_of_the_calendar_are_days_too(today: date, every: str) -> None:
    given = asking(entry(every=every, grace="P9999Y", retention="P9999Y"), since=date(9999, 10, 5))
    followed(given, today=today)
    followed(given, report("2026-10"), today=today)


SINCES = st.dates(date(2024, 1, 1), date(2026, 11, 20))
EVERY = st.sampled_from(["P1M", "P3M", "P1Y", "P6M", "P45D"])
GRACE = st.sampled_from(["", "P5D", "P1M"])
MONTHS = st.integers(0, 35).map(lambda n: f"{2024 + n // 12}-{n % 12 + 1:02}")
REPORTS = st.lists(MONTHS, max_size=20).map(
    lambda periods: [report(period, number=n) for n, period in enumerate(periods, 1)]
)


@given(SINCES, EVERY, GRACE, REPORTS, REPORTS)
def test_more_records_never_make_more_missing(
    since: date, every: str, grace: str, some: list[Record], more: list[Record]
) -> None:
    given = asking(entry(every=every, grace=grace) if grace else entry(every=every), since=since)
    fewer = one(given, *some, *more)
    assert set(missing(fewer)) <= set(missing(one(given, *some)))


@given(SINCES, EVERY, GRACE)
def test_the_last_day_of_grace_is_in_time_and_the_next_is_not(
    since: date, every: str, grace: str
) -> None:
    given = asking(entry(every=every, grace=grace) if grace else entry(every=every), since=since)
    first = one(given, today=since).next
    assert first
    assert first.until == (later(first.due, grace) if grace else first.due)
    assert one(given, today=first.until).missing == ()
    (late,) = one(given, today=first.until + timedelta(days=1)).missing
    assert late.period == first.period


@given(SINCES, st.sampled_from(["P1M", "P3M", "P1Y"]), GRACE)
def test_with_a_record_for_each_period_nothing_is_missing(
    since: date, every: str, grace: str
) -> None:
    given = asking(entry(every=every, grace=grace) if grace else entry(every=every), since=since)
    periods = [each.period for each in one(given).expected if each.due < TODAY]
    found = one(given, *[report(each, number=n) for n, each in enumerate(periods, 1)])
    assert found.missing == ()
    assert found.state is (Keeping.KEPT if periods else Keeping.AWAITED)
    assert found.next
    assert found.next.period == holding(found.next.due, found.demand.length).label


def outcome(*items: Document | Record, asked: str = "R24") -> tuple[State, str]:
    """Return how far the one requirement is met, which asks for *asked*, and why not further."""
    evidence = "document" if asked.startswith("D") else "record"
    catalogue = one_requirement(evidence, asked)
    row = trace(replace(whole(*items), catalogues={"iso": catalogue}), TODAY).rows["iso"][0]
    return row.state, row.reason


def test_a_requirement_is_current_while_no_record_of_a_cadence_is_missing() -> None:
    given = asking(entry(), since=date(2026, 9, 1))
    assert outcome(given)[0] is State.DOCUMENTED
    kept = [report("2026-09", number=1)]
    expected = (State.EVIDENCED, "service report is missing for 2026-10")
    assert outcome(given, *kept) == expected
    kept.append(report("2026-10", number=2))
    assert outcome(given, *kept) == (State.CURRENT, "")


def test_the_reason_counts_what_else_is_missing() -> None:
    risks = [record(f"RSK-00{n}", "2026-09-20", of=RISK) for n in (1, 2, 3)]
    given = [asking(entry(each="risk")), *risks, report("2026-10", risk="RSK-002")]
    assert outcome(*given) == (
        State.EVIDENCED,
        "service report for RSK-001 is missing for 2026-10; and 1 more like it",
    )


def test_a_cadence_that_rules_out_what_gives_the_artefact_does_not_count_for_it() -> None:
    made = record("EXT-2026-001", of=EXTRACT, process="change", period="2026-01")
    about = [entry(EXTRACT, where={"process": process}) for process in ("incident", "change")]
    assert outcome(asking(about[0]), made, asked="R20") == (State.CURRENT, "")
    assert outcome(asking(about[1]), made, asked="R20")[0] is State.EVIDENCED
    assert outcome(asking(entry(EXTRACT)), made, asked="R20")[0] is State.EVIDENCED


def test_a_cadence_counts_for_what_only_records_with_some_value_give() -> None:
    words = {"process": "incident", "conclusions": "None."}
    made = record("EXT-2026-001", of=EXTRACT, period="2026-01", **words)
    about = entry(EXTRACT, where={"process": "incident"})
    assert outcome(asking(about), made, asked="R21")[0] is State.EVIDENCED


@pytest.mark.parametrize(
    ("day", "state"), [("2025-10-20", State.CURRENT), ("2025-10-19", State.EVIDENCED)]
)
def test_where_no_document_says_how_often_a_record_counts_for_13_months(
    day: str, state: State
) -> None:
    found = outcome(document("PRC-001", "9"), record("NCR-2025-001", day))
    reason = (
        f"the newest record of R24, NCR-2025-001, is of {day}: older than 13 months, and no"
        " document in force says how often it is kept"
    )
    assert found == (state, "" if state is State.CURRENT else reason)


def test_what_is_kept_when_something_happens_does_not_grow_old() -> None:
    old = record("NCR-2020-001", "2020-05-01")
    asked = entry(TYPES["nonconformity"], every="")
    assert outcome(asking(asked), old)[0] is State.CURRENT
    draft = document("PRC-002", standing=DRAFT, records=[asked])
    assert outcome(document("PRC-001", "9"), draft, old)[0] is State.EVIDENCED


def test_the_entries_of_a_register_do_not_grow_old_but_may_be_asked_for() -> None:
    old = record("RSK-001", "2020-05-01", of=RISK)
    assert outcome(document("PRC-001", "9"), old, asked="D04")[0] is State.CURRENT
    found = outcome(asking(entry(RISK, "P3M")), old, asked="D04")
    expected = "no risk since 2026-06-15; the next was due by 2026-09-15"
    assert found == (State.EVIDENCED, expected)


def test_approval_files_are_no_evidence(tmp_path: Path) -> None:
    lay(tmp_path)
    approve(tmp_path, "PRC-001", "ben-marsh", "service-manager", "2026-11-01T10:00:00Z")
    checked = assess(tmp_path, TODAY)
    assert checked.system.histories["PRC-001"].revisions
    assert [each for each in checked.system.records if "approvals" in each.path] == []
    shown = [each.path for row in checked.trace.rows["tiny"] for each in row.records]
    assert [path for path in shown if path.startswith("records/approvals/")] == []


def reported(working: list[object]) -> list[tuple[int, int]]:
    """Return where the finding stands in a working text with the entries *working*."""
    used = asking(entry(AUDIT), entry(), since=date(2026, 10, 1))
    places = {
        ("records",): (5, 1),
        **{("records", n, "kind"): (10 + n, 7) for n in range(len(working))},
    }
    text = replace(document("PRC-001", records=working), places=places)
    one_of = replace(whole(text), in_use=(used,))
    rule = find_rule("SMS604")
    assert rule
    found = rule.check(one_of, trace(one_of, TODAY), TODAY)
    return [each.place for each in found if "service report" in each.message]


def test_the_finding_stands_at_the_entry_of_the_working_text() -> None:
    assert reported([entry(AUDIT), entry()]) == [(11, 7)]
    assert reported([entry(), "nothing", entry(AUDIT)]) == [(10, 7)]
    assert reported([entry(AUDIT)]) == [(5, 1)]
