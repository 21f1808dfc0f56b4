"""The check as a user meets it: exit codes, selection, waivers, enforcement, formats."""

from __future__ import annotations

import gc
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from sms_docs import cli
from sms_docs.check import no_collection
from sms_docs.errors import ConfigurationError

PROJECT = Path(__file__).parent / "rules" / "project"
SHAPE = Path(__file__).parent.parent / "schemas" / "output" / "check.schema.json"
WAIVER = """
[[tool.sms-docs.waivers]]
rule = "{rule}"
document = "{document}"
reason = "Moved next month."
who = "Ada Example"
until = {until}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "sms"
    shutil.copytree(PROJECT, root)
    return root


def check(root: Path, *arguments: str) -> Result:
    options = ["check", "--root", str(root), "--as-of", "2026-11-20", *arguments]
    return CliRunner().invoke(cli.cli, options)


def configure(root: Path, text: str) -> None:
    settings = root / "pyproject.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + text, encoding="utf-8")


def break_owner(root: Path) -> None:
    policy = next((root / "policies").glob("POL-001*"))
    text = policy.read_text(encoding="utf-8").replace("owner: ", "owner: nobody-", 1)
    policy.write_text(text, encoding="utf-8")


def test_warnings_alone_end_with_0_and_with_1_where_that_is_asked_for(project: Path) -> None:
    assert check(project).exit_code == 0
    assert check(project, "--fail-on", "warning").exit_code == 1


def test_an_error_ends_with_1_and_stands_next_to_the_summary(project: Path) -> None:
    break_owner(project)
    result = check(project)
    assert result.exit_code == 1
    assert "SMS701 role-unknown" in result.output.split("\n")[-5]


def test_the_last_line_says_what_was_not_checked(project: Path) -> None:
    lines = check(project).output.rstrip("\n").split("\n")
    assert lines[-1] == "not checked: changes against a base revision"


def test_one_rule_is_selected_by_code_or_by_name(project: Path) -> None:
    break_owner(project)
    for name in ("SMS701", "sms701", "role-unknown"):
        found = json.loads(check(project, "--select", name, "--format", "json").output)
        assert {finding["code"] for finding in found["findings"]} == {"SMS701"}
        assert found["not_checked"][1].endswith("rules that --select leaves out")


def test_a_rule_that_does_not_exist_cannot_be_selected(project: Path) -> None:
    error = check(project, "--select", "role-unknwon").exception
    assert isinstance(error, ConfigurationError)
    assert str(error) == "--select: no rule 'role-unknwon'; did you mean 'role-unknown'?"
    error = check(project, "--select", "zebra").exception
    assert str(error) == "--select: no rule 'zebra'; `sms-docs rules` lists them"


def test_the_json_has_the_shipped_shape(project: Path) -> None:
    break_owner(project)
    found = json.loads(check(project, "--format", "json").output)
    jsonschema.validate(found, json.loads(SHAPE.read_text(encoding="utf-8")))
    assert found["summary"]["errors"] == 1


def test_a_waiver_takes_out_its_finding_and_is_counted(project: Path) -> None:
    break_owner(project)
    waiver = WAIVER.format(rule="role-unknown", document="POL-001", until="2026-12-31")
    configure(project, waiver)
    result = check(project)
    assert result.exit_code == 0
    assert "1 waived" in result.output
    assert "SMS701" not in result.output


def test_a_waiver_holds_through_its_last_day_and_not_longer(project: Path) -> None:
    break_owner(project)
    waiver = WAIVER.format(rule="SMS701", document="POL-001", until="2026-11-20")
    configure(project, waiver)
    assert check(project).exit_code == 0
    late = check(project, "--as-of", "2026-11-21")
    assert late.exit_code == 1
    assert "SMS701" in late.output
    assert "SMS902 waiver-expired" in late.output


def test_an_unused_waiver_is_a_warning_and_an_error_where_enforced(project: Path) -> None:
    waiver = WAIVER.format(rule="role-unknown", document="POL-001", until="2026-12-31")
    configure(project, waiver)
    assert "SMS901 waiver-unused: warning" in check(project).output
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    table = '[tool.sms-docs]\nenforce = ["waiver-unused"]'
    text = text.replace("[tool.sms-docs]", table, 1)
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    assert check(project).exit_code == 1


def test_a_waiver_of_a_rule_that_did_not_run_is_not_called_unused(project: Path) -> None:
    waiver = WAIVER.format(rule="role-unknown", document="POL-001", until="2026-12-31")
    configure(project, waiver)
    output = check(project, "--select", "waiver-unused").output
    assert "SMS901" not in output


@pytest.mark.parametrize("key", ["rule", "enforce"])
def test_a_rule_named_wrong_in_the_settings_is_told(project: Path, key: str) -> None:
    if key == "rule":
        configure(project, WAIVER.format(rule="SMS999", document="X", until="2026-12-31"))
    else:
        text = (project / "pyproject.toml").read_text(encoding="utf-8")
        table = '[tool.sms-docs]\nenforce = ["SMS999"]'
        text = text.replace("[tool.sms-docs]", table, 1)
        (project / "pyproject.toml").write_text(text, encoding="utf-8")
    error = check(project).exception
    assert isinstance(error, ConfigurationError)
    assert re.match(r"pyproject\.toml:[0-9]+: no rule", str(error))
    assert "no rule 'SMS999'" in str(error)


def test_another_number_is_no_guess_at_a_rule(project: Path) -> None:
    error = check(project, "--select", "SMS999").exception
    assert str(error) == "--select: no rule 'SMS999'; `sms-docs rules` lists them"
    error = check(project, "--select", "role-unknwon").exception
    assert str(error) == "--select: no rule 'role-unknwon'; did you mean 'role-unknown'?"


def test_the_report_is_written_to_a_file_where_asked(project: Path, tmp_path: Path) -> None:
    target = tmp_path / "findings.json"
    result = check(project, "--format", "json", "--output", str(target))
    assert (result.exit_code, result.output) == (0, "")
    assert json.loads(target.read_text(encoding="utf-8"))["summary"]["errors"] == 0


@pytest.mark.parametrize("day", ["2026-02-30", "20261120", "2026-W01-1"])
def test_a_day_that_is_none_is_refused_with_an_example(project: Path, day: str) -> None:
    result = check(project, "--as-of", day)
    assert result.exit_code == 2
    assert f"'{day}' is no day; write it as 2026-11-20" in result.output


def test_nothing_is_collected_while_checking_and_all_is_as_before_after() -> None:
    gc.enable()
    with no_collection():
        assert not gc.isenabled()
        with no_collection():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


class Left(Exception):  # noqa: N818 - stands for the end of the process
    """The process would have ended."""


def ended(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the command line as a process does; return the exit code."""

    def leave(code: int) -> None:
        raise Left(code)

    monkeypatch.setattr(os, "_exit", leave)
    monkeypatch.setattr(sys, "argv", ["sms-docs", *arguments])
    try:
        with pytest.raises(Left) as left:
            cli.main()
    finally:
        gc.enable()
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    return int(left.value.args[0])


