"""Service levels, key figures and suppliers on the site."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from level_sms import AVAILABILITY, MONTHS, SECRET, lay_levels, target
from small_sms import document, kind, record, system

from sms_docs.check import assess
from sms_docs.finding import Report
from sms_docs.model import Document, Record, Role, Standing, Status
from sms_docs.trace import trace
from sms_docs.views import home, service_levels
from sms_docs.views.chart.series import MET, MISSED, NOT_MEASURED, brief, number, trend
from sms_docs.views.contents import above, below
from sms_docs.views.kpis import by_owner, kpis
from sms_docs.views.level_section import budget_left, level_section, levels_of
from sms_docs.views.pages import all_pages
from sms_docs.views.panel import head
from sms_docs.views.service_levels import NOT_PUBLISHED, Level, levels, periods
from sms_docs.views.site import Page, Site
from sms_docs.views.suppliers import scorecards

TODAY = date(2026, 11, 20)
AGREEMENT = kind("agreement", "document", form="markdown")
CONTRACT = kind("contract", "document", form="markdown")
REPORT = kind("service-report")
MEASUREMENT = kind("measurement")
EXTRACT = kind("extract")
EVALUATION = kind("supplier-evaluation")
DISPUTE = kind("dispute")
HOSTILE = "</td><script>alert(1)</script>"
IN_FORCE = Standing(Status.IN_FORCE, in_force_since=date(2024, 1, 1))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of the SMS with a year of measurements."""
    checked = assess(lay_levels(tmp_path_factory.mktemp("levels") / "sms"))
    assert [each for each in checked.report.findings if each.severity == "error"] == []
    return Site(checked.system, checked.trace, checked.report)


@pytest.fixture(scope="module")
def made(whole: Site) -> dict[str, Page]:
    """The made pages of that site by their addresses."""
    return {page.uri: page for page in all_pages(whole)}


def site(*items: Document | Record, **more: Any) -> Site:  # noqa: ANN401
    one = replace(system(*items), **more)
    return Site(one, trace(one, TODAY), Report(TODAY, (), (), 0, 0, ()))


def agreement(
    *targets: dict[str, Any],
    identity: str = "SLA-001",
    since: date = IN_FORCE.in_force_since or TODAY,
    **data: Any,  # noqa: ANN401
) -> Document:
    standing = Standing(Status.IN_FORCE, in_force_since=since)
    given = {"service": "SVC-001", "targets": list(targets)} | data
    return document(identity, of=AGREEMENT, standing=standing, **given)


def report(identity: str, period: str, day: str = "2026-11-01", **data: Any) -> Record:  # noqa: ANN401
    return record(identity, day, REPORT, service="SVC-001", period=period, **data)


def told(name: str, value: str) -> list[dict[str, str]]:
    return [{"target": name, "value": value}]


def of(whole: Site, name: str) -> Level:
    """Return the target *name* of SLA-001."""
    return next(each for each in levels(whole)["SLA-001"] if each.id == name)


