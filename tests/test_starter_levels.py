"""The year of service levels of the starter adds up, from raw values to objectives.

Raw files, service reports, breaches, corrective actions, improvements and objectives are told in
many places; here each is worked out from the raw files, by an arithmetic of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from math import prod

import pytest
import yaml
from demonstration import measurements
from levels_by_hand import (
    HUNDRED,
    ROOT,
    Data,
    agreements,
    keeps,
    minutes,
    moment,
    month,
    promised,
    records,
    rows,
    shown,
    target,
    values,
    working_days_after,
)

WORKPLACE, PORTAL = "SLA-001", "SLA-002"
SERVICES = {WORKPLACE: "SVC-001", PORTAL: "SVC-003"}
YEAR = [f"2025-{each}" for each in (11, 12)] + [f"2026-{each:02}" for each in range(1, 11)]
MEASURED = {WORKPLACE: YEAR, PORTAL: YEAR[3:]}
HALF_A_YEAR_BELOW = YEAR[2:8]
MISSES = {
    *((WORKPLACE, "calls-answered", each) for each in HALF_A_YEAR_BELOW),
    (PORTAL, "portal-availability", "2026-09"),
}
HOLIDAYS = [
    day
    for each in agreements()[WORKPLACE].data["service_hours"][0]["closed"]
    for day in (
        each["from"] + timedelta(days=number)
        for number in range((each.get("to", each["from"]) - each["from"]).days + 1)
    )
]
FOLDER = ROOT / "records/measurements"


def reports() -> dict[str, Data]:
    return records("service-reports")


def measured() -> dict[str, Data]:
    return records("measurements")


def report_of(agreement: str, label: str) -> Data:
    service = SERVICES[agreement]
    found = [
        each for each in reports().values() if (each["service"], each["period"]) == (service, label)
    ]
    (report,) = found
    return report


def value_of(agreement: str, name: str, label: str) -> Fraction:
    (identity,) = report_of(agreement, label)["measured_from"]
    return values(identity)[name]


def record(folder: str, identity: str) -> Data:
    return records(folder)[identity]


def text_of(data: object) -> Iterator[str]:
    if isinstance(data, dict):
        for each in data.values():
            yield from text_of(each)
    elif isinstance(data, list):
        for each in data:
            yield from text_of(each)
    else:
        yield str(data)


def test_the_generator_writes_the_files_that_are_there() -> None:
    there = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    made = measurements.files()
    assert sorted(made) == sorted(there)
    assert [name for name in made if made[name] != there[name]] == []
    assert sum(map(len, made.values())) < 500_000


def test_the_generator_knows_the_holidays_of_the_agreement() -> None:
    plan = yaml.safe_load(measurements.PLAN.read_text(encoding="utf-8"))
    assert plan["holidays"] == [each for each in HOLIDAYS if each < date(2026, 12, 1)]


def test_each_month_of_each_agreement_is_measured_once_in_order() -> None:
    in_order = [
        (agreement, label)
        for label in YEAR
        for agreement in MEASURED
        if label in MEASURED[agreement]
    ]
    assert [(each["agreement"], each["period"]) for each in measured().values()] == in_order


@pytest.mark.parametrize("folder", ["measurements", "service-reports"])
def test_the_numbers_of_a_year_have_no_gap_and_follow_its_days(folder: str) -> None:
    found = records(folder)
    for year in (2025, 2026):
        ids = [each for each in found if f"-{year}-" in each]
        assert [int(each[-3:]) for each in ids] == list(range(1, len(ids) + 1))
        days = [found[each]["date"] for each in ids]
        assert days == sorted(days)
        assert {each.year for each in days} == {year}


def test_values_are_exported_on_working_day_2_and_reported_on_working_day_8() -> None:
    for found, exported, after in ((measured(), 2, 5), (reports(), 8, 13)):
        for each in found.values():
            days = working_days_after(each["period"], HOLIDAYS)
            assert each["date"] == days[exported - 1], each["id"]
            assert each["closed"] == days[after - 1], each["id"]


def test_each_report_shows_what_the_raw_files_give() -> None:
    used = []
    for report in reports().values():
        (identity,) = report["measured_from"]
        used.append(identity)
        measurement = measured()[identity]
        agreement = measurement["agreement"]
        assert measurement["period"] == report["period"]
        assert SERVICES[agreement] == report["service"]
        given = {each["target"]: each["value"] for each in report["results"]}
        assert list(given) == [each["id"] for each in agreements()[agreement].data["targets"]]
        found = values(identity)
        assert given == {
            name: shown(agreement, name, found[name], text) for name, text in given.items()
        }, report["id"]
    assert used == list(measured())


def test_exactly_two_promises_were_broken_in_the_year() -> None:
    missed = {
        (measurement["agreement"], name, measurement["period"])
        for identity, measurement in measured().items()
        for name, value in values(identity).items()
        if not keeps(measurement["agreement"], name, measurement["period"], value)
    }
    assert missed == MISSES


def test_each_miss_and_nothing_else_is_explained_and_followed_by_a_record() -> None:
    followed = {**records("improvements"), **records("nonconformities")}
    explained = set()
    for report in reports().values():
        for each in report.get("breaches", ()):
            explained.add((each["agreement"], each["target"], report["period"]))
            assert each["cause"]
            assert each["action"]
            assert followed[each["record"]]["date"] <= report["date"], report["id"]
    assert explained == MISSES


def test_the_workload_stands_beside_each_limit_and_is_marked_from_80_in_100() -> None:
    for report in reports().values():
        (agreement,) = {each["agreement"] for each in report["workload"]}
        limits = agreements()[agreement].data["workload_limits"]
        given = {each["measure"]: each["value"] for each in report["workload"]}
        assert list(given) == [each["measure"] for each in limits]
        for limit in limits:
            used, most = int(given[limit["measure"]]), int(limit["limit"])
            assert used <= most
            summary = report["summary"]
            assert re.search(rf"\b{used:,} of {most:,} ", summary), report["id"]
            told = re.search(
                rf"\b{used:,} of {most:,} [^()]*\(({round(HUNDRED * used / most)}) percent", summary
            )
            assert bool(told) == (used * 5 >= most * 4), (report["id"], limit["measure"])


def test_summaries_show_minutes_beside_percent_and_are_each_their_own() -> None:
    openings = set()
    for report in reports().values():
        (identity,) = report["measured_from"]
        measurement = measured()[identity]
        name = measurement["series"][0]["target"]
        down, counted = minutes(identity, name)
        assert f"{round(counted):,}" in report["summary"], report["id"]
        assert report["results"][0]["value"] in report["summary"]
        assert len(report["summary"].split()) <= 260
        openings.add(report["summary"].split("\n")[0])
        assert down < counted / HUNDRED
    assert len(openings) == len(reports())


def test_maintenance_lies_in_the_window_that_was_agreed() -> None:
    for identity, measurement in measured().items():
        if measurement["agreement"] != PORTAL:
            continue
        kept = [
            each
            for each in rows(measurement, "portal-availability")
            if each["kind"] == "maintenance"
        ]
        assert kept, identity
        for row in kept:
            day, clock = row["from"].split("T")
            sunday = next(each for each in month(measurement["period"]) if each.isoweekday() == 7)
            assert (day, row["to"][:10]) == (str(sunday), str(sunday))
            assert "02:00" <= clock < row["to"][11:] <= "06:00"


def test_the_nights_in_which_the_clock_is_changed_are_counted_by_real_minutes() -> None:
    march, october = (
        report_of(PORTAL, label)["measured_from"][0] for label in ("2026-03", "2026-10")
    )
    counted = [minutes(each, "portal-availability")[1] for each in (march, october)]
    assert counted == [31 * 1440 - 60 - 200, 31 * 1440 + 60 - 240]
    (night,) = (
        each
        for each in rows(measured()[october], "portal-availability")
        if each["from"].startswith("2026-10-25")
    )
    assert night["from"][11:16] > night["to"][11:16]
    assert moment(night["to"]) - moment(night["from"]) == timedelta(minutes=9)


def test_long_outages_of_the_portal_are_major_incidents_to_the_minute() -> None:
    long = [
        (row["from"], row["to"])
        for measurement in measured().values()
        if measurement["agreement"] == PORTAL
        for row in rows(measurement, "portal-availability")
        if row["kind"] == "outage"
        and moment(row["to"]) - moment(row["from"]) >= timedelta(minutes=10)
    ]
    told = {
        name: each
        for name, each in records("major-incidents").items()
        if SERVICES[PORTAL] in each["services"]
    }
    assert [(each["began"], each["ended"]) for each in told.values()] == long
    down = [moment(end) - moment(begin) for begin, end in long]
    assert down == [timedelta(minutes=276), timedelta(minutes=20)]
    tickets = {
        row["case"]
        for measurement in measured().values()
        for series in measurement["series"]
        for row in rows(measurement, series["target"])
        if "case" in row
    }
    assert tickets.isdisjoint(each["incident"] for each in told.values())


def test_the_half_year_of_misses_is_told_alike_by_audit_and_nonconformity() -> None:
    values_told = [
        shown(WORKPLACE, "calls-answered", value_of(WORKPLACE, "calls-answered", label), "0.00")
        for label in HALF_A_YEAR_BELOW
    ]
    audit = record("internal-audits", "AUD-2026-002")
    (finding,) = (each for each in audit["findings"] if each.get("nonconformity") == "NCR-2026-004")
    found = record("nonconformities", "NCR-2026-004")
    for text in (finding["text"], found["description"]):
        assert re.findall(r"\b[78][0-9]\.[0-9]{2}\b", text) == values_told
    assert found["raised_by"] == ["AUD-2026-002"]
    assert found["target"] == {"agreement": WORKPLACE, "target": "calls-answered"}
    told = re.findall(r"SRP-[0-9]{4}-[0-9]{3}", found["description"])
    assert told == [report_of(WORKPLACE, label)["id"] for label in HALF_A_YEAR_BELOW]
    reported = sum(
        len(report["results"]) for report in reports().values() if report["date"] <= found["date"]
    )
    assert f"all {reported} results" in found["correction"]


def test_the_improvement_for_the_telephone_shows_in_the_figures() -> None:
    improvement = record("improvements", "IMP-2026-001")
    assert improvement["raised_by"] == [
        report_of(WORKPLACE, label)["id"] for label in ("2025-12", "2026-01")
    ]
    for label, key in (("2025-12", "description"), ("2026-02", "result"), ("2026-10", "result")):
        value = value_of(WORKPLACE, "calls-answered", label)
        assert shown(WORKPLACE, "calls-answered", value, "0.00") in improvement[key]
    since = [value_of(WORKPLACE, "calls-answered", each) for each in YEAR[8:]]
    assert min(since) > promised(WORKPLACE, "calls-answered", "2026-07")
    breaches = [each for report in reports().values() for each in report.get("breaches", ())]
    assert {each["record"] for each in breaches if each["agreement"] == WORKPLACE} == {
        "IMP-2026-001"
    }


def test_the_outage_of_the_portal_is_followed_up() -> None:
    report = report_of(PORTAL, "2026-09")
    (breach,) = report["breaches"]
    assert breach["record"] == "NCR-2026-001"
    assert "MIN-2026-001" in record("nonconformities", "NCR-2026-001")["cause"]
    assert record("improvements", "IMP-2026-002")["raised_by"] == [
        "MIN-2026-001",
        "NCR-2026-001",
        report["id"],
    ]


def test_the_objectives_are_the_sums_of_the_reports() -> None:
    kept = good = total = 0
    reliable, calls = [], []
    for label in YEAR[8:]:
        report = report_of(WORKPLACE, label)
        for agreement, name in (
            (WORKPLACE, "sign-in-availability"),
            (PORTAL, "portal-availability"),
        ):
            kept += keeps(agreement, name, label, value_of(agreement, name, label))
        for row in rows(measured()[report["measured_from"][0]], "calls-answered"):
            good, total = good + int(row["good"]), total + int(row["total"])
        reliable.append((report["date"], str(kept)))
        share = shown(WORKPLACE, "calls-answered", Fraction(HUNDRED * good, total), "0.00")
        calls.append((report["date"], share, f"{good:,} of {total:,}"))
    first, second = (record("objectives", each) for each in ("OBJ-001", "OBJ-002"))
    assert [(each["date"], each["value"]) for each in first["measurements"]] == reliable
    assert [(each["date"], each["value"]) for each in second["measurements"]] == [
        each[:2] for each in calls
    ]
    for each, (_, _, counted) in zip(second["measurements"], calls, strict=True):
        assert counted in each["note"]
    assert first["progress"].startswith(f"{kept} of {2 * len(reliable)} on 31 October 2026")
    assert second["progress"].startswith(
        f"{int(HUNDRED * good / total)} percent on 31 October 2026"
    )


def test_the_management_review_tells_the_months_from_january_to_may_as_they_were() -> None:
    told = record("management-reviews", "MRV-2026-001")["inputs"]["service_performance"]
    found = [int(value_of(WORKPLACE, "calls-answered", each)) for each in YEAR[2:7]]
    assert f"missed in all five months, {min(found)} to {max(found)} percent against 85" in told


def test_no_record_names_a_report_that_is_not_there_or_that_came_after_it_was_closed() -> None:
    for folder in (
        "improvements", "internal-audits", "major-incidents", "management-reviews",
        "nonconformities", "objectives", "service-reports",
    ):  # fmt: skip
        for each in records(folder).values():
            named = set(re.findall(r"SRP-[0-9]{4}-[0-9]{3}", " ".join(text_of(each))))
            assert named <= set(reports()), each["id"]
            late = [
                name
                for name in named
                if reports()[name]["date"] > each.get("closed", reports()[name]["date"])
            ]
            assert late == [], each["id"]


@pytest.mark.parametrize(
    ("agreement", "name"),
    [
        pytest.param(text.id, each["id"], id=f"{text.id}-{each['id']}")
        for text in agreements().values()
        if text.id.startswith("SLA")
        for each in text.data["targets"]
        if "relies_on" in each["calculation"]
    ],
)
def test_what_is_promised_is_carried_by_what_it_relies_on(agreement: str, name: str) -> None:
    promise = target(agreement, name)
    calculation = promise["calculation"]
    below = [target(each["agreement"], each["target"]) for each in calculation["relies_on"]]
    parts = [Fraction(each["target"]) for each in below] + [Fraction(calculation["own"])]
    if calculation["method"] == "availability":
        assert HUNDRED * prod(each / HUNDRED for each in parts) >= Fraction(promise["target"])
    else:
        assert {each["unit"] for each in below} == {promise["unit"]}
        assert sum(parts) <= Fraction(promise["target"])


def test_each_availability_says_what_it_relies_on_and_each_target_how_it_is_worked_out() -> None:
    for text in agreements().values():
        for each in text.data["targets"]:
            calculation = each["calculation"]
            if text.id.startswith("SLA") and calculation["method"] == "availability":
                assert "relies_on" in calculation, (text.id, each["id"])


def test_the_first_version_of_the_workplace_agreement_gave_three_days_for_a_laptop() -> None:
    plan = (ROOT / "tests/demonstration/approvals.yml").read_text(encoding="utf-8")
    first, second = (each for each in yaml.safe_load(plan) if each["id"] == WORKPLACE)
    assert (first["at"].isoformat()[:10], second["at"].isoformat()[:10]) == (
        "2025-11-06",
        "2026-02-16",
    )
    text = agreements()[WORKPLACE].path.read_text(encoding="utf-8")
    assert all(text.count(now) == 1 for now, _ in first["earlier"])
    for now, then in first["earlier"]:
        text = text.replace(now, then)
    data = yaml.safe_load(text.split("---\n")[1])
    (laptop,) = (each for each in data["targets"] if each["id"] == "laptop-replaced")
    assert (data["version"], laptop["target"]) == ("1.0", "3")
