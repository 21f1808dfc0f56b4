"""``sms-docs revise`` raises a version and says what changes, and moves nothing else."""

from __future__ import annotations

import io
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from click.testing import Result
from commands import invoke, said
from sampled import tries
from starter import ROOT, copy_alone

from sms_docs.act.lock import lock
from sms_docs.act.revise import Wish, next_version, revise
from sms_docs.load.project import load
from sms_docs.model import Document
from sms_docs.version import is_above

POLICY = "policies/POL-001-changes.md"
TEXT = """\
---
id:   "POL-001"   # for good
title: 'Changes'
# the version of the text below
version:  '1.0'     # in quotes
owner: manager
authors: # two of us
  - ada-ironwood   # since 2024
  - otto-brink
classification: internal
audience: [all-staff]
review_interval: P12M
clauses: []
change: >-  # one line
  First version, which says what a change is, who may ask for one, who may allow it, and where all
  of them are written down.
---

version:  '1.0' is not touched here.

## Purpose

Text   \nwith blanks at its end.
"""
FILES = {
    "pyproject.toml": '[tool.sms-docs]\norganisation = "Acme IT"\n'
    'sms_id = "urn:uuid:3f1d5f0e-5f0b-4b51-9a55-6a1c8e2f7d11"\n',
    POLICY: TEXT,
    "docs/services/SVC-001-mail.yml": "id: SVC-001\nversion: '0.4'\nchange: Old. # why\nx: [1\n]",
    "records/risks/RSK-001-fire.yml": "id: RSK-001\ntitle: Fire\n",
    "records/trust/people.yml": "people:\n"
    + "".join(
        f"  - id: {name}\n    name: {name}\n    emails: [{name}@acme.example]\n    roles: []\n"
        for name in ("ada-ironwood", "otto-brink", "ines-holt")
    ),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return tmp_path


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file()
    }


def approve(root: Path, version: str, identity: str = "POL-001") -> None:
    """Store a text as an approval does; what the text says is nothing to `revise`."""
    folder = root / "records/approvals" / identity / version
    folder.mkdir(parents=True)
    ending = ".yml" if identity.startswith("SVC") else ".md"
    (folder / f"{identity}{ending}").write_text("---\nid: POL-001\n---\n")


def policy(root: Path) -> Document:
    return next(document for document in load(root).documents if document.id == "POL-001")


def run(root: Path, *arguments: str) -> Result:
    return invoke("revise", "--root", str(root), *arguments)


def differing(before: bytes, after: bytes) -> list[tuple[bytes, bytes]]:
    """Return the lines that differ, of two texts with the same number of lines."""
    pairs = zip(before.split(b"\n"), after.split(b"\n"), strict=True)
    return [(old, new) for old, new in pairs if old != new]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("change", ["change: First version. # why", "change: 'First version.'  #"])
def test_each_value_is_a_change_of_one_line_amid_comments_and_odd_quoting(
    root: Path, end: bytes, change: str
) -> None:
    approve(root, "1.0")
    text = re.sub(r"change: (?:.*\n){2}  .*\n", f"{change}\n", TEXT)
    before = text.encode().replace(b"\n", end)
    (root / POLICY).write_bytes(before)
    result = run(root, "POL-001", "--change", "Backing out is planned.")
    assert result.exit_code == 0, said(result)
    line = change.replace("First version.", "Backing out is planned.").encode()
    r = end.removesuffix(b"\n")
    assert differing(before, (root / POLICY).read_bytes()) == [
        (b"version:  '1.0'     # in quotes" + r, b"version:  '1.1'     # in quotes" + r),
        (change.encode() + r, line + r),
    ]
    assert result.output == (
        f"POL-001: version 1.0 becomes 1.1\n{POLICY}\n"
        "Next: edit the text, run `sms-docs check`, and have it approved:"
        " `sms-docs approve POL-001`.\n"
    )


def test_a_change_of_several_lines_stays_where_it_is_written(root: Path) -> None:
    approve(root, "1.0")
    run(root, "POL-001", "--change", "Short now.")
    wanted = TEXT.replace("'1.0'     #", "'1.1'     #").replace(
        "  First version, which says what a change is, who may ask for one, who may allow it, and"
        " where all\n  of them are written down.\n",
        "  Short now.\n",
    )
    assert (root / POLICY).read_bytes() == wanted.encode()