def words(html: str) -> str:
    """Return the words of *html* on one line."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def row(html: str, anchor: str) -> str:
    """Return the row of a table that has the id *anchor*, as words with bars between cells."""
    hit = re.search(rf'<tr id="{re.escape(anchor)}"[^>]*>(.*?)</tr>', unescape(html), re.DOTALL)
    assert hit, anchor
    return words(hit[1].replace("</td>", "|"))


# What the targets came to


def test_the_last_twelve_full_months_are_shown_and_what_ended_in_them(whole: Site) -> None:
    assert [each.label for each in periods(whole)] == MONTHS
    quarters = [each.label for each in periods(whole, "quarter")]
    assert quarters == ["2025-Q4", "2026-Q1", "2026-Q2", "2026-Q3"]
    assert [each.label for each in periods(whole, "year")] == ["2025"]


def test_on_the_first_day_of_a_year_the_year_before_is_shown() -> None:
    one = system()
    first = Site(one, trace(one, date(2027, 1, 1)), Report(TODAY, (), (), 0, 0, ()))
    assert [each.label for each in periods(first)][-1] == "2026-12"
    assert [each.label for each in periods(first, "year")] == ["2026"]
    last = Site(one, trace(one, date(2026, 12, 31)), Report(TODAY, (), (), 0, 0, ()))
    assert [each.label for each in periods(last)][-1] == "2026-11"


def test_a_target_is_worked_out_from_measurements_and_a_month_without_them_is_a_gap(
    whole: Site,
) -> None:
    level = of(whole, "availability")
    states = {each.period.label: each.state for each in level.outcomes}
    assert list(states) == MONTHS
    assert [label for label, state in states.items() if state == MISSED] == ["2026-09"]
    assert [label for label, state in states.items() if state == NOT_MEASURED] == ["2026-03"]
    assert level.latest.trend == "better"
    # Nothing is compared with a month that nobody measured.
    assert next(each for each in level.outcomes if each.period.label == "2026-04").trend == ""


def test_a_report_gives_the_value_of_a_target_only_where_it_cannot_be_worked_out(
    whole: Site,
) -> None:
    content = of(whole, "content")
    assert content.latest.value == Decimal("82.5")
    assert content.latest.reported
    assert content.latest.state == MET
    assert content.latest.working == "as reported in SRP-2026-002"
    september = of(whole, "availability").outcomes[-2]
    assert not september.reported
    assert september.value != Decimal("98.29")
    assert [each.id for each in september.reports] == ["SRP-2026-001"]


def test_the_newer_of_two_reports_counts_and_one_of_a_later_day_does_not() -> None:
    one = site(
        agreement(target("calls", "Calls", "at-least 85 percent")),
        report("SRP-1", "2026-10", "2026-11-01", results=told("calls", "80")),
        report("SRP-2", "2026-10", "2026-11-02", results=told("calls", "90")),
        report("SRP-3", "2026-10", "2026-12-01", results=told("calls", "99")),
        replace(report("SRP-4", "2026-10", "2026-11-03", results=told("calls", "1")), valid=False),
    )
    assert of(one, "calls").latest.value == 90
    assert [each.id for each in of(one, "calls").latest.reports] == ["SRP-1", "SRP-2"]


def test_an_entry_without_agreement_belongs_to_the_only_one_with_this_target() -> None:
    calls = target("calls", "Calls", "at-least 85 percent")
    told_once = report("SRP-1", "2026-10", results=told("calls", "90"))
    first, other = agreement(calls), agreement(calls | {"id": "other"}, identity="SLA-002")
    assert of(site(first, other, told_once), "calls").latest.value == 90
    both = site(first, agreement(calls, identity="SLA-002"), told_once)
    assert of(both, "calls").latest.value is None


def test_a_month_is_judged_by_the_text_that_was_in_force_at_its_end() -> None:
    calls = target("calls", "Calls", "at-least 85 percent")
    now = agreement(calls, since=date(2026, 10, 15))
    before = agreement(calls | {"target": "95"})
    other = agreement(calls | {"unit": "calls"})
    reports = [
        report(f"SRP-{month}", f"2026-{month:02}", results=told("calls", "90")) for month in (9, 10)
    ]
    changed = site(now, *reports, former={"SLA-001": ((date(2024, 1, 1), before),)})
    outcomes = of(changed, "calls").outcomes[-2:]
    assert [(each.target, each.state) for each in outcomes] == [(95, MISSED), (85, MET)]
    assert "95 percent, 85 from 2026-10" in words(level_section(changed, now, "x/"))
    measured_in_calls = site(now, *reports, former={"SLA-001": ((date(2024, 1, 1), other),)})
    assert len(of(measured_in_calls, "calls").outcomes) == 1


def test_nothing_is_read_from_an_older_text_that_is_not_for_everybody() -> None:
    calls = target("calls", "Calls", "at-least 85 percent")
    now = agreement(calls, since=date(2026, 10, 15))
    before = agreement(calls | {"target": "77.7"}, classification="restricted")
    one = site(now, former={"SLA-001": ((date(2024, 1, 1), before),)})
    assert len(of(one, "calls").outcomes) == 1


def test_what_is_called_targets_and_is_none_is_left_alone() -> None:
    odd = [
        agreement(identity="SLA-001", targets=[{"goal": "fast"}]),
        agreement(identity="SLA-002", targets="fast"),
        agreement(identity="SLA-003", targets=["fast"]),
        replace(agreement(AVAILABILITY, identity="SLA-004"), valid=False),
    ]
    one = site(*odd)
    assert levels(one) == {}
    assert all("sms-levels" not in below(one, each, "x/") for each in odd)


def test_the_targets_are_worked_out_once_a_build(
    monkeypatch: pytest.MonkeyPatch, whole: Site
) -> None:
    calls: list[object] = []
    real: Callable[..., object] = service_levels.results
    monkeypatch.setattr(
        service_levels, "results", lambda *given: calls.append(given) or real(*given)
    )
    again = replace(whole)
    list(all_pages(again))
    assert len(calls) == 12 + 4 + 1


def test_the_error_budget_is_what_the_target_leaves(whole: Site) -> None:
    level = of(whole, "availability")
    left = budget_left(level)
    assert left
    assert left[1] == Decimal("0.5")
    assert 0 < left[0] < left[1]
    assert budget_left(of(whole, "content")) is None
    used = level._replace(outcomes=level.outcomes[:-1])
    assert (budget_left(used) or (1, 1))[0] < 0


def test_a_budget_in_cases_beside_a_time_has_no_bar(whole: Site) -> None:
    level = of(whole, "laptop")
    now = level.latest._replace(budget=Decimal(2), budget_unit="cases")
    assert budget_left(level._replace(outcomes=[now])) is None
    days = now._replace(budget_unit="days")
    assert budget_left(level._replace(outcomes=[days])) == (1, 2)
    share = level._replace(unit="percent", outcomes=[now])
    assert budget_left(share) == (1, 2)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("90", "90"), "same as the period before"),
        (("90.001", "90.002"), "slightly better than the period before"),
        (("91", "90.5"), "worse than 91 before"),
    ],
)
def test_a_trend_is_told_in_words(values: tuple[str, str], expected: str) -> None:
    calls = agreement(target("calls", "Calls", "at-least 85 percent"))
    told_twice = [
        report(f"SRP-{month}", f"2026-{month:02}", results=told("calls", value))
        for month, value in zip((9, 10), values, strict=True)
    ]
    assert f"Trend {expected} " in words(level_section(site(calls, *told_twice), calls, "x/"))


# On the pages of documents


def test_an_agreement_shows_each_target_with_chart_trend_budget_and_reports(whole: Site) -> None:
    document = whole.documents["SLA-001"]
    html = below(whole, document, whole.uri(document))
    assert html.count('<svg class="sms-chart__picture"') == 4
    text = words(html)
    assert "99.81 percent met in 2026-10" in text
    assert "better than 98.29 before" in text
    assert "minutes left" in text
    assert "as reported in SRP-2026-002" in text
    assert html.count("SRP&#45;2026&#45;001</a>") >= 2
    assert '<a href="#sms-levels">' in head(whole, document, whole.uri(document))


def test_the_values_of_a_chart_lead_to_the_reports_of_their_months(whole: Site) -> None:
    document = whole.documents["SLA-001"]
    html = unescape(below(whole, document, whole.uri(document)))
    line = re.search(r'<tr><th scope="row">2026-09</th>.*?</tr>', html)
    assert line
    assert 'href="../../records/service-reports/SRP-2026-001-x/"' in line[0]


def test_a_used_up_error_budget_is_said_in_words() -> None:
    rows = "from,to,kind\n2026-10-15T10:00,2026-10-15T20:00,outage\n"
    measured = record(
        "MEA-1",
        "2026-11-01",
        MEASUREMENT,
        agreement="SLA-001",
        period="2026-10",
        series=[{"target": "availability", "file": "a.csv"}],
    )
    one = site(
        agreement(AVAILABILITY), measured, series={f"records/{MEASUREMENT.directory}/a.csv": rows}
    )
    text = words(level_section(one, one.documents["SLA-001"], "x/"))
    assert "missed in 2026-10" in text
    assert "used up, 376.8 minutes beyond it" in text
    assert "0 percent of the error budget left" in text


def test_a_service_shows_the_targets_of_its_agreements(whole: Site, made: dict[str, Page]) -> None:
    html = unescape(made["services/SVC-001-workplace/"].html)
    assert '<h2 id="sms-levels">' in html
    assert 'href="../../agreements/SLA-001-x/#sms-levels"' in html
    assert html.count("sms-chart__picture") == 4
    assert whole.documents["SVC-001"]
    assert "sms-levels" not in level_section(whole, whole.documents["PRC-001"], "x/")


def test_the_hours_of_an_agreement_are_told_in_words(whole: Site) -> None:
    document = whole.documents["SLA-001"]
    text = words(above(whole, document, whole.uri(document)))
    assert "Mon, Tue, Wed, Thu, Fri 09:00 to 17:00" in text
    assert "Second Thursday 15:00 to 17:00" in text
    assert "2025-12-25 to 2025-12-26: Christmas" in text
    assert "worked out as availability" in text


def test_hours_without_a_week_are_round_the_clock() -> None:
    hours = {"id": "all", "time_zone": "UTC", "closed": [{"from": "2026-12-25"}]}
    one = agreement(AVAILABILITY, service_hours=[hours])
    text = words(above(site(one), one, "x/"))
    assert "Round the clock; clock of UTC." in text
    assert "Without service hours: 1 2026-12-25" in text
    assert "Maintenance" not in text


def test_an_agreement_that_nobody_measures_says_so() -> None:
    one = site(agreement(AVAILABILITY))
    text = words(level_section(one, one.documents["SLA-001"], "x/"))
    assert "not measured in 2026-10" in text
    assert "there is no measurement for 2026-10" in text
    assert "No value yet." in text


# The page of all service levels


def test_every_target_is_a_row_with_its_months_in_words(made: dict[str, Page]) -> None:
    cells = row(made["service-levels/"].html, "SLA-001-availability").split("|")
    assert cells[0].strip() == "SLA-001 Availability in office hours: at least 99.5 percent"
    assert cells[5].strip() == "not measured"
    assert cells[11].strip() == "98.29 ◆ missed"
    assert cells[12].strip() == "99.81 met"


def test_a_quarter_stands_under_its_last_month(made: dict[str, Page]) -> None:
    cells = row(made["service-levels/"].html, "SLA-001-content").split("|")
    assert cells[10].strip() == ""
    assert cells[11].strip() == "82.5 met, as reported 2026-Q3"


def test_customers_and_suppliers_have_their_own_tables(made: dict[str, Page]) -> None:
    html = unescape(made["service-levels/"].html)
    first, _, second = html.partition('id="suppliers"')
    assert 'id="SLA-001-calls"' in first
    assert 'id="CON-001-lines"' in second
    assert "4 met." in words(first)
    assert "1 not measured, 1 not published." in words(second)


def test_a_miss_is_listed_with_cause_and_action_or_says_that_no_report_tells(
    made: dict[str, Page],
) -> None:
    text = words(made["service-levels/"].html.partition('id="breaches"')[2])
    assert (
        "2026-09 SLA-001 Availability in office hours 98.29 percent, at least 99.5 promised"
        " A switch failed; see RSK-001 . A spare one was bought. followed up in RSK-001"
        " SRP-2026-001"
    ) in text
    assert "2026-02 SLA-001 Calls answered 84 percent, at least 85 promised no report says" in text
    assert text.index("2026-09") < text.index("2026-02") < text.index("2025-11")


def test_without_agreements_and_without_misses_the_page_says_so() -> None:
    html = {page.uri: page.html for page in all_pages(site())}["service-levels/"]
    assert "No agreement in force has targets yet." in html
    one = site(agreement(AVAILABILITY))
    html = {page.uri: page.html for page in all_pages(one)}["service-levels/"]
    assert "No target was missed" in html


def test_pages_of_ones_own_show_what_was_missed_in_the_newest_period(whole: Site) -> None:
    text = words(home.service_levels(whole, ""))
    assert "4 met, 1 not measured, 1 not published." in text
    figures = words(home.key_figures(whole, ""))
    assert "2 met, 1 missed, 1 no figure yet." in figures
    assert "PRC-001 Incidents opened again: 6.5 percent in 2026-10 missed" in figures
    calls = agreement(target("calls", "Calls", "at-least 85 percent"))
    missed = site(calls, report("SRP-1", "2026-10", results=told("calls", "84.999")))
    assert "Calls: 84.99 percent in 2026-10 missed" in words(home.service_levels(missed, ""))
    assert "No agreement in force has targets yet." in home.service_levels(site(), "")


# What is not published


def test_nothing_of_what_is_not_published_is_on_any_page(
    whole: Site, made: dict[str, Page]
) -> None:
    assert any(SECRET in item.text for item in whole.system.items)
    shown = [page.html for page in made.values()]
    for each in whole.documents.values():
        if whole.is_published(each):
            shown += [make(whole, each, whole.uri(each)) for make in (head, above, below)]
    for html in map(unescape, shown):
        assert SECRET not in html
        assert "77.7" not in html
        assert "3.1415" not in html


def test_a_target_with_measurements_that_are_not_published_says_so(whole: Site) -> None:
    newest = levels(whole)["CON-001"][0].latest
    assert newest.state == newest.working == NOT_PUBLISHED
    assert newest.value is None
    assert "SLA-009" not in levels(whole)
    assert levels_of(whole, whole.documents["SLA-009"]) == []
    assert "CON-009" not in {each.agreement.id for each in scorecards(whole)}


def test_no_word_of_a_record_or_document_is_obeyed() -> None:
    calls = target("calls", HOSTILE, f"at-least 85 {HOSTILE}")
    supplied = {"supplier": HOSTILE, "services": [], "targets": [calls]}
    breach = {"target": "calls", "cause": HOSTILE, "action": HOSTILE, "record": HOSTILE}
    one = site(
        agreement(calls),
        document("CON-001", of=CONTRACT, standing=IN_FORCE, **supplied),
        document("PRC-001", owner=HOSTILE, measures=[calls], standing=IN_FORCE),
        report("SRP-1", "2026-10", results=told("calls", "1"), breaches=[breach]),
        figure("EXT-1", "2026-10", "7", measure="calls", name=HOSTILE),
        evaluation(
            "SEV-1", "2026-Q2", marks=[{"criterion": HOSTILE, "mark": 1, "reason": HOSTILE}]
        ),
        evaluation("SEV-2", "2026-Q3", results=[{"target": HOSTILE, "reason": HOSTILE}]),
        record("SPD-1", "2026-10-01", DISPUTE, agreement="CON-001", outcome=HOSTILE),
    )
    shown = [page.html for page in all_pages(one)]
    shown += [below(one, each, one.uri(each)) for each in one.documents.values()]
    assert sum("&#60;script&#62;" in html for html in shown) >= 4
    assert all("<script" not in html for html in shown)


# Key figures


def figure(identity: str, period: str, value: str, measure: str = "in-time", **more: Any) -> Record:  # noqa: ANN401
    entry = {"name": "x", "value": value, "unit": "percent", "measure": measure}
    entry |= {key: more.pop(key) for key in ("name",) if key in more}
    given = {"procedure": "PRC-001", "period": period, "figures": [entry]} | more
    day = given.pop("day", "2026-11-05")
    return record(identity, day, EXTRACT, **given)


def measuring(*measures: dict[str, Any], **more: Any) -> Document:  # noqa: ANN401
    given = {"standing": IN_FORCE, "owner": "boss", "measures": list(measures)} | more
    return document("PRC-001", **given)


IN_TIME = target("in-time", "In time", "at-least 90 percent")


def test_a_measure_gets_its_figures_in_the_order_of_their_periods() -> None:
    one = site(
        measuring(IN_TIME),
        figure("EXT-1", "2026-10", "95", day="2026-11-01"),
        # Told later, and about an earlier month.
        figure("EXT-2", "2026-09", "91", day="2026-11-02"),
        figure("EXT-3", "", "89", day="2026-08-15"),
    )
    kpi = kpis(one)[0]
    assert [each.label for each in kpi.figures] == ["2026-08-15", "2026-09", "2026-10"]
    assert kpi.state == MET
    assert kpi.trend == "better"
    assert [each.state for each in kpi.series.points] == [MISSED, MET, MET]


def test_of_two_figures_for_one_period_the_newer_one_counts() -> None:
    one = site(
        measuring(IN_TIME),
        figure("EXT-2", "2026-10", "80", day="2026-11-02"),
        figure("EXT-1", "2026-10", "95", day="2026-11-01"),
    )
    assert [each.value for each in kpis(one)[0].figures] == [80]


@pytest.mark.parametrize(
    "other",
    [
        figure("EXT-1", "2026-10", "95", procedure="PRC-002"),
        figure("EXT-1", "2026-10", "95", measure="other"),
        figure("EXT-1", "2026-10", "95", measure=""),
        figure("EXT-1", "2026-10", "many"),
        figure("EXT-1", "2026-10", "95", day="2026-12-01"),
        figure("EXT-1", "2026-10", "95", day="soon"),
        figure("EXT-1", "2026-10", "95", classification="restricted"),
        figure("EXT-1", "2026-10", "95", figures="none"),
        replace(figure("EXT-1", "2026-10", "95"), valid=False),
    ],
)
def test_no_figure_of_another_measure_a_later_day_or_a_hidden_record_counts(
    other: Record,
) -> None:
    kpi = kpis(site(measuring(IN_TIME), other))[0]
    assert kpi.latest is None
    assert kpi.state == "no figure yet"
    assert kpi.trend == ""
    assert not kpi.is_old


@pytest.mark.parametrize(
    ("length", "period", "old"),
    [
        ("month", "2026-10", False),
        ("month", "2026-09", False),
        ("month", "2026-08", True),
        ("quarter", "2026-Q2", False),
        ("quarter", "2026-Q1", True),
        ("year", "2024", False),
        ("year", "2023", True),
        ("now and then", "2026-08", True),
    ],
)
def test_a_figure_is_old_when_the_last_two_periods_have_none(
    length: str, period: str, *, old: bool
) -> None:
    one = site(measuring(IN_TIME | {"period": length}), figure("EXT-1", period, "95"))
    assert kpis(one)[0].is_old is old


def test_documents_out_of_force_and_not_published_have_no_key_figures() -> None:
    for standing in (Standing(Status.WITHDRAWN), Standing(Status.APPROVED), Standing()):
        assert kpis(site(measuring(IN_TIME, standing=standing))) == []
    assert kpis(site(measuring(IN_TIME, classification="restricted"))) == []
    draft = replace(site(measuring(IN_TIME, standing=Standing())), drafts=True)
    assert len(kpis(draft)) == 1


def test_the_key_figures_are_grouped_by_the_title_of_their_owner() -> None:
    roles = {"boss": Role("boss", "Zoo keeper"), "aide": Role("aide", "Aide")}
    others = document("PRC-002", owner="aide", measures=[IN_TIME], standing=IN_FORCE)
    one = site(measuring(IN_TIME), others, roles=roles)
    assert list(by_owner(one, kpis(one))) == ["aide", "boss"]


def test_the_dashboard_counts_shows_and_links_what_there_is(made: dict[str, Page]) -> None:
    html = made["kpi/"].html
    text = words(html)
    assert "2 met 1 missed 1 no figure yet 1 with an old figure" in text
    assert "Incidents opened again : 6.5 percent, at most 4 aimed at" in text
    cells = row(html, "PRC-001-in-time").split("|")
    assert cells[1].strip() == "at least 92.5 percent each month"
    assert cells[2].strip() == "96.4 percent 2026-10, EXT-2026-004"
    assert cells[3].strip() == "met"
    assert cells[4].strip() == "better"
    assert "Newest value: 96.4 percent in 2026-10." in cells[5]
    assert "met old" in row(html, "PRC-001-audited")
    assert "no figure yet from Statistics of the telephone system" in row(html, "PRC-001-called")
    assert 'href="../procedures/PRC-001-incident-management/#sms-measures"' in unescape(html)


def test_a_dashboard_without_measures_says_how_to_begin() -> None:
    html = {page.uri: page.html for page in all_pages(site())}["kpi/"]
    assert "No document in force has measures yet" in html


# Suppliers


def evaluation(identity: str, period: str, **data: Any) -> Record:  # noqa: ANN401
    day = f"2026-0{period[-1]}-28"
    return record(identity, day, EVALUATION, agreement="CON-001", period=period, **data)


def marked(*marks: object) -> list[dict[str, object]]:
    return [{"criterion": f"c{n}", "mark": mark, "reason": "x"} for n, mark in enumerate(marks)]


def supplied(**data: Any) -> Document:  # noqa: ANN401
    given = {"supplier": "Northway", "targets": [target("lines", "Lines", "at-least 99 percent")]}
    return document("CON-001", of=CONTRACT, standing=IN_FORCE, **(given | data))


def test_marks_come_to_a_mean_and_a_trend_in_the_order_of_the_periods() -> None:
    one = site(
        supplied(),
        evaluation("SEV-3", "2026-Q3", marks=marked(4, 4, 5)),
        evaluation("SEV-9", "2026-Q1", marks=marked(5, 5)),
        evaluation("SEV-2", "2026-Q2", marks=marked("5", *[True])),
    )
    card = scorecards(one)[0]
    assert [each.label for each in card.evaluations] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    assert [each.mean for each in card.evaluations] == [Decimal("5.0"), None, Decimal("4.3")]
    assert card.trend == "worse"
    assert card.criteria == ["c0", "c1", "c2"]


def test_the_results_of_an_evaluation_stand_beside_the_targets_of_the_agreement() -> None:
    results = [{"target": "lines", "value": "98.5"}, {"target": "gone", "reason": "Not asked."}]
    one = site(supplied(), evaluation("SEV-1", "2026-Q3", results=results))
    first, second = scorecards(one)[0].evaluations[0].results
    assert (first.metric, first.promised, first.state) == ("Lines", "at least 99", MISSED)
    assert (second.metric, second.state, second.reason) == ("gone", NOT_MEASURED, "Not asked.")


def test_a_scorecard_tells_reviews_disputes_controls_and_the_end(made: dict[str, Page]) -> None:
    html = made["suppliers/"].html
    text = words(html)
    assert "Northway Fibre CON-001 4.5 of 5 2026-Q3, better 1 not published" in text
    assert "2026-05-05 CRV-2026-001 1 open of 1 2027-06-30 in 222 days" in text
    assert "Buildings office AGR-001 not evaluated yet 1 not measured none yet none –" in text
    assert "in the register as OTH-001" in text
    assert "Availability of the lines at least 99.9 percent 99.1 percent missed" in text
    assert "PCT-2026-001 Title of PCT-2026-001 2026-10-20 In order." in text
    assert 'href="../agreements/contracts/CON-001-x/#sms-levels"' in unescape(html)


def test_a_contract_that_has_ended_says_since_when() -> None:
    one = site(supplied(ends="2026-11-10"), record("SPD-1", "2026-10-01", DISPUTE))
    html = {page.uri: page.html for page in all_pages(one)}["suppliers/"]
    assert "ended 10 days ago" in words(html)
    assert scorecards(site(supplied(ends="some day")))[0].days_left is None


def test_a_withdrawn_contract_has_no_scorecard_and_without_any_the_page_says_so() -> None:
    gone = replace(supplied(), standing=Standing(Status.WITHDRAWN))
    html = {page.uri: page.html for page in all_pages(site(gone))}["suppliers/"]
    assert "No contract and no agreement with a supplier is in use yet." in html


# Values


@pytest.mark.parametrize(
    ("value", "before", "comparator", "expected"),
    [
        ("2", "1", "at-least", "better"),
        ("2", "1", "at-most", "worse"),
        ("2", "2.0", "at-most", "same"),
        ("0", "2", "equal", "better"),
        ("-3", "2", "equal", "worse"),
        ("-2", "2", "equal", "same"),
        ("2", "1", "about", ""),
        (None, "1", "at-least", ""),
        ("1", None, "at-least", ""),
    ],
)
def test_a_trend_is_better_worse_or_the_same(
    value: str | None, before: str | None, comparator: str, expected: str
) -> None:
    now, then = (None if each is None else Decimal(each) for each in (value, before))
    assert trend(now, then, comparator, Decimal(0)) == expected


@given(
    st.decimals(-(10**9), 10**9, places=6),
    st.decimals(-(10**9), 10**9, places=3),
    st.sampled_from(["at-least", "at-most", "equal"]),
)
def test_a_value_cut_short_never_looks_better(
    value: Decimal, aim: Decimal, comparator: str
) -> None:
    short = brief(value, comparator, aim)
    assert short is not None
    assert abs(short - value) < Decimal("0.001")
    if comparator == "at-least":
        assert short <= value
    elif comparator == "at-most":
        assert short >= value
    else:
        assert abs(short - aim) >= abs(value - aim)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1.50", Decimal("1.5")),
        (3, Decimal(3)),
        (True, None),
        ("1e5", None),
        ("NaN", None),
        ([], None),
    ],
)
def test_only_plain_decimals_are_numbers(value: object, expected: Decimal | None) -> None:
    assert number(value) == expected


def test_pages_of_documents_that_show_levels_have_their_heading_in_the_outline(
    made: dict[str, Page],
) -> None:
    for uri in ("service-levels/", "kpi/", "suppliers/"):
        html = made[uri].html
        assert html.count("<h1") == 1, uri
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids)), uri
