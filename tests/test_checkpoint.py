from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keeping import CLOSED_RISK, OLD, RISK, approve, digest, found, put, start
from small_sms import system

from sms_docs.act.seal import seal
from sms_docs.approval import ApprovalRecord, Checkpoint, Dossier, Named
from sms_docs.checkpoint import (
    MOST,
    broken,
    chained,
    digest_of,
    name_of,
    next_name,
    order,
    path_of,
    read,
    sealed,
    write,
)
from sms_docs.comparison import Comparison
from sms_docs.load import checkpoints
from sms_docs.load.project import load
from sms_docs.load.text import clean
from sms_docs.model import ManagementSystem

SHA = digest_of("a")
OTHER = digest_of("b")
PATH = "records/checkpoints/2026-10.txt"
FOLDER = "records/checkpoints"

DIGESTS = st.text("0123456789abcdef", min_size=64, max_size=64)
PARTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12)
PATHS = st.lists(PARTS, min_size=1, max_size=3).map("/".join)


def line(path: str, sha256: str = SHA) -> str:
    return f"{sha256}  {path}\n"


def one(name: str, previous: Checkpoint | None, *entries: Named) -> Checkpoint:
    """Return the checkpoint *name* after *previous*, as its file would give it."""
    before = Named(previous.path, previous.sha256) if previous else None
    made = read(path_of(name), write(before, entries))
    assert isinstance(made, Checkpoint)
    return made


def reasons(text: str) -> list[tuple[int, str]]:
    made = read(PATH, text)
    assert not isinstance(made, Checkpoint)
    return [(reason.line, reason.message) for reason in made]


@given(st.dictionaries(PATHS, DIGESTS, min_size=1), st.none() | DIGESTS)
def test_what_is_written_is_read_again_or_refused(
    files: dict[str, str], before: str | None
) -> None:
    previous = Named("records/checkpoints/2026-09.txt", before) if before else None
    entries = tuple(sorted(Named(path, sha256) for path, sha256 in files.items()))
    text = write(previous, entries)
    made = read(PATH, text)
    if isinstance(made, Checkpoint):
        assert made == Checkpoint("2026-10", PATH, digest_of(text), previous, entries)
        assert write(made.previous, made.entries) == text
    else:
        assert made


@given(st.binary() | st.text(st.characters(codec="utf-8")).map(str.encode))
def test_any_text_is_a_checkpoint_that_reads_the_same_or_has_reasons(raw: bytes) -> None:
    text = clean(raw).text
    made = read(PATH, text)
    if isinstance(made, Checkpoint):
        assert write(made.previous, made.entries) == text
    else:
        assert all(reason.line >= 1 and reason.message and reason.fix for reason in made)


@pytest.mark.parametrize(
    "bad",
    [
        "\n",
        "x\n",
        f"{SHA} records/a.yml\n",
        f"{SHA} *records/a.yml\n",
        f"{SHA}\trecords/a.yml\n",
        f"\\{SHA}  records/a.yml\n",
        f"{SHA[1:]}  records/a.yml\n",
        f"{SHA}0  records/a.yml\n",
        f"{SHA.upper()}  records/a.yml\n",
        f"{SHA}  \n",
        f"{SHA}  /etc/passwd\n",
        f"{SHA}  ../a.yml\n",
        f"{SHA}  records/../a.yml\n",
        f"{SHA}  records/./a.yml\n",
        f"{SHA}  records//a.yml\n",
        f"{SHA}  records/\n",
        f"{SHA}  .git/config\n",
        f"{SHA}  records/.env\n",
        f"{SHA}  records\\a.yml\n",
        f"{SHA}  records/a\x0b.yml\n",
        f"{SHA}  records/a\u2028b.yml\n",
        f"{SHA}  records/a\x85b.yml\n",
    ],
)
def test_a_line_that_could_mean_something_else_is_refused(bad: str) -> None:
    assert reasons(bad) == [
        (1, "this is no line of a checkpoint: a sha256, two blanks and the path of a file")
    ]
    assert [number for number, _ in reasons(line("records/a.yml") + bad)] == [2]