def test_a_file_without_a_line_end_keeps_none(root: Path) -> None:
    run(root, "SVC-001", "--change", "New.")
    assert (root / "docs/services/SVC-001-mail.yml").read_bytes() == (
        b"id: SVC-001\nversion: '0.5'\nchange: New. # why\nx: [1\n]"
    )


def test_every_document_of_the_starter_differs_in_two_lines_only(tmp_path: Path) -> None:
    """Each alone: with all others beside it, each revision would read them all."""
    documents = load(ROOT).documents
    assert len(documents) > 10
    for document in documents:
        root = copy_alone(ROOT / document.path, tmp_path / document.id)
        approve(root, document.version, document.id)
        before = (root / document.path).read_bytes()
        revised = revise(root, Wish(document.id, "Said in other words."))
        after = (root / document.path).read_bytes()
        assert is_above(revised.version, document.version)
        assert [new for _, new in differing(before, after)] == [
            f'version: "{revised.version}"'.encode(),
            b"change: Said in other words.",
        ]


@pytest.mark.parametrize(
    ("working", "approved", "major", "version"),
    [
        # A draft that nobody has approved.
        ("0.1", "", None, "0.2"),
        ("0.9", "", False, "0.10"),
        ("0.1", "", True, "1.0"),
        ("0.0", "", None, "0.1"),
        ("1.0", "", None, "1.0"),
        ("1.0", "", False, "1.1"),
        ("1.0", "", True, "1.0"),
        ("1.2", "", True, "2.0"),
        # Nothing is under way.
        ("2.1", "2.1", None, "2.2"),
        ("2.1", "2.1", False, "2.2"),
        ("2.1", "2.1", True, "3.0"),
        ("1.9", "1.9", None, "1.10"),
        # The working text is below the approved one.
        ("1.0", "2.1", None, "2.2"),
        ("1.0", "2.1", True, "3.0"),
        # A revision is under way.
        ("2.2", "2.1", None, "2.2"),
        ("2.2", "2.1", False, "2.3"),
        ("2.2", "2.1", True, "3.0"),
        ("3.0", "2.1", None, "3.0"),
        ("3.0", "2.1", True, "3.0"),
        ("3.0", "2.1", False, "3.1"),
        ("1.10", "1.9", None, "1.10"),
    ],
)
def test_the_next_version_is_above_the_approved_one(
    working: str, approved: str, *, major: bool | None, version: str
) -> None:
    assert next_version(working, approved, major=major, again=False) == version
    # Given again, the command finds its own change line and stays where it is.
    assert next_version(version, approved, major=major, again=True) == version


@pytest.mark.parametrize("flags", [(), ("--minor",), ("--major",), ("--author", "ines-holt")])
@pytest.mark.parametrize("approved", ["", "1.0", "0.9", "1.3"])
def test_the_same_command_again_changes_nothing(
    root: Path, approved: str, flags: tuple[str, ...]
) -> None:
    if approved:
        approve(root, approved)
    first = run(root, "POL-001", "--change", "Backing out is planned.", *flags)
    assert first.exit_code == 0
    before = files(root)
    again = run(root, "POL-001", "--change", "Backing out is planned.", *flags)
    assert again.exit_code == 0
    version = policy(root).version
    assert again.output == (
        f"POL-001: version {version} has this change line already; nothing to do\n"
    )
    assert files(root) == before


def test_a_revision_under_way_keeps_its_version_and_says_so(root: Path) -> None:
    approve(root, "0.8")
    approve(root, "0.10")
    result = run(root, "POL-001", "--change", "Another line.")
    assert result.output.startswith(
        "POL-001: a revision is under way, its version stays 1.0, above 0.10, the newest one in"
        " records/approvals/POL-001\n"
    )
    document = policy(root)
    assert (document.version, document.get("change")) == ("1.0", "Another line.")
    assert "version 1.0 becomes 1.1" in run(root, "POL-001", "--minor", "--change", "X y.").output
    assert "version 1.1 becomes 2.0" not in run(root, "POL-001", "--change", "Third.").output


