from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from sms_docs.cli import cli
from sms_docs.load.schemas import load_schemas

TYPES = load_schemas(None).types
TRUST = ("trust-check", "trust-expiring", "trust-show")
AUDIT = ("audit-checklist", "audit-plan")
GAPS = ("gap", "log", "matrix-compare", "matrix", "register", "review-pack")
OUTPUTS = (*AUDIT, "check", "due", *GAPS, "sla", "status", *TRUST, "verify")
USAGE = {"log": "log ID", "matrix-compare": "matrix --compare DATE", "review-pack": "review-pack"}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["schema", *arguments])


def usage(name: str) -> str:
    return USAGE.get(name, name.replace("-", " "))


def test_without_a_type_it_lists_all_with_their_places(tmp_path: Path) -> None:
    result = run("--root", str(tmp_path))
    assert result.exit_code == 0
    rows = [line.split(maxsplit=2) for line in result.output.rstrip("\n").split("\n")]
    types = [[kind.name, kind.category, kind.directory] for kind in TYPES.values()]
    outputs = [[name, "output", f"sms-docs {usage(name)} --format json"] for name in OUTPUTS]
    assert rows == [*types, *outputs]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [*TYPES, *OUTPUTS])
def test_every_name_in_the_list_gives_a_schema(tmp_path: Path, name: str) -> None:
    result = run(name, "--root", str(tmp_path))
    assert result.exit_code == 0
    Draft202012Validator.check_schema(json.loads(result.output))


def test_an_unknown_type_is_told_with_those_there_are(tmp_path: Path) -> None:
    result = run("procedur", "--root", str(tmp_path))
    assert result.exit_code == 2
    assert "no type 'procedur'; did you mean 'procedure'?; known: " in result.output


def test_a_schema_of_the_project_counts_before_ours(tmp_path: Path) -> None:
    schema = dict(TYPES["risk"].schema, title="Hazard")
    (tmp_path / "schemas").mkdir()
    (tmp_path / "schemas/risk.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    assert json.loads(run("risk", "--root", str(tmp_path)).output)["title"] == "Hazard"


@pytest.mark.parametrize("name", ["schema", "new", "init", "build"])
def test_help_has_an_example(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert f"Example: sms-docs {name} " in result.output