def test_lines_that_are_not_sorted_or_stand_twice_are_named() -> None:
    a, b = line("records/a.yml"), line("records/b.yml")
    assert reasons(b + a) == [
        (2, "'records/a.yml' stands below 'records/b.yml'; the lines are sorted by path")
    ]
    assert reasons(a + line("records/a.yml", OTHER)) == [
        (2, "'records/a.yml' stands twice; the lines are sorted by path")
    ]


def test_only_the_first_line_names_a_checkpoint() -> None:
    a, before = line("records/a.yml"), line("records/checkpoints/2026-09.txt")
    assert isinstance(read(PATH, before + a), Checkpoint)
    assert [number for number, _ in reasons(a + before)] == [2]
    assert [number for number, _ in reasons(before + before)] == [2]
    assert [number for number, _ in reasons(line("records/checkpoints/x.txt") + a)] == [1]


def test_a_hostile_file_gives_a_few_reasons_only() -> None:
    assert len(reasons("x\n" * 100_000)) == MOST


@pytest.mark.parametrize(
    ("file", "place"),
    [
        ("2026-10.txt", ("2026-10", 1)),
        ("2026-10-2.txt", ("2026-10", 2)),
        ("2026-10-10.txt", ("2026-10", 10)),
        ("2026-10-1.txt", None),
        ("2026-10-02.txt", None),
        ("2026-13.txt", None),
        ("2026-00.txt", None),
        ("2026-1.txt", None),
        ("26-10.txt", None),
        ("2026-10.TXT", None),
        ("2026-10.txt.txt", None),
        ("2026/2026-10.txt", None),
        ("٢٠٢٦-10.txt", None),
    ],
)
def test_a_name_is_a_month_and_from_the_second_on_a_number(
    file: str, place: tuple[str, int] | None
) -> None:
    name = name_of(f"{FOLDER}/{file}")
    assert (order(name) if name else None) == place
    assert name_of(f"elsewhere/{file}") is None


def test_the_tenth_checkpoint_of_a_month_comes_after_the_ninth() -> None:
    names = ["2026-10", *(f"2026-10-{n}" for n in range(2, 11))]
    made = [one(name, None, Named("records/a.yml", SHA)) for name in names]
    assert next_name("2026-10", made) == "2026-10-11"
    assert next_name("2026-11", made) == "2026-11"
    assert sorted(names, key=lambda name: order(name) or ("", 0)) == names


A = Named("records/a.yml", SHA)
FIRST = one("2026-08", None, A)
SECOND = one("2026-09", FIRST, A)
THIRD = one("2026-10", SECOND, A)


def chain(*made: Checkpoint, **digests: str) -> list[str]:
    files = {each.path: each.sha256 for each in made}
    files |= {path_of(name.replace("_", "-").lstrip("-")): value for name, value in digests.items()}
    files = dict(sorted(files.items()))
    return [f"{each.name}: {reason.message}" for each, reason in broken(files, made)]


def test_a_chain_holds_as_long_as_each_link_is_as_the_next_one_saw_it() -> None:
    assert chain(FIRST, SECOND, THIRD) == []
    assert chain(FIRST) == []
    assert chain(SECOND) == [f"2026-09: 2026-09 was made after {FIRST.path}, and that file is gone"]
    assert chain(FIRST, THIRD) == [
        f"2026-10: 2026-10 was made after {SECOND.path}, and that file is gone"
    ]
    rewritten = one("2026-09", FIRST, A, Named("records/b.yml", SHA))
    assert chain(FIRST, rewritten, THIRD) == [
        (
            f"2026-10: {SECOND.path} has changed since 2026-10 was made: sha256"
            f" {SECOND.sha256[:12]}… then, {rewritten.sha256[:12]}… now"
        )
    ]
    loose = one("2026-10", None, A)
    assert chain(FIRST, SECOND, loose) == [
        f"2026-10: 2026-10 does not name {SECOND.path}, the checkpoint before"
    ]
    skipping = one("2026-10", FIRST, A)
    assert chain(FIRST, SECOND, skipping) == [
        (
            f"2026-10: 2026-10 names {FIRST.path} as the checkpoint before, and {SECOND.path}"
            " comes before"
        )
    ]


