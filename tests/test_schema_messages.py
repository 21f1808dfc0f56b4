"""What a violation says: the value seen, what would be right, and what to do."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from sms_docs.load.formats import FORMATS
from sms_docs.load.schemas import Violation, load_schemas
from sms_docs.load.words import character, kind_of, line, quoted

SCHEMAS = load_schemas(None)
POLICY: dict[str, Any] = {
    "id": "POL-001",
    "title": "Policy",
    "version": "1.0",
    "owner": "quality-manager",
    "authors": ["ada-ironwood"],
    "classification": "internal",
    "audience": ["all-staff"],
    "review_interval": "P12M",
    "clauses": [],
    "change": "First version.",
}
CASES = [
    ({"title": "x<y"}, "title 'x<y' contains '<', which is not allowed"),
    ({"title": "a\nb`"}, "title 'a\nb`' contains a line break, a back-tick, which are not allowed"),
    ({"title": "<>&'"}, "title '<>&'' contains '<', '>', '&' and more, which are not allowed"),
    ({"title": ""}, "title is empty"),
    ({"title": "x" * 121}, "title has 121 characters; at most 120 are allowed"),
    ({"version": 1}, "version 1 is a whole number; it must be text"),
    ({"version": "v1"}, "version: 'v1' is no version; write MAJOR.MINOR, as 2.1"),
    ({"owner": ["a"]}, "owner is a list; it must be text"),
    ({"owner": None}, "owner has no value; it must be text"),
    ({"owner": True}, "owner true is true or false; it must be text"),
    ({"authors": "ada"}, "authors 'ada' is text; it must be a list"),
    ({"authors": []}, "authors is empty; it needs at least 1 entry"),
    ({"audience": ["it", "it"]}, "audience holds 'it' twice"),
    ({"audience": ["a b"]}, "entry 1 of audience: 'a b' contains a space, which is not allowed"),
    ({"effective_from": "2026-02-30"}, "effective_from: no such date: 2026-02-30"),
    (
        {"classification": "intern"},
        (
            "classification 'intern' is not one of public, internal, confidential, restricted;"
            " did you mean 'internal'?"
        ),
    ),
    ({"review_interval": "P48M"}, "review_interval 'P48M' is not P1M to P36M, or P1Y to P3Y"),
    (
        {"review_interval": "a year"},
        "review_interval: 'a year' is no duration; write P30D, P12M or P1Y for days, months, years",
    ),
    ({"id": "POL-1"}, "id 'POL-1' is not three capital letters, a hyphen and three or more digits"),
    ({"onwer": "x"}, "unknown key 'onwer'; did you mean 'owner'?"),
    ({"zzz": "x"}, "unknown key 'zzz'"),
]


def only(type_name: str, data: object) -> Violation:
    (violation,) = SCHEMAS.violations(type_name, data)
    return violation


@pytest.mark.parametrize(("change", "message"), CASES)
def test_a_message_names_the_key_the_value_and_the_reason(
    change: dict[str, Any], message: str
) -> None:
    assert only("policy", POLICY | change).message == message


def test_a_missing_key_is_named_with_a_line_to_add() -> None:
    data = {key: value for key, value in POLICY.items() if key != "owner"}
    violation = only("policy", data)
    assert violation.message == "the required key 'owner' is missing"
    assert violation.fix == "Add it, for example: owner: incident-manager"


@pytest.mark.parametrize(
    ("change", "fix"),
    [
        ({"version": 1}, 'Put it in quotes, for example: version: "1.0"'),
        ({"effective_from": "x"}, "Correct the value, for example: effective_from: 2026-12-01"),
        ({"related": ["x"]}, ", for example: - POL-001"),
        ({"title": "it's"}, "For an apostrophe write ’. Write one line of text without"),
        ({"title": "x" * 121}, "Shorten it, for example: title: Incident management"),
        ({"onwer": "x"}, "Correct the key or remove it; known here: id, title, version,"),
    ],
)
def test_a_fix_shows_what_to_write(change: dict[str, Any], fix: str) -> None:
    assert fix in only("policy", POLICY | change).fix


def test_a_target_that_is_no_number_is_refused() -> None:
    target = {"id": "up", "metric": "m", "unit": "h", "comparator": "equal", "period": "month"}
    for text in (".nan", ".inf", "-inf", "NaN", "1e3", "1,5", "١"):
        entry = target | {"target": text, "measured_by": "x"}
        data = POLICY | {"service": "SVC-001", "customer": "c", "targets": [entry]}
        violation = only("agreement", data)
        assert violation.path == ("targets", 0, "target")
        assert violation.message.startswith(f"target: '{text}' is not a number")


def test_a_closing_date_asks_for_what_a_closed_record_needs() -> None:
    data = {
        "id": "RSK-001",
        "kind": "risk",
        "title": "Risk",
        "date": "2026-01-02",
        "procedure": "PLN-001",
        "owner": "service-manager",
        "classification": "internal",
        "retention": "P3Y",
        "closed": "2026-11-20",
        "description": "Text",
        "likelihood": 6,
        "impact": 1,
        "treatment": "Text",
    }
    high, absent = SCHEMAS.violations("risk", data)
    assert high.message == "likelihood 6 must be at most 5"
    assert absent.message == "the required key 'acceptance' is missing, because 'closed' is there"


EXTRACT: dict[str, Any] = {
    "id": "EXT-2026-001",
    "kind": "extract",
    "title": "Incidents",
    "date": "2026-11-02",
    "procedure": "PRC-001",
    "owner": "service-manager",
    "classification": "internal",
    "retention": "P3Y",
    "process": "incident",
    "period": "2026-10",
}


def test_where_one_of_two_keys_is_needed_both_are_named() -> None:
    found = only("extract", EXTRACT)
    assert (found.path, found.key) == ((), "figures")
    assert found.message == "the file needs one of the keys 'figures', 'pointer'"
    assert found.fix == (
        "Add one of them. `figures`: What was counted or measured, one figure an entry."
        " `pointer`: Where the records themselves live, and what was drawn from them when."
    )


@pytest.mark.parametrize(("key", "meant"), [("figurs", "figures"), ("pointr", "pointer")])
def test_a_mistyped_key_of_which_one_is_needed_is_not_missing_too(key: str, meant: str) -> None:
    assert only("extract", EXTRACT | {key: []}).message == (
        f"unknown key '{key}'; did you mean '{meant}'?"
    )


def test_an_entry_that_needs_one_of_two_keys_is_told_by_its_number() -> None:
    report = EXTRACT | {"id": "SRP-2026-001", "kind": "service-report", "summary": "Text"}
    del report["process"]
    results = [{"target": "up", "value": "1"}, {"target": "down"}]
    found = only("service-report", report | {"service": "SVC-001", "results": results})
    assert found.path == ("results", 1)
    assert found.message == "entry 2 of results needs one of the keys 'value', 'reason'"


def test_a_key_that_a_value_asks_for_is_told_with_that_value() -> None:
    wanted = EXTRACT | {
        "id": "REQ-2026-001",
        "kind": "service-requirement",
        "service": "SVC-001",
        "description": "Text",
        "asked_by": "Town clerks",
        "importance": "must",
        "stage": "declined",
    }
    del wanted["process"], wanted["period"]
    found = only("service-requirement", wanted)
    assert found.message == "the required key 'reason' is missing, because 'stage' is 'declined'"
    assert found.fix.startswith("Add it, for example: reason: ")
    assert SCHEMAS.violations("service-requirement", wanted | {"stage": "wanted"}) == ()


def test_nested_keys_are_told_with_the_entry_they_stand_in() -> None:
    entry = {"id": "ada", "name": "Ada", "emails": [], "roles": [{"role": "it", "form": "x"}]}
    (unknown,) = SCHEMAS.violations("people", {"people": [entry]})
    assert unknown.message == "unknown key 'form' in entry 1 of roles; did you mean 'from'?"
    assert unknown.path == ("people", 0, "roles", 0, "form")


def test_a_missing_key_is_told_with_the_entry_it_is_missing_in() -> None:
    entry = {"id": "ada", "name": "Ada", "emails": [], "roles": [{"role": "it"}]}
    (absent,) = SCHEMAS.violations("people", {"people": [entry]})
    assert absent.message == "the required key 'from' is missing in entry 1 of roles"
    assert absent.path == ("people", 0, "roles", 0)


def test_one_slip_is_one_violation() -> None:
    """A mistyped key is not reported as missing too: doing both cures would double it."""
    entry = {"ide": "ada", "name": "Ada", "emails": [], "roles": []}
    (found,) = SCHEMAS.violations("people", {"people": [entry]})
    assert found.message == "unknown key 'ide' in entry 1 of people; did you mean 'id'?"


@pytest.mark.parametrize("data", [None, [], "text", 7, [{"id": 1}]])
def test_what_is_no_mapping_is_one_violation_at_the_top(data: object) -> None:
    assert only("roles", data).path == ()
    assert only("roles", data).message.startswith("the file")


@pytest.mark.parametrize(
    "change",
    [
        {"audience": [f"A{number}" for number in range(49_000)]},
        {"authors": ["aa"] * 49_000},
        {"authors": [{"a": number} for number in range(24_000)]},
        {f"k{number}": 1 for number in range(49_000)},
    ],
    ids=["bad entries", "equal entries", "wrong entries", "unknown keys"],
)
def test_a_hostile_file_is_explained_in_seconds_and_at_most_a_hundred_times(
    change: dict[str, Any],
) -> None:
    start = time.process_time()
    assert 1 <= len(SCHEMAS.violations("policy", POLICY | change)) <= 100
    assert time.process_time() - start < 5


def own_schema(root: Path, **words: object) -> None:
    """Write a record type ``visit`` whose key ``x`` is described by *words*."""
    (root / "schemas").mkdir()
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:sms-docs:schema:visit",
        "x-sms": {
            "category": "record",
            "directory": "records/visits",
            "prefixes": ["VIS"],
            "format": "yaml",
        },
        "type": "object",
        "properties": {"x": words},
        "additionalProperties": False,
    }
    (root / "schemas/visit.schema.json").write_text(json.dumps(schema))


OWN = [
    ({"anyOf": [{"type": "null"}]}, 1, "x fits none of the forms that the schema allows"),
    ({"oneOf": [{"type": "null"}]}, 1, "x fits none, or more than one, of the forms that"),
    ({"not": {}}, 1, "x has a form that the schema excludes"),
    ({"contains": {"type": "null"}}, [1], "x lacks an entry that the schema demands"),
    ({"properties": {"y": False}}, {"y": 1}, "x holds what the schema excludes"),
    ({"propertyNames": {"pattern": "^a$"}}, {"b": 1}, "x 'b' contains 'b', which is not allowed"),
    ({"exclusiveMinimum": 1}, 1, "x 1 must be more than 1"),
    ({"multipleOf": 5}, 4, "x 4 must be a multiple of 5"),
    ({"maxItems": 1}, [1, 2], "x has 2 entries; at most 1 may be there"),
    ({"minProperties": 2}, {"a": 1}, "x has 1 key; it needs at least 2 keys"),
    ({"minLength": 3}, "ab", "x has 2 characters; at least 3 are allowed"),
    ({"pattern": "^ab$"}, "ba", "x 'ba' is not in the form that is asked for"),
    ({"pattern": "^[^a]b?.c?(?:de|d)$"}, "x", "x 'x' is not in the form that is asked for"),
    ({"const": None}, 1, "x 1 must be empty"),
    ({"type": ["integer", "null"]}, 1.5, "x 1.5 is a number; it must be a whole number or empty"),
    ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}, "the required key 'b' is missing"),
    ({"if": {"const": 1}, "then": {"const": 2}}, 1, "x 1 must be 2"),
    ({"if": {"const": 1}, "else": {"const": 3}}, 2, "x 2 must be 3"),
    ({"if": True, "then": {"required": ["a"]}}, {}, "the required key 'a' is missing in x"),
    (
        {
            "if": {"properties": {"a": {"const": 1}, "b": {"type": "string"}}},
            "then": {"required": ["c"]},
        },
        {"a": 1, "b": "y"},
        "the required key 'c' is missing in x, because 'a' is 1 and 'b' is 'y'",
    ),
    (
        {"if": {"required": ["a"]}, "then": {"properties": {"a": {"required": ["c"]}}}},
        {"a": {}},
        "the required key 'c' is missing in a",
    ),
    (
        {"anyOf": [{"required": ["a"]}, {"required": ["b", "c"]}]},
        {},
        "x fits none of the forms that the schema allows",
    ),
    (
        {"additionalProperties": {"additionalProperties": False}},
        {"a": {"b": 1}},
        "unknown key 'b' in a",
    ),
    (
        {"patternProperties": {"^a$": {}}, "additionalProperties": False},
        {"a": 1, "b": 1},
        "unknown key 'b' in x",
    ),
    (
        {
            "allOf": [
                {"properties": {"a": {}}, "additionalProperties": False},
                {"properties": {"b": {}}},
            ]
        },
        {"a": 1, "b": 1},
        "the data does not fit the schema urn:sms-docs:schema:visit",
    ),
]


@pytest.mark.parametrize(("words", "value", "message"), OWN)
def test_what_only_a_projects_own_schema_demands_is_told_without_jargon(
    tmp_path: Path, words: dict[str, object], value: object, message: str
) -> None:
    own_schema(tmp_path, **words)
    schemas = load_schemas(tmp_path)
    (violation,) = schemas.violations("visit", {"x": value})
    assert violation.message.startswith(message)
    assert violation.fix


def test_a_schema_for_further_keys_makes_them_known(tmp_path: Path) -> None:
    own_schema(tmp_path, additionalProperties={"type": "integer"}, unevaluatedProperties=False)
    schemas = load_schemas(tmp_path)
    assert schemas.violations("visit", {"x": {"a": 1}}) == ()
    (violation,) = schemas.violations("visit", {"x": {"a": "1"}})
    assert violation.message == "a '1' is text; it must be a whole number"


def test_an_unknown_key_beside_a_key_that_a_pattern_allows_is_no_fault(tmp_path: Path) -> None:
    own_schema(tmp_path, patternProperties={"^a$": {}}, additionalProperties=False)
    assert load_schemas(tmp_path).violations("visit", {"x": {"a": 1}}) == ()


@pytest.mark.parametrize(
    ("name", "fits", "fails"),
    [
        ("date", "2028-02-29", "2027-02-29 20260220 2026-W09-1 2026-2-3 ٢٠٢٦-٠١-٠١ 2026-01-01T00"),
        ("decimal", "-0.50", "+1 01 1. .5 1e5 NaN inf 1_0 ''"),
        ("duration", "P30D", "P0D P1W PT1H P1Y6M P01M p1y P1"),
        ("version", "10.0", "1 1.0.0 01.1 1.x v1.0 -1.0"),
    ],
)
def test_a_format_takes_one_form_only(name: str, fits: str, fails: str) -> None:
    assert FORMATS[name](fits) == ""
    for text in [*fails.split(), f"{fits}\n", ""]:
        assert FORMATS[name](text)


def test_values_are_cut_and_invisible_characters_named() -> None:
    assert quoted("x" * 61) == f"'{'x' * 59}…'"
    assert [character(char) for char in " \t\u202e\x1bé'"] == [
        "a space",
        "a tab",
        "U+202E",
        "U+001B",
        "'é'",
        "an apostrophe",
    ]
    assert kind_of(1.5) == "a number"


def test_an_example_is_a_line_of_yaml_or_nothing_where_it_is_long() -> None:
    assert line(("a",), [1, "x: y", {"k": "no"}]) == 'a: [1, "x: y", {k: "no"}]'
    assert line(("a", 0), "b") == "- b"
    assert line((), "b") == "b"
    assert line(("a",), [{"k": "b, c"}]) == 'a: [{k: "b, c"}]'
    assert line(("a",), "b, c") == "a: b, c"
    assert line(("a",), "x" * 100) == ""
