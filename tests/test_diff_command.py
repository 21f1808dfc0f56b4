"""`sms-docs diff`: what a newer text changes, with nothing in it that could deceive."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from approving import approve, approve_trust, lay
from click.testing import Result
from commands import invoke, said

from sms_docs.views.diff import Side, as_lines, as_words

PRC = "procedures/PRC-001-incident-management.md"
BEN = ("ben-marsh", "service-manager")
AT = "2024-03-01T10:00:00Z"
COLOUR = re.compile("\x1b\\[[0-9]*m")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """An SMS whose PRC-001 is approved as 1.0."""
    lay(tmp_path)
    approve(tmp_path, "PRC-001", *BEN, AT)
    return tmp_path


def diff(root: Path, *arguments: str) -> Result:
    return invoke("diff", "--root", str(root), *arguments)


def edit(root: Path, path: str, *changes: tuple[str, str]) -> None:
    text = (root / path).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (root / path).write_text(text, newline="")


def changed(result: Result) -> list[str]:
    """Return the lines that went or came, without the two names."""
    return [line for line in result.stdout.split("\n")[2:] if line[:1] in ("-", "+")]


def test_without_versions_it_shows_what_the_working_text_changes(root: Path) -> None:
    edit(root, PRC, ('"1.0"', '"1.1"'), ("To restore service.", "To restore service at once."))
    result = diff(root, "PRC-001")
    assert result.exit_code == 0
    assert result.stdout.split("\n")[:2] == [
        "--- PRC-001 1.0 (approved on 2024-03-01)",
        "+++ PRC-001 1.1 (working text)",
    ]
    assert changed(result) == [
        '-version: "1.0"',
        '+version: "1.1"',
        "-To restore service.",
        "+To restore service at once.",
    ]


def test_the_newest_approved_version_is_what_it_compares_with(root: Path) -> None:
    edit(root, PRC, ('"1.0"', '"1.1"'))
    approve(root, "PRC-001", *BEN, "2024-04-01T10:00:00Z")
    edit(root, PRC, ("All services.", "All services but one."))
    assert changed(diff(root, "PRC-001")) == ["-All services.", "+All services but one."]


def test_two_versions_are_compared_in_the_order_given(root: Path) -> None:
    edit(root, PRC, ('"1.0"', '"1.1"'))
    approve(root, "PRC-001", *BEN, "2024-04-01T10:00:00Z")
    edit(root, PRC, ("All services.", "No services."))
    assert changed(diff(root, "PRC-001", "1.0", "1.1")) == ['-version: "1.0"', '+version: "1.1"']
    assert changed(diff(root, "PRC-001", "1.1", "1.0")) == ['-version: "1.1"', '+version: "1.0"']


def test_one_version_is_compared_with_the_working_text(root: Path) -> None:
    edit(root, PRC, ('"1.0"', '"1.1"'))
    approve(root, "PRC-001", *BEN, "2024-04-01T10:00:00Z")
    edit(root, PRC, ('"1.1"', '"1.2"'))
    assert changed(diff(root, "PRC-001", "1.0")) == ['-version: "1.0"', '+version: "1.2"']


def test_a_stored_text_that_is_not_approved_is_called_so(root: Path) -> None:
    edit(root, PRC, ('"1.0"', '"1.1"'))
    approve(root, "PRC-001", *BEN, "2024-04-01T10:00:00Z", key="eve-stone")
    assert "+++ PRC-001 1.1 (not approved)\n" in diff(root, "PRC-001", "1.0", "1.1").stdout
    assert "--- PRC-001 1.0 (approved" in diff(root, "PRC-001").stdout


def test_no_difference_is_said_in_words(root: Path) -> None:
    for more in ((), ("--words",)):
        assert diff(root, "PRC-001", *more).stdout == (
            "PRC-001 1.0 (approved on 2024-03-01) and PRC-001 1.0 (working text): no difference\n"
        )


def test_a_document_never_approved_has_nothing_to_compare_with(root: Path) -> None:
    result = diff(root, "POL-001")
    assert result.exit_code == 0
    assert result.stdout == (
        "POL-001: no version is approved, so there is nothing to compare with\n"
    )


def test_words_shows_the_words_that_went_and_came(root: Path) -> None:
    edit(root, PRC, ("Note it, mend it, say so.", "Note it, mend it soon, and say so."))
    assert (
        "\nNote it, mend it{+ soon+}, {+and +}say so.\n" in diff(root, "PRC-001", "--words").stdout
    )


def test_words_counts_the_lines_that_are_far_from_any_change(root: Path) -> None:
    edit(root, PRC, ("The ticket.", "The ticket and its log."))
    text = diff(root, "PRC-001", "--words").stdout
    assert re.search(r"^@@ [0-9]+ unchanged lines @@$", text, re.MULTILINE)
    assert "To restore service." not in text
    assert "The ticket{+ and its log+}." in text


@pytest.mark.parametrize("more", [(), ("--words",)])
def test_invisible_characters_are_written_out(root: Path, more: tuple[str, ...]) -> None:
    edit(root, PRC, ("All services.", "All\u200b \u2062services\u00a0. ##[error]"))
    text = diff(root, "PRC-001", *more).stdout
    assert r"\u200b" in text
    assert r"\u2062" in text
    assert r"\xa0" in text
    assert not re.search("[\u200b\u2062\u00a0]|##\\[", text)


def test_a_text_cannot_pass_itself_off_as_deleted_or_left_out() -> None:
    old = Side("A", "one\ntwo [-gone-] {+come+}\n@@ 9 unchanged lines @@\n", {})
    new = Side("B", "one!\ntwo [-gone-] {+come+}\n@@ 9 unchanged lines @@\n", {})
    text = as_words(old, new, colour=False)
    assert text == (
        "--- A\n+++ B\none{+!+}\ntwo \\[-gone\\-] \\{+come\\+}\n\\@@ 9 unchanged lines @@\n"
    )


def test_lines_that_went_and_came_without_a_word_are_shown_by_a_sign() -> None:
    texts = "one\n\ntwo\n", "one\ntwo\n"
    went = as_words(Side("A", texts[0], {}), Side("B", texts[1], {}), colour=False)
    came = as_words(Side("A", texts[1], {}), Side("B", texts[0], {}), colour=False)
    assert went == "--- A\n+++ B\none\n[-↵-]\ntwo\n"
    assert came == "--- A\n+++ B\none\n{+↵+}\ntwo\n"


def test_the_unchanged_end_of_a_text_is_counted_to_its_last_line() -> None:
    rest = "".join(f"{number}\n" for number in range(20))
    old, new = Side("A", "one\n" + rest, {}), Side("B", "one!\n" + rest, {})
    text = as_words(old, new, colour=False)
    assert text == "--- A\n+++ B\none{+!+}\n0\n1\n2\n3\n@@ 16 unchanged lines @@\n"


def test_a_mark_makes_no_command_of_a_runner_out_of_what_stands_before_it() -> None:
    text = as_words(Side("A", "##here\n", {}), Side("B", "##there\n", {}), colour=False)
    assert "##[" not in text
    assert "here-]{+there+}" in text


def test_colours_stand_around_text_in_which_nothing_is_obeyed() -> None:
    old, new = Side("A", "one\x1b[0m\ntwo\n", {}), Side("B", "one\x1b[5m\ntwo\n", {})
    for write in (as_lines, as_words):
        plain, coloured = write(old, new, colour=False), write(old, new, colour=True)
        assert "\x1b" not in plain
        assert COLOUR.sub("", coloured) == plain
        assert set(COLOUR.findall(coloured)) >= {"\x1b[31m", "\x1b[32m", "\x1b[0m"}
        assert coloured.count("\x1b[0m") == len(COLOUR.findall(coloured)) // 2


def test_the_names_above_a_diff_are_never_taken_for_lines_that_went() -> None:
    coloured = as_lines(Side("A", "1\n", {}), Side("B", "2\n", {}), colour=True)
    assert coloured.split("\n")[:2] == ["--- A", "+++ B"]


def test_colours_are_for_terminals_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(root, PRC, ("All services.", "No services."))
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b" not in diff(root, "PRC-001").stdout
    monkeypatch.setattr("sms_docs.cli.diff.wants_colour", lambda: True)
    target = root / "out.diff"
    assert diff(root, "PRC-001", "--output", str(target)).exit_code == 0
    assert "\x1b" not in target.read_text()
    assert "-All services." in target.read_text()
    assert sys.stdout is not None


def test_files_that_the_text_shows_are_named_where_they_differ(root: Path) -> None:
    for name in ("kept", "drawn-anew", "gone"):
        (root / f"procedures/{name}.png").write_bytes(name.encode())
    shown = "".join(f"![{name}]({name}.png)\n" for name in ("kept", "drawn-anew", "gone"))
    edit(root, PRC, ('"1.0"', '"2.0"'), ("The ticket.\n", f"The ticket.\n\n{shown}"))
    approve(root, "PRC-001", *BEN, "2024-05-01T10:00:00Z")
    (root / "procedures/drawn-anew.png").write_bytes(b"other")
    result = diff(root, "PRC-001")
    assert changed(result) == []
    assert "file drawn-anew.png: sha256 " in result.stdout
    assert "kept.png" not in result.stdout
    edit(root, PRC, ("![gone](gone.png)\n", ""))
    for more in ((), ("--words",)):
        text = diff(root, "PRC-001", *more).stdout
        assert "file gone.png: only in PRC-001 2.0 (approved on 2024-05-01)" in text


def test_an_unknown_version_is_told_with_those_there_are(root: Path) -> None:
    edit(root, PRC, ('"1.0"', '"1.10"'))
    approve(root, "PRC-001", *BEN, "2024-04-01T10:00:00Z")
    edit(root, PRC, ('"1.10"', '"1.9"'))
    approve(root, "PRC-001", *BEN, "2024-04-02T10:00:00Z", previous=None)
    result = diff(root, "PRC-001", "7.0")
    assert result.exit_code == 2
    assert said(result) == "PRC-001 has no version '7.0'; there are: 1.0, 1.9, 1.10"
    assert "\x1b" not in said(diff(root, "PRC-001", "1.0", "\x1b[31m"))
    assert "none, nothing of it" in said(diff(root, "SVC-001", "1.0"))


def test_a_third_version_is_refused(root: Path) -> None:
    result = diff(root, "PRC-001", "1.0", "1.0", "1.0")
    assert result.exit_code == 2
    assert "two versions at most, not 3" in said(result)


def test_an_unknown_id_is_told_with_the_one_that_was_meant(root: Path) -> None:
    assert "did you mean 'PRC-001'?" in said(diff(root, "prc-001"))


def test_a_document_whose_file_is_gone_asks_for_two_versions(root: Path) -> None:
    (root / PRC).unlink()
    result = diff(root, "PRC-001")
    assert result.exit_code == 2
    assert said(result) == "PRC-001 has no working file that can be read; name two versions: 1.0"


def test_the_trust_files_are_compared_line_by_line(root: Path) -> None:
    policy = root / "records/trust/policy.yml"
    policy.write_text(policy.read_text().replace("serial: 1", "serial: 2"))
    result = diff(root, "TRUST")
    assert "+++ TRUST serial 2 (working files)" in result.stdout
    assert changed(result) == ["-serial: 1", "+serial: 2"]
    approve_trust(root, at="2024-02-01T08:00:00Z")
    assert "+++ TRUST serial 2 (approved on 2024-02-01)" in diff(root, "TRUST", "1", "2").stdout


def test_trust_files_that_cannot_be_read_are_told(root: Path) -> None:
    (root / "records/trust/policy.yml").write_text("serial: none\n")
    assert "`sms-docs check` says why" in said(diff(root, "TRUST"))


def test_of_the_trust_files_only_those_that_changed_are_shown(root: Path) -> None:
    policy = root / "records/trust/policy.yml"
    policy.write_text(policy.read_text().replace("serial: 1", "serial: 2"))
    (root / "records/trust/revoked.yml").unlink()
    shown = diff(root, "TRUST").stdout
    assert "+++ TRUST serial 2 (working files): revoked.yml" in shown
    assert "-revoked: []" in shown
    assert "people.yml" not in shown
    assert said(diff(root, "TRUST", "7")) == "TRUST has no serial '7'; there are: 1"
    assert "serial: [-1-]{+2+}" in diff(root, "TRUST", "--words").stdout