def test_a_first_version_that_nobody_has_approved_keeps_its_number(root: Path) -> None:
    result = run(root, "POL-001", "--change", "Another line.")
    assert result.output.startswith(
        "POL-001: a revision is under way, its version stays 1.0, for no version has been approved"
    )


def test_the_authors_become_those_named_and_the_lines_of_the_others_stay(root: Path) -> None:
    run(root, "POL-001", "--change", "X y.", "--author", "ines-holt", "--author", "ada-ironwood")
    text = (root / POLICY).read_text()
    assert (
        "\nauthors: # two of us\n  - ada-ironwood   # since 2024\n  - ines-holt\nclassification:"
    ) in text


def test_a_dry_run_shows_the_difference_and_writes_nothing(root: Path) -> None:
    approve(root, "1.0")
    (root / ".git").mkdir()
    before = files(root)
    result = run(root, "POL-001", "--change", "Short.", "--dry-run")
    assert result.exit_code == 0
    assert result.output.startswith(
        f"POL-001: version 1.0 becomes 1.1\n--- a/{POLICY}\n+++ b/{POLICY}\n@@ "
    )
    assert "\n-version:  '1.0'     # in quotes\n+version:  '1.1'     # in quotes\n" in result.output
    assert result.output.endswith("\nNothing was written (--dry-run).\n")
    assert files(root) == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("POL-01", "--change", "X"), "no document 'POL-01'; `sms-docs register` lists them"),
        (("POL-0001", "--change", "X"), "no document 'POL-0001'"),
        (("RSK-001", "--change", "X"), "RSK-001 is a record; only documents have versions"),
        (("POL-001", "--change", " "), "--change: it has 0 characters; write 1 to 200"),
        (("POL-001", "--change", "x" * 201), "--change: it has 201 characters; write 1 to 200"),
        (("POL-001", "--change", "a\nb"), "not allowed here: U+000A; leave them out"),
        (("POL-001", "--change", "a <b>"), "--change: these characters are not allowed here: < >"),
        (("POL-001", "--change", "a\u202eb"), "not allowed here: U+202E"),
        (("POL-001", "--change", "a\udc80b"), "not allowed here: U+DC80"),
        (
            ("POL-001", "--change", "X", "--author", "ines-hold"),
            "--author: records/trust/people.yml has no 'ines-hold'; did you mean 'ines-holt'?",
        ),
        (("POL-001",), "Missing option '--change'"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    root: Path, arguments: tuple[str, ...], message: str
) -> None:
    before = files(root)
    result = run(root, *arguments)
    assert result.exit_code == 2
    assert message in said(result)
    assert files(root) == before


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("'1.0'     #", "1.0     #", f"{POLICY}:5:11: '1.0' is read differently"),
        ("owner: manager", "owner: [", f"{POLICY}:8:3: POL-001 cannot be read: a value is missing"),
        ("title:", "id: x\ntitle:", f"{POLICY}:3:1: POL-001 cannot be read: duplicate key 'id'"),
        ("---\n\nversion", "\nversion", f"{POLICY}:1:1: POL-001 cannot be read: the front matter"),
        ("'1.0'     #", "'1.0.1'     #", f"{POLICY}:5:11: POL-001 has no version that could be"),
        ("version:  '1.0'     # in quotes\n", "", "POL-001 has no version that could be raised;"),
        ("version:  '1.0'", "version:  '99999.99999'", "--major: "),
        ("change: >-", "changes: >-", f"{POLICY}:2: change is not changed: it has no single value"),
    ],
)
def test_metadata_that_cannot_be_revised_is_named_with_its_place(
    root: Path, old: str, new: str, message: str
) -> None:
    assert old in TEXT
    approve(root, "99999.99999" if "99999" in new else "1.0")
    (root / POLICY).write_text(TEXT.replace(old, new, 1))
    before = files(root)
    result = run(root, "POL-001", "--change", "Short.")
    assert result.exit_code == 2
    assert message in said(result)
    assert files(root) == before


