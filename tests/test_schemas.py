"""The shipped schemas, and what `Schemas` says about data."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing import Registry
from referencing.jsonschema import DRAFT202012
from sampled import EXHAUSTIVE, tries

from sms_docs.load.explain import Explainer
from sms_docs.load.formats import ACCEPTING
from sms_docs.load.patterns import pattern_fault
from sms_docs.load.schema_checks import check_schemas
from sms_docs.load.schema_files import SchemaFile
from sms_docs.load.schema_parts import URN, subschemas
from sms_docs.load.schemas import Property, load_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

ROOT = Path(__file__).parent.parent
SCHEMAS = load_schemas(ROOT)
OUTPUTS = sorted((ROOT / "schemas/output").glob("*.schema.json"))
KeyPath = tuple[str | int, ...]


def good(type_name: str) -> dict[str, Any]:
    """Return data of the type with every key, made of the examples in its schema."""
    return {
        entry.path[0]: copy.deepcopy(entry.examples[0])
        for entry in SCHEMAS.properties(type_name)
        if len(entry.path) == 1
    }


def put(data: dict[str, Any], path: tuple[str, ...], value: object) -> KeyPath:
    """Set the value at *path* and return where it is, ``*`` being the first entry."""
    where: KeyPath = tuple(0 if step == "*" else step for step in path)
    inner: Any = data
    for step in where[:-1]:
        inner = inner.setdefault(step, {}) if isinstance(step, str) else inner[step]
    inner[where[-1]] = value
    return where


def every_property() -> Iterator[Any]:
    """Give each property once: what types share is tried in the first of them."""
    seen = set()
    for name in SCHEMAS.types:
        for entry in SCHEMAS.properties(name):
            same = (entry.name, entry.description, entry.kind, entry.required)
            if EXHAUSTIVE or same not in seen:
                yield pytest.param(name, entry, id=f"{name}:{entry.name}")
            seen.add(same)


EVERY = list(every_property())


@pytest.mark.parametrize("name", SCHEMAS.types)
def test_the_examples_of_a_type_make_valid_data(name: str) -> None:
    assert SCHEMAS.violations(name, good(name)) == ()


@pytest.mark.parametrize(("name", "entry"), EVERY)
def test_every_property_is_described_and_its_examples_are_valid(name: str, entry: Property) -> None:
    assert entry.title
    assert entry.title != entry.path[-1]
    assert entry.description.endswith((".", ")"))
    assert entry.examples
    for example in entry.examples:
        data = good(name)
        put(data, entry.path, example)
        assert SCHEMAS.violations(name, data) == ()


@pytest.mark.parametrize(("name", "entry"), EVERY)
def test_a_value_of_the_wrong_type_is_one_violation_at_its_key(name: str, entry: Property) -> None:
    data = good(name)
    where = put(data, entry.path, 7 if isinstance(entry.examples[0], str) else "x")
    (violation,) = SCHEMAS.violations(name, data)
    assert (violation.path, violation.rule) == (where, "schema-violation")
    assert "must be" in violation.message
    assert violation.fix


@pytest.mark.parametrize(("name", "entry"), EVERY)
def test_a_key_without_a_value_is_one_violation_at_its_key(name: str, entry: Property) -> None:
    data = good(name)
    where = put(data, entry.path, None)
    (violation,) = SCHEMAS.violations(name, data)
    assert violation.path == where
    assert "has no value" in violation.message or "must be" in violation.message


@pytest.mark.parametrize(
    ("name", "entry"),
    [p for p in EVERY if isinstance(p.values[1].examples[0], str)],
)
def test_text_with_markup_is_one_violation_at_its_key(name: str, entry: Property) -> None:
    data = good(name)
    where = put(data, entry.path, "</title><script>")
    (violation,) = SCHEMAS.violations(name, data)
    assert violation.path == where
    assert "'</title><script>'" in violation.message


@pytest.mark.parametrize(
    ("name", "entry"), [p for p in EVERY if p.values[1].kind.startswith("list of text")]
)
def test_a_bad_entry_of_a_list_is_one_violation_at_the_entry(name: str, entry: Property) -> None:
    data = good(name)
    where = put(data, (*entry.path, "*"), "</title>")
    (violation,) = SCHEMAS.violations(name, data)
    assert violation.path == where
    assert violation.message.startswith(f"entry 1 of {entry.path[-1]}: ")


@pytest.mark.parametrize(("name", "entry"), [p for p in EVERY if p.values[1].required])
def test_a_missing_key_is_one_violation_at_the_mapping_around_it(
    name: str, entry: Property
) -> None:
    data = good(name)
    *above, key = put(data, entry.path, entry.examples[0])
    inner: Any = data
    for step in above:
        inner = inner[step]
    del inner[key]
    (violation,) = SCHEMAS.violations(name, data)
    assert violation.path == tuple(above)
    assert f"the required key '{key}' is missing" in violation.message
    assert violation.fix.startswith("Add ")


@pytest.mark.parametrize(("name", "entry"), EVERY)
def test_an_unknown_key_is_reported_with_the_one_that_was_meant(name: str, entry: Property) -> None:
    data = good(name)
    put(data, entry.path, entry.examples[0])
    where = put(data, (*entry.path[:-1], f"{entry.path[-1]}x"), "x")
    (violation,) = SCHEMAS.violations(name, data)
    assert (violation.path, violation.rule) == (where, "unknown-key")
    assert violation.message.startswith(f"unknown key '{entry.path[-1]}x'")
    assert "; did you mean '" in violation.message


@pytest.mark.parametrize("name", SCHEMAS.types)
@settings(max_examples=tries(15, 40), deadline=None, derandomize=True)
@given(random=st.randoms(use_true_random=False), value=st.deferred(lambda: VALUES))
def test_the_two_validators_agree_on_mutations_of_valid_data(
    name: str, random: Random, value: object
) -> None:
    data = good(name)
    paths = [entry.path for entry in SCHEMAS.properties(name)]
    for _ in range(random.randint(1, 3)):
        path = random.choice(paths)
        steps = [path, (*path[:-1], "surplus")] if len(path) > 1 else [path, ("surplus",)]
        if random.random() < 0.3:
            data.pop(path[0], None)
            continue
        try:
            put(data, random.choice(steps), value)
        except (TypeError, IndexError, AttributeError, KeyError):
            continue  # an earlier mutation took the place away
    explained = EXPLAINER.explain(f"{URN}{name}", data)
    reasons = [each for each in explained if "does not fit the schema" not in each.message]
    is_valid = SCHEMAS.violations(name, data) == ()
    assert is_valid == (not reasons) == plain(name).is_valid(data)


EXPLAINER = Explainer(SCHEMAS.documents)
DATES = ["2026-02-30", "2026-03-01", "P12M", "P99D"]
NUMBERS = ["1.0", ".nan", "99.5", "8.6.1-d#x"]
WORDS = ["x", "", " x", "a<b", "internal", "POL-001", "RSK-2026-001", "month", "É", "é\n."]
TEXTS = st.sampled_from([*DATES, *NUMBERS, *WORDS])
SCALARS = TEXTS | st.integers(-3, 9) | st.booleans() | st.none()
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "text", "role", "zzz"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def plain(name: str) -> jsonschema.Draft202012Validator:
    """Return jsonschema's own validator, its patterns and unknown keys too."""
    resources = [
        (key, DRAFT202012.create_resource(schema)) for key, schema in SCHEMAS.documents.items()
    ]
    checker = jsonschema.FormatChecker(formats=())
    for key, accepting in ACCEPTING.items():
        checker.checks(key)(accepting)
    registry: Registry[Any] = Registry().with_resources(resources)
    return jsonschema.Draft202012Validator(
        SCHEMAS.documents[f"{URN}{name}"], registry=registry, format_checker=checker
    )