def test_the_process_ends_with_the_exit_code_of_the_check(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ended(monkeypatch, "check", "--root", str(project)) == 0
    break_owner(project)
    assert ended(monkeypatch, "check", "--root", str(project)) == 1


def test_a_broken_set_up_ends_with_2_and_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "check", "--root", str(tmp_path)) == 2
    assert capsys.readouterr().err.startswith("sms-docs: pyproject.toml: there is no such file")


def test_a_report_that_cannot_be_written_ends_with_4(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = str(project / "missing" / "report.txt")
    assert ended(monkeypatch, "check", "--root", str(project), "--output", target) == 4
    assert "cannot write" in capsys.readouterr().err


def test_a_command_that_does_not_exist_is_answered_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ended(monkeypatch, "chekc") == 2
    assert "no command 'chekc'; did you mean 'check'?" in capsys.readouterr().err


def test_every_command_has_an_example_in_its_help() -> None:
    names = cli.cli.list_commands(None)  # type: ignore[arg-type]
    assert "check" in names
    for name in names:
        result = CliRunner().invoke(cli.cli, [name, "--help"])
        assert result.exit_code == 0
        assert f"sms-docs {name}" in result.output.partition("Example")[2], name


def test_a_reader_that_goes_away_is_no_error(project: Path) -> None:
    """``sms-docs check | head -1`` must not end in a traceback."""
    command = f"set -o pipefail; {sys.executable} -m sms_docs rules --format json | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    # Either the reader had taken all, or the signal ended the writer: never "errors found".
    assert done.returncode in {0, 128 + signal.SIGPIPE}
    assert done.stderr == ""
    assert check(project).exit_code == 0


def test_the_module_is_the_command(project: Path) -> None:
    command = [sys.executable, "-m", "sms_docs", "check", "--root", str(project)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_help_tells_the_exit_codes() -> None:
    output = CliRunner().invoke(cli.cli, ["--help"]).output
    assert "\\b" not in output
    assert "Exit codes: 0 every requested check ran and found no error; 1 errors found;" in output