def test_an_id_that_two_documents_have_is_refused(root: Path) -> None:
    (root / "policies/POL-001-copy.md").write_text(TEXT)
    result = run(root, "POL-001", "--change", "Short.")
    assert result.exit_code == 2
    assert f"{POLICY} and policies/POL-001-copy.md have the same id POL-001; give one" in said(
        result
    )


def test_while_nobody_is_listed_anybody_may_be_an_author(root: Path) -> None:
    (root / "records/trust/people.yml").write_text("people: []\n")
    assert run(root, "POL-001", "--change", "X y.", "--author", "new-one").exit_code == 0
    assert "  - new-one\n" in (root / POLICY).read_text()
    refused = run(root, "POL-001", "--change", "X y.", "--author", "New One")
    assert refused.exit_code == 2
    assert said(refused).startswith("--author: ")


def test_another_writer_is_waited_for_and_then_told_of(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sms_docs.act.revise.lock", partial(lock, seconds=0.1))
    before = files(root)
    with lock(root):
        result = run(root, "POL-001", "--change", "X y.")
    assert result.exit_code == 4
    assert "another sms-docs is writing here; wait until it has ended" in said(result)
    assert files(root) == before


REVISER = """
import sys
from pathlib import Path
from sms_docs.act.revise import Wish, revise
root = Path(sys.argv[1])
print("ready", flush=True)
for number in range(10_000):
    revise(root, Wish("POL-001", f"Line {number}.", major=False))
"""


@pytest.mark.parametrize("seed", range(tries(12, 25)))
def test_killed_at_a_random_moment_the_document_is_the_old_or_the_new_one(
    root: Path, seed: int
) -> None:
    approve(root, "1.0")
    with subprocess.Popen(
        [sys.executable, "-c", REVISER, str(root)], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == b"ready\n"
        deadline = time.monotonic() + random.Random(seed).uniform(0, 0.1)  # noqa: S311
        while time.monotonic() < deadline:
            pass
        writer.send_signal(signal.SIGKILL)
    text = (root / POLICY).read_text()
    found = re.search(r"version:  '1\.([0-9]+)'", text)
    assert found
    number = int(found[1])
    wanted = TEXT
    if number:
        head, tail = TEXT.split("  First version, ")
        rest = tail.split("written down.\n")[1]
        wanted = f"{head}  Line {number - 1}.\n{rest}".replace("'1.0'     #", f"'1.{number}'     #")
    assert text == wanted
    assert run(root, "POL-001", "--minor", "--change", "After all.").exit_code == 0


@pytest.fixture
def disk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    """Give the SMS on a file system of its own that is full, or that nobody may write to."""
    mounted = tmp_path / "disk"
    mounted.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", mounted],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        assert "CI" not in os.environ, f"no small file system: {done.stderr}"
        pytest.skip(f"no right to mount a small file system: {done.stderr.strip()}")
    for name, text in FILES.items():
        (mounted / name).parent.mkdir(parents=True, exist_ok=True)
        (mounted / name).write_text(text)
    if request.param == "full":
        with (mounted / "filler").open("wb", buffering=0) as filler:
            while fill(filler):
                pass
    else:
        subprocess.run(["mount", "-o", "remount,ro", mounted], check=True)
    yield mounted
    subprocess.run(["umount", mounted], check=True)


def fill(filler: io.RawIOBase) -> bool:
    """Write a page to *filler*; tell whether there was room for it."""
    try:
        return bool(filler.write(b"x" * 4096))
    except OSError:
        return False


@pytest.mark.parametrize(
    ("disk", "reason"),
    [("full", "no space left on device"), ("read-only", "read-only file system")],
    indirect=["disk"],
)
def test_a_disk_that_takes_nothing_is_4_and_nothing_is_lost(disk: Path, reason: str) -> None:
    before = files(disk)
    command = [sys.executable, "-m", "sms_docs", "revise", "POL-001", "--change", "X y."]
    done = subprocess.run(command, cwd=disk, check=False, capture_output=True, text=True)
    assert done.returncode == 4
    assert done.stderr == (
        f"sms-docs: {POLICY}: not written: {reason}; make room or give yourself the right to write"
        " there, and try again\n"
    )
    assert files(disk) == before