def test_a_checkpoint_that_names_itself_or_a_later_one_breaks_the_chain() -> None:
    backwards = one("2026-08", THIRD, A)
    assert chain(backwards, SECOND, THIRD)[0] == (
        f"2026-08: 2026-08 names {THIRD.path} as the checkpoint before, and none comes before"
    )
    itself = one("2026-08", FIRST, A)
    assert len(chain(itself)) == 1


def test_a_link_that_cannot_be_read_breaks_the_chain_after_it() -> None:
    (message,) = chain(FIRST, THIRD, _2026_09="")
    assert message.endswith("then, unreadable now")


def with_checkpoints(*made: Checkpoint, **digests: str) -> ManagementSystem:
    found = {f"records/{name}.yml": value for name, value in digests.items()}
    return dataclasses.replace(system(), checkpoints=made, digests=found)


def test_what_is_sealed_names_the_oldest_checkpoint_with_the_digest_of_today() -> None:
    b = Named("records/b.yml", SHA)
    first = one("2026-08", None, A)
    second = one("2026-09", first, A._replace(sha256=OTHER), b)
    third = one("2026-10", second, A, b)
    found = sealed(with_checkpoints(first, second, third, a=SHA, b=SHA, c=SHA))
    assert found == {"records/a.yml": "2026-08", "records/b.yml": "2026-09"}
    assert sealed(with_checkpoints(first, second, third, a=OTHER)) == {"records/a.yml": "2026-09"}
    assert sealed(with_checkpoints(first, second, third)) == {}


def test_what_lies_before_a_break_of_the_chain_seals_nothing() -> None:
    """Else somebody could write a record into an old checkpoint and date it back so."""
    forged = one("2026-08", None, A, Named("records/b.yml", SHA))
    assert chained((forged, SECOND, THIRD)) == (SECOND, THIRD)
    found = sealed(with_checkpoints(forged, SECOND, THIRD, a=SHA, b=SHA))
    assert found == {"records/a.yml": "2026-09"}


def test_what_a_change_adds_to_its_base_is_not_sealed_yet() -> None:
    compared = Comparison(
        "a1", "b2", 1, (), (), (), {"records/a.yml": frozenset()}, frozenset(), {}
    )
    loaded = with_checkpoints(FIRST, a=SHA)
    assert sealed(loaded) == {"records/a.yml": "2026-08"}
    assert sealed(dataclasses.replace(loaded, comparison=compared)) == {}


def test_a_signed_statement_is_sealed_with_its_signature_only() -> None:
    """Else a sealed statement could be signed later, by a key that was lost since."""
    path = "records/approvals/PRC-001/1.0/x.json"
    made = ApprovalRecord(path, "PRC-001", "1.0", b"", SHA, None, signature="…")
    dossiers = {"PRC-001": Dossier("PRC-001", {}, (made,))}
    statement, signature = Named(path, SHA), Named(f"{path}.sig", SHA)
    digests = {path: SHA, f"{path}.sig": SHA}
    first = one("2026-08", None, statement)
    second = one("2026-09", first, statement, signature)
    both = dataclasses.replace(
        system(), checkpoints=(first, second), digests=digests, dossiers=dossiers
    )
    assert sealed(both)[path] == "2026-09"
    unsigned = dataclasses.replace(
        both, dossiers={"PRC-001": Dossier("PRC-001", {}, (made._replace(signature=None),))}
    )
    assert sealed(unsigned)[path] == "2026-08"


def test_sha256sum_confirms_a_checkpoint_and_finds_what_was_changed(tmp_path: Path) -> None:
    start(tmp_path)
    approve(tmp_path, "PRC-001")
    path = seal(tmp_path).path
    command = ["sha256sum", "--strict", "-c", path]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert f"{RISK}: OK\n" in done.stdout
    assert "PRC-001/1.0/PRC-001.md: OK\n" in done.stdout
    assert ".json.sig: OK\n" in done.stdout
    put(tmp_path, RISK, CLOSED_RISK.replace("impact: 4", "impact: 3"))
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{RISK}: FAILED\n" in done.stdout
    assert done.stdout.count("FAILED") == 1