def test_the_shipped_schemas_keep_to_what_is_asked_of_a_projects_own() -> None:
    names = [key.removeprefix(URN) for key in SCHEMAS.documents]
    check_schemas(
        {name: SchemaFile(name, SCHEMAS.documents[f"{URN}{name}"], own=True) for name in names}
    )


@pytest.mark.parametrize("key", SCHEMAS.documents)
def test_every_pattern_says_in_words_what_it_allows(key: str) -> None:
    for pointer, part in subschemas(SCHEMAS.documents[key]):
        if "pattern" in part:
            assert pattern_fault(part["pattern"]) == "", pointer
            assert part["x-sms"]["allowed"], pointer


@pytest.mark.parametrize("path", OUTPUTS, ids=lambda path: path.name)
def test_an_output_schema_is_closed_and_describes_every_key(path: Path) -> None:
    schema = json.loads(path.read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"{URN}output:{path.name.removesuffix('.schema.json')}"
    for pointer, part in subschemas(schema):
        if "properties" in part:
            assert part["additionalProperties"] is False, pointer
            assert part["required"] == list(part["properties"]), pointer
            assert all(each["description"] for each in part["properties"].values()), pointer


def test_the_contract_of_types_holds() -> None:
    found = {
        kind.name: (kind.category, kind.directory, kind.prefixes, kind.format)
        for kind in SCHEMAS.types.values()
    }
    assert found["service"] == ("document", "docs/services", ("SVC",), "yaml")
    assert found["internal-audit"] == ("record", "records/internal-audits", ("AUD",), "yaml")
    assert found["roles"] == ("trust", "records/trust/roles.yml", (), "yaml")
    assert len(found) == 45
    assert SCHEMAS.types["procedure"].headings == ("Purpose", "Scope", "Roles", "Steps", "Records")
    assert SCHEMAS.types["service-report"].artefacts == ("R23", "R19", "R27")
    assert SCHEMAS.types["disposal"].retention == "P10Y"
    assert SCHEMAS.types["policy"].retention == ""
    assert SCHEMAS.types["risk"].path == "schemas/risk.schema.json"


def test_references_lead_through_bases_lists_and_mappings() -> None:
    references = dict(SCHEMAS.types["agreement"].references)
    assert references["owner",] == "role"
    assert references["authors", "*"] == "person"
    assert references["service",] == "service"
    people = dict(SCHEMAS.types["people"].references)
    assert people == {("people", "*", "roles", "*", "role"): "role"}


def test_properties_come_in_the_order_of_the_schema_with_bases_first() -> None:
    names = [entry.name for entry in SCHEMAS.properties("agreement")]
    assert names[:3] == ["id", "title", "version"]
    assert names.index("change") < names.index("service") < names.index("targets[].metric")
    (period,) = [e for e in SCHEMAS.properties("agreement") if e.name == "targets[].period"]
    assert (period.kind, period.choices) == ("text", ("month", "quarter", "year"))
    (kind,) = [e for e in SCHEMAS.properties("risk") if e.name == "kind"]
    assert kind.choices == ("risk",)


def test_a_key_that_only_one_alternative_asks_for_is_not_required() -> None:
    keys = {entry.name: entry.required for entry in SCHEMAS.properties("service-report")}
    assert keys["results[].target"]
    assert not keys["results[].value"]
    assert not keys["results[].reason"]
    keys = {entry.name: entry.required for entry in SCHEMAS.properties("extract")}
    assert not keys["figures"]
    assert keys["figures[].value"]


def test_an_artefact_that_only_some_records_give_has_its_condition() -> None:
    risk = SCHEMAS.types["risk"]
    assert risk.artefacts == ("D04", "D21", "D24")
    assert risk.conditions == {
        "D21": {"area": "continuity"},
        "D24": {"area": "information-security"},
    }
    extract = SCHEMAS.types["extract"]
    assert set(extract.artefacts) - set(extract.conditions) == {"R02"}
    assert extract.conditions["R07"] == {"process": "change", "conclusions": True}


def test_records_about_people_are_never_published() -> None:
    kinds = [kind for kind in SCHEMAS.types.values() if not kind.published]
    assert [kind.name for kind in kinds] == ["acknowledgement", "training"]
    for kind in kinds:
        assert kind.schema["properties"]["classification"]["default"] == "confidential"


def test_every_reference_to_an_artefact_is_one_of_the_catalogue() -> None:
    text = (ROOT / "sms_docs/catalogues/iso-iec-20000-1-2018.json").read_text(encoding="utf-8")
    known = {each["id"] for each in json.loads(text)["artefacts"]}
    given = {each for kind in SCHEMAS.types.values() for each in kind.artefacts}
    assert given <= known
    assert {each for each in known if each.startswith("R")} <= given


def test_jsonschema_is_imported_for_an_explanation_only() -> None:
    script = """
import sys
from sms_docs.load.schemas import load_schemas
schemas = load_schemas(None)
schemas.violations("roles", {"roles": []})
assert "jsonschema" not in sys.modules
schemas.violations("roles", {})
assert "jsonschema" in sys.modules
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)
