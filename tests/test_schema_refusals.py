"""Schemas of a project that cannot be used: refused with the file, the place and the cure."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

from sms_docs.errors import ConfigurationError
from sms_docs.load.explain import Explainer
from sms_docs.load.schemas import Schemas, load_schemas
from sms_docs.load.shipped import shipped

if TYPE_CHECKING:
    from pathlib import Path

MARKS = {"category": "record", "directory": "records/visits", "prefixes": ["VIS"], "format": "yaml"}
VISIT: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:sms-docs:schema:visit",
    "title": "Visit",
    "x-sms": MARKS,
    "type": "object",
    "allOf": [{"$ref": "urn:sms-docs:schema:record"}],
    "properties": {"place": {"$ref": "urn:sms-docs:schema:document#/$defs/line"}},
    "unevaluatedProperties": False,
}


def write(root: Path, text: str | bytes, name: str = "visit") -> None:
    (root / "schemas").mkdir(exist_ok=True)
    raw = text if isinstance(text, bytes) else text.encode()
    (root / f"schemas/{name}.schema.json").write_bytes(raw)


def refusal(root: Path, schema: object, name: str = "visit") -> str:
    write(root, json.dumps(schema), name)
    with pytest.raises(ConfigurationError) as caught:
        load_schemas(root)
    return str(caught.value)


def test_a_type_of_the_project_stands_beside_the_shipped_ones(tmp_path: Path) -> None:
    write(tmp_path, json.dumps(VISIT))
    schemas = load_schemas(tmp_path)
    assert schemas.types["visit"].directory == "records/visits"
    assert ("owner",) in dict(schemas.types["visit"].references)
    assert "policy" in schemas.types
    messages = [each.message for each in schemas.violations("visit", {"place": "a<b"})]
    assert "place 'a<b' contains '<', which is not allowed" in messages


def test_a_schema_of_the_project_overrides_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    policy = json.loads((shipped("schemas") / "policy.schema.json").read_text())
    policy["x-sms"]["headings"] = ["Zweck"]
    write(tmp_path, json.dumps(policy), "policy")
    assert load_schemas(tmp_path).types["policy"].headings == ("Zweck",)
    assert load_schemas(None).types["policy"].headings != ("Zweck",)


def test_a_copy_of_a_shipped_schema_and_a_base_of_ones_own_are_accepted(tmp_path: Path) -> None:
    write(tmp_path, (shipped("schemas") / "risk.schema.json").read_bytes(), "risk")
    base = {key: VISIT[key] for key in ("$schema", "type")} | {"$id": "urn:sms-docs:schema:trip"}
    write(tmp_path, json.dumps(base), "trip")
    write(tmp_path, json.dumps(VISIT | {"allOf": [{"$ref": "urn:sms-docs:schema:trip"}]}))
    assert "trip" not in load_schemas(tmp_path).types


def test_a_project_without_schemas_has_the_shipped_ones(tmp_path: Path) -> None:
    assert load_schemas(tmp_path).types.keys() == load_schemas(None).types.keys()


@pytest.mark.parametrize("keyword", ["$ref", "allOf"])
def test_a_remote_reference_is_refused_and_nobody_is_asked(tmp_path: Path, keyword: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        schema = {"$ref": target} if keyword == "$ref" else VISIT | {"allOf": [{"$ref": target}]}
        message = refusal(tmp_path, schema)
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
    assert "schemas/visit.schema.json: " in message
    assert f"$ref: remote references are not allowed: {target}" in message


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "other.json",
        "/etc/passwd",
        "urn:other",
        "urn:sms-docs:schema:",
        "#anchor",
        "//host/x",
        "https://json-schema.org/draft/2020-12/schema",
        7,
    ],
)
def test_only_places_in_our_own_schemas_may_be_referred_to(tmp_path: Path, target: object) -> None:
    assert "remote references are not allowed" in refusal(tmp_path, {"$ref": target})


@pytest.mark.parametrize(
    "target",
    [
        "#/$defs/nothing",
        "urn:sms-docs:schema:nothing",
        "#/allOf/9",
        "#/allOf/x",
        "#/title/x",
        "#/title",
        "#/x-sms",
        "#/examples/0",
        "#/allOf/00",
        "urn:sms-docs:schema:record#/required",
    ],
)
def test_a_reference_must_lead_to_a_schema(tmp_path: Path, target: str) -> None:
    message = refusal(tmp_path, VISIT | {"properties": {"a/~": {"$ref": target}}})
    assert f"/properties/a~1~0/$ref: nothing is at {target}" in message


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}, "$ref": "#/$defs/a"},
        VISIT | {"properties": {"inner": {"items": {"$ref": "urn:sms-docs:schema:visit"}}}},
    ],
    ids=["itself", "two", "inner"],
)
def test_a_schema_that_refers_to_itself_is_refused(tmp_path: Path, schema: object) -> None:
    assert "the schema refers to itself" in refusal(tmp_path, schema)


def test_a_circle_over_a_shipped_schema_is_refused(tmp_path: Path) -> None:
    record = json.loads((shipped("schemas") / "record.schema.json").read_text())
    message = refusal(tmp_path, record | {"$ref": "urn:sms-docs:schema:risk"}, "record")
    assert "the schema refers to itself" in message


def test_a_pattern_that_can_run_for_ever_is_refused_at_once(tmp_path: Path) -> None:
    start = time.process_time()
    message = refusal(tmp_path, VISIT | {"properties": {"x": {"pattern": "^(a+)+$"}}})
    assert time.process_time() - start < 5
    assert "/properties/x/pattern: the pattern repeats inside a repetition" in message


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"$schema": "http://json-schema.org/draft-07/schema#"}, "/$schema: is not 'https://json-sch"),
    ({"$id": "urn:sms-docs:schema:visits"}, "/$id: is not 'urn:sms-docs:schema:visit'"),
    ({"type": "text"}, "/type: "),
    ({"properties": {"x": {"minLength": "a"}}}, "/properties/x/minLength: "),
    ({"properties": {"x": {"$id": "urn:x"}}}, "/properties/x/$id: only the top may have an $id"),
    ({"$anchor": "x"}, "/$anchor: not allowed"),
    ({"properties": {"x": {"pattern": 7}}}, "/properties/x/pattern: the pattern is no text"),
    ({"properties": {"x": {"pattern": "^\\ud800$"}}}, "/x/pattern: the pattern cannot be used"),
    ({"patternProperties": {"a/b": {}}}, "/patternProperties/a~1b: the pattern is not anchored"),
    ({"patternProperties": []}, "/patternProperties: "),
    ({"allOf": {}}, "/allOf: "),
    ({"properties": {"x": {"format": "dat"}}}, "/format: no format 'dat'; did you mean 'date'?"),
    ({"x-sms": None}, "/x-sms: missing, or no mapping"),
    ({"x-sms": []}, "/x-sms: missing, or no mapping"),
    ({"x-sms": {"category": "record"}}, "/x-sms: 'directory' is missing"),
    (
        {"x-sms": MARKS | {"prefix": "VIS"}},
        "/x-sms: 'prefix' is not known; did you mean 'prefixes'",
    ),
    ({"x-sms": MARKS | {"category": "thing"}}, "/x-sms/category: is not one of document, record"),
    ({"x-sms": MARKS | {"category": []}}, "/x-sms/category: is not one of document, record"),
    ({"x-sms": MARKS | {"directory": "../x"}}, "/x-sms/directory: is not a path below the root"),
    ({"x-sms": MARKS | {"directory": 7}}, "/x-sms/directory: is not a path below the root"),
    ({"x-sms": MARKS | {"prefixes": ["visit"]}}, "/x-sms/prefixes: is not a list of three capital"),
    ({"x-sms": MARKS | {"prefixes": []}}, "/x-sms: 'prefixes' is missing"),
    ({"x-sms": MARKS | {"format": "html"}}, "/x-sms/format: is not one of markdown, yaml"),
    ({"x-sms": MARKS | {"headings": "A"}}, "/x-sms/headings: is not a list of headings"),
    ({"x-sms": MARKS | {"guidance": {"A": 1}}}, "/x-sms/guidance: is not a mapping of headings"),
    ({"x-sms": MARKS | {"retention": 3}}, "/x-sms/retention: is not a duration such as P3Y"),
    ({"x-sms": MARKS | {"retention": "3 years"}}, "/x-sms/retention: is not a duration"),
    (
        {"x-sms": MARKS | {"category": "document", "retention": "P3Y"}},
        "/x-sms/retention: only records are kept for a time",
    ),
    (
        {"x-sms": MARKS | {"category": "document", "published": False}},
        "/x-sms/published: only records are about people",
    ),
    ({"x-sms": MARKS | {"published": "no"}}, "/x-sms/published: is not false where records"),
    ({"x-sms": MARKS | {"prefixes": ["RSK"]}}, "risk.schema.json has 'RSK' too"),
    ({"x-sms": MARKS | {"directory": "policies"}}, "policy.schema.json has 'policies' too"),
    ({"properties": {"x": {"x-sms": "role"}}}, "/properties/x/x-sms: is no mapping"),
    ({"properties": {"x": {"x-sms": {"name": "role"}}}}, "'name' is not known here; did you mean"),
    ({"properties": {"x": {"x-sms": {"names": 1}}}}, "'names' is not known here"),
    (
        {"properties": {"x": {"x-sms": {"names": "rolle"}}}},
        "/properties/x/x-sms/names: no kind 'rolle'; did you mean 'role'?",
    ),
    ({"properties": {"x": {"x-sms": {"names": "people"}}}}, "no kind 'people'"),
]


@pytest.mark.parametrize(("change", "message"), WRONG)
def test_what_is_wrong_in_a_schema_is_told_with_its_place(
    tmp_path: Path, change: dict[str, Any], message: str
) -> None:
    found = refusal(tmp_path, VISIT | change)
    assert found.startswith("schemas/visit.schema.json: /")
    assert message in found


ARTEFACTS: list[object] = [
    "R22",
    [""],
    [22],
    [["R22"]],
    [{"id": "R22"}],
    [{"where": {"area": "x"}}],
    [{"id": 22, "where": {"area": "x"}}],
    [{"id": "R22", "where": {}}],
    [{"id": "R22", "where": ["area"]}],
    [{"id": "R22", "where": {"area": 7}}],
    [{"id": "R22", "where": {"area": False}}],
    [{"id": "R22", "where": {"area": "x"}, "note": "x"}],
    ["R22", {"id": "R22", "where": {"area": "x"}}],
]


@pytest.mark.parametrize("artefacts", ARTEFACTS, ids=json.dumps)
def test_artefacts_are_ids_or_ids_with_a_condition(tmp_path: Path, artefacts: object) -> None:
    message = refusal(tmp_path, VISIT | {"x-sms": MARKS | {"artefacts": artefacts}})
    assert message.startswith("schemas/visit.schema.json: /x-sms/artefacts: is not a list of ")
    assert '{"id": "D21", "where": {"area": "continuity"}}' in message


def test_marks_of_a_type_are_kept_with_their_conditions(tmp_path: Path) -> None:
    artefacts = ["R02", {"id": "R22", "where": {"area": "x", "result": True}}]
    marks = MARKS | {"artefacts": artefacts, "published": False}
    write(tmp_path, json.dumps(VISIT | {"x-sms": marks}))
    visit = load_schemas(tmp_path).types["visit"]
    assert visit.artefacts == ("R02", "R22")
    assert visit.conditions == {"R22": {"area": "x", "result": True}}
    assert not visit.published


def test_a_shipped_name_keeps_what_it_stands_for(tmp_path: Path) -> None:
    people = VISIT | {"$id": "urn:sms-docs:schema:people"}
    assert "'people' must stay what it is: trust" in refusal(tmp_path, people, "people")


def test_a_shared_base_does_not_become_a_type(tmp_path: Path) -> None:
    document = json.loads((shipped("schemas") / "document.schema.json").read_text())
    message = refusal(tmp_path, document | {"x-sms": MARKS}, "document")
    assert "'document' must stay what it is: a base without x-sms" in message


def test_a_remote_reference_that_slipped_through_is_not_followed_either() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        schemas = Schemas({}, {"urn:sms-docs:schema:x": {"$ref": target}})
        with pytest.raises(ConfigurationError, match="remote references are not allowed"):
            schemas.violations("x", {})
        with pytest.raises(LookupError):
            Explainer(schemas.documents).explain("urn:sms-docs:schema:x", {})
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_shipped_schema_that_loses_what_it_refers_to_is_named(tmp_path: Path) -> None:
    document = json.loads((shipped("schemas") / "document.schema.json").read_text())
    del document["$defs"]["text"]
    message = refusal(tmp_path, document, "document")
    assert message.startswith("schemas/action.schema.json: /properties/")
    assert "nothing is at urn:sms-docs:schema:document#/$defs/text" in message


def test_a_broken_base_is_reported_before_a_type_is_read_through_it(tmp_path: Path) -> None:
    write(tmp_path, json.dumps(VISIT | {"allOf": [{"$ref": "urn:sms-docs:schema:zoo"}]}))
    base = {"$schema": VISIT["$schema"], "$id": "urn:sms-docs:schema:zoo", "properties": []}
    message = refusal(tmp_path, base, "zoo")
    assert message.startswith("schemas/zoo.schema.json: /properties: ")


def test_schemas_that_double_with_each_level_are_refused_at_once(tmp_path: Path) -> None:
    start = time.process_time()
    levels = {
        f"l{n}": {"properties": {k: {"$ref": f"#/$defs/l{n + 1}"} for k in "ab"}} for n in range(40)
    }
    schema = VISIT | {"$defs": levels | {"l40": {}}, "properties": {"x": {"$ref": "#/$defs/l0"}}}
    assert "describes 2000 keys or more" in refusal(tmp_path, schema)
    bases = {f"l{n}": {"allOf": [{"$ref": f"#/$defs/l{n + 1}"}] * 2} for n in range(40)}
    schema = VISIT | {"$defs": bases | {"l40": {}}, "properties": {"x": {"$ref": "#/$defs/l0"}}}
    write(tmp_path, json.dumps(schema))
    assert load_schemas(tmp_path).types["visit"]
    assert time.process_time() - start < 5