def test_the_digest_printed_is_that_of_the_file(tmp_path: Path) -> None:
    start(tmp_path)
    made = seal(tmp_path)
    assert made.sha256 == hashlib.sha256((tmp_path / made.path).read_bytes()).hexdigest()


def test_line_ends_of_windows_change_no_digest_of_a_record(tmp_path: Path) -> None:
    start(tmp_path)
    made = seal(tmp_path)
    for path in (RISK, OLD, made.path):
        put(tmp_path, path, (tmp_path / path).read_text().replace("\n", "\r\n"))
    assert found(tmp_path) == []
    assert seal(tmp_path).sha256 == made.sha256


def test_checkpoints_are_read_in_the_order_of_month_and_number(tmp_path: Path) -> None:
    start(tmp_path)
    made: Checkpoint | None = None
    names = ["2026-09", *(f"2026-09-{n}" for n in range(2, 12)), "2026-10"]
    entry = Named(RISK, digest(tmp_path, RISK))
    for name in names:
        made = one(name, made, entry)
        put(tmp_path, made.path, write(made.previous, made.entries))
    assert [each.name for each in load(tmp_path).checkpoints] == names
    assert found(tmp_path, "checkpoint-broken", "closed-record-changed") == []


def test_what_is_not_a_text_of_the_right_size_is_a_finding_and_no_checkpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start(tmp_path)
    folder = tmp_path / FOLDER
    folder.mkdir()
    monkeypatch.setattr(checkpoints, "LARGEST", 1000)
    (folder / "2026-05.txt").write_bytes(b"\xff\xfe")
    (folder / "2026-06.txt").write_bytes(b"x" * 1001)
    (folder / "2026-07.txt").symlink_to("/etc/hostname")
    os.mkfifo(folder / "2026-08.txt")
    (folder / "old").mkdir()
    (folder / "old/2026-04.txt").write_text(line(RISK))
    assert load(tmp_path).checkpoints == ()
    assert sorted(found(tmp_path)) == [
        ("checkpoint-broken", f"{FOLDER}/old/2026-04.txt"),
        ("file-too-large", f"{FOLDER}/2026-06.txt"),
        ("not-a-regular-file", f"{FOLDER}/2026-07.txt"),
        ("not-a-regular-file", f"{FOLDER}/2026-08.txt"),
        ("not-utf8", f"{FOLDER}/2026-05.txt"),
    ]


def test_a_checkpoint_makes_nothing_be_read_through_a_link(tmp_path: Path) -> None:
    start(tmp_path / "sms")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.yml").write_text("secret\n")
    (tmp_path / "sms/elsewhere").symlink_to(outside)
    put(tmp_path / "sms", PATH, line("elsewhere/secret.yml", digest_of("secret\n")))
    assert load(tmp_path / "sms").digests == {}
    assert found(tmp_path / "sms") == [("closed-record-changed", "elsewhere/secret.yml")]


def test_a_listed_folder_or_an_empty_list_is_no_record(tmp_path: Path) -> None:
    start(tmp_path)
    put(tmp_path, PATH, line("records/risks"))
    assert found(tmp_path) == [("closed-record-changed", "records/risks")]
    put(tmp_path, PATH, "")
    assert found(tmp_path) == [("checkpoint-broken", PATH)]


def test_a_closed_record_that_became_unreadable_has_changed(tmp_path: Path) -> None:
    start(tmp_path)
    seal(tmp_path)
    (tmp_path / RISK).write_bytes(b"\xff")
    assert found(tmp_path, "closed-record-changed") == [("closed-record-changed", RISK)]
    shutil.rmtree(tmp_path / "records/risks")
    assert found(tmp_path, "closed-record-changed") == [("closed-record-changed", RISK)]
