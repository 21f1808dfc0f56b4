"""What lies in records/approvals becomes dossiers; what does not belong there is named."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

import pytest
from approving import approve, lay
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.approval import ApprovalRecord, Dossier, Named
from sms_docs.load import project
from sms_docs.load.approvals import read_dossiers
from sms_docs.load.embedded import embedded_of, name_of, stored_name
from sms_docs.load.raw import LARGEST_FILE, digest_of, read_raw
from sms_docs.load.reading import Reading
from sms_docs.load.schemas import load_schemas
from sms_docs.load.text import Fault
from sms_docs.model import Defect, Document, ManagementSystem

BEN = ("PRC-001", "ben-marsh", "service-manager", "2026-11-01T10:00:00Z")
NAME = "20261101T100000Z-ben-marsh-approve.json"
DOCUMENT = "procedures/PRC-001-incident-management.md"
FOLDER = "records/approvals/PRC-001/1.0"
BELOW = f"{FOLDER}/{NAME}"
MISPLACED = "approval-misplaced"
ALTERED = "approved-text-altered"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return lay(tmp_path, with_trust=False)


def dossier(root: Path, subject: str = "PRC-001") -> Dossier:
    return project.load(root).dossiers[subject]


def record(root: Path) -> ApprovalRecord:
    (only,) = dossier(root).records
    return only


def document(system: ManagementSystem, identity: str = "PRC-001") -> Document:
    return next(each for each in system.documents if each.id == identity)


def faults(root: Path, rule: str = MISPLACED) -> tuple[Defect, ...]:
    return project.load(root).faults.get(rule, ())


def write(root: Path, path: str, content: str | bytes = "x") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def more(root: Path, text: str, path: str = DOCUMENT) -> None:
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(text)


# What is there.


def test_without_approvals_there_are_no_dossiers(root: Path) -> None:
    assert project.load(root).dossiers == {}


def test_a_record_carries_its_bytes_its_digest_and_its_signature(root: Path) -> None:
    path = approve(root, *BEN)
    found = record(root)
    assert (found.path, found.subject, found.version) == (BELOW, "PRC-001", "1.0")
    assert found.name == NAME
    assert found.content == path.read_bytes()
    assert found.sha256 == sha256(path.read_bytes()).hexdigest()
    assert found.signature == path.with_name(f"{NAME}.sig").read_text()
    assert found.statement is not None
    assert found.statement.signer == "ben-marsh"
    assert found.trouble is None
    assert faults(root) == ()


def test_a_record_without_a_signature_has_none(root: Path) -> None:
    approve(root, *BEN, signed=False)
    assert record(root).signature is None


def test_a_stored_text_equal_to_the_working_one_takes_no_room(root: Path) -> None:
    approve(root, *BEN)
    system = project.load(root)
    stored = system.dossiers["PRC-001"].texts["1.0"]
    assert stored.text is document(system).text
    assert stored.path == f"{FOLDER}/PRC-001.md"
    assert stored.sha256 == sha256((root / DOCUMENT).read_bytes()).hexdigest()


def test_a_stored_text_stays_when_the_working_one_goes_on(root: Path) -> None:
    approve(root, *BEN)
    before = (root / DOCUMENT).read_text()
    more(root, "More.\n")
    stored = dossier(root).texts["1.0"]
    assert stored.text == before
    assert stored.sha256 == sha256(before.encode()).hexdigest()


def test_every_version_and_every_subject_is_there(root: Path) -> None:
    approve(root, *BEN, text="---\n---\nold\n", version="0.9")
    approve(root, *BEN)
    approve(root, "SVC-001", *BEN[1:])
    approve(root, "RSK-001", *BEN[1:])
    found = project.load(root).dossiers
    assert list(found) == ["PRC-001", "RSK-001", "SVC-001"]
    assert list(found["PRC-001"].texts) == ["0.9", "1.0"]
    assert found["SVC-001"].texts["1.0"].path == "records/approvals/SVC-001/1.0/SVC-001.yml"


def test_a_subject_without_a_working_file_is_there_too(root: Path) -> None:
    approve(root, *BEN)
    (root / DOCUMENT).unlink()
    system = project.load(root)
    assert "PRC-001" in system.dossiers
    assert system.dossiers["PRC-001"].texts["1.0"].text.startswith("---\n")
    assert system.embedded == {}


def test_the_trust_files_are_a_subject(tmp_path: Path) -> None:
    lay(tmp_path)
    found = dossier(tmp_path, "TRUST")
    stored = found.texts["1"]
    assert stored.path == "records/approvals/TRUST/1/TRUST.txt"
    lines = [f"{digest}  {name}\n" for name, digest in sorted(stored.embedded.items())]
    assert stored.text == "".join(lines)
    assert len(lines) == 5
    assert faults(tmp_path) == ()


def test_records_are_ordered_by_time_and_unreadable_ones_come_last(root: Path) -> None:
    approve(root, *BEN)
    approve(root, "PRC-001", "cora-finch", "service-manager", "2026-10-01T10:00:00Z")
    approve(root, "PRC-001", "ava-lind", "managing-director", "2026-11-01T10:00:00Z")
    write(root, f"{FOLDER}/20200101T000000Z-a-person-approve.json", "{")
    signers = [each.statement and each.statement.signer for each in dossier(root).records]
    assert signers == ["cora-finch", "ava-lind", "ben-marsh", None]


# What cannot be read.


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "approval-unreadable"),
        (b"[" * 16_000, "approval-unreadable"),
        (b'{"a": NaN}', "approval-unreadable"),
        (b'{"a": "1", "a": "1"}', "approval-unreadable"),
        (b"\xff\xfe", "approval-unreadable"),
        (b'{"a": "\\ud800"}', "approval-unreadable"),
    ],
)
def test_an_unreadable_record_says_why_and_stays(root: Path, content: bytes, rule: str) -> None:
    approve(root, *BEN)
    write(root, BELOW, content)
    found = record(root)
    assert found.statement is None
    assert found.trouble is not None
    assert found.trouble.rule == rule
    assert found.content == content
    assert found.signature is not None


@pytest.mark.parametrize("words", [{"reindent": True}, {"line_ends": "crlf"}])
def test_a_record_in_another_form_is_not_canonical(root: Path, words: dict[str, object]) -> None:
    approve(root, *BEN, **words)
    trouble = record(root).trouble
    assert trouble is not None
    assert trouble.rule == "approval-not-canonical"


def test_a_record_of_10_mb_is_not_read(root: Path) -> None:
    approve(root, *BEN)
    write(root, BELOW, b" " * 10_000_000)
    found = record(root)
    assert found.trouble is not None
    assert found.trouble.message == "the file has 10,000,000 bytes; 16,384 is the most here"
    assert (found.content, found.sha256) == (b"", "")


@pytest.mark.parametrize("kind", ["fifo", "link", "folder"])
def test_what_is_no_regular_file_is_no_record(root: Path, kind: str) -> None:
    path = approve(root, *BEN)
    aside = root / "aside.json"
    path.rename(aside)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(aside)
    else:
        path.mkdir()
    system = project.load(root)
    assert system.dossiers["PRC-001"].records == ()
    told = {defect.path for defect in system.faults.get("not-a-regular-file", ())}
    assert told == (set() if kind == "folder" else {BELOW})
    # Nothing is left that the signature and the text could belong to.
    assert {each.path for each in system.faults[MISPLACED]} == {
        f"{BELOW}.sig",
        f"{FOLDER}/PRC-001.md",
    }


def test_what_has_become_a_pipe_since_the_walk_cannot_hang_the_run(root: Path) -> None:
    path = approve(root, *BEN)
    files = sorted(each.relative_to(root).as_posix() for each in (root / FOLDER).iterdir())
    for each in (path, path.with_name(f"{NAME}.sig"), root / FOLDER / "PRC-001.md"):
        each.unlink()
        os.mkfifo(each)
    reading = Reading(root, load_schemas(root))
    (found,) = read_dossiers(reading, files)["PRC-001"].records
    assert found.trouble is not None
    assert found.trouble.message == "this is not a regular file"
    assert found.signature == "this is not a regular file"
    assert [each.message for each in reading.faults[ALTERED]] == ["this is not a regular file"]


def test_what_is_gone_since_the_walk_is_trouble_and_no_crash(root: Path) -> None:
    files = [BELOW, f"{FOLDER}/PRC-001.md", f"{FOLDER}/a.png"]
    reading = Reading(root, load_schemas(root))
    found = read_dossiers(reading, files)["PRC-001"]
    assert found.texts == {}
    assert found.records[0].trouble is not None
    assert "No such file" in found.records[0].trouble.message


@pytest.mark.parametrize("signature", ["é", "-----BEGIN SSH SIGNATURE-----\n" + "A" * 20_000, ""])
def test_a_signature_that_is_none_is_there_to_be_refused(root: Path, signature: str) -> None:
    approve(root, *BEN, signature=signature)
    found = record(root)
    assert found.statement is not None
    assert found.signature is not None
    assert "BEGIN" not in found.signature


# Stored texts.


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"\n", b"\r\n", "the stored text has other line ends than when it was signed"),
        (b"---\nid", b"\xef\xbb\xbf---\nid", "byte-order mark at the start"),
        (b"title:", b"\xe9title:", "not UTF-8 at byte"),
        (b"title:", b"\xe2\x80\xaetitle:", "forbidden character U+202E"),
        (b"title:", b"\x00title:", "forbidden character U+0000"),
        (b"title:", b"x" * 2_000_000, "the file has 2,000,"),
    ],
)
def test_a_text_that_is_not_clean_is_nobodys_approved_text(
    root: Path, old: bytes, new: bytes, message: str
) -> None:
    raw = (root / DOCUMENT).read_bytes().replace(old, new)
    approve(root, *BEN, digest=sha256(raw).hexdigest())
    write(root, f"{FOLDER}/PRC-001.md", raw)
    assert dossier(root).texts == {}
    (defect,) = faults(root, ALTERED)
    assert (defect.path, defect.document) == (f"{FOLDER}/PRC-001.md", "PRC-001")
    assert defect.message.startswith(message)
    assert "-text" in defect.fix


def test_an_invisible_character_in_the_text_was_approved_with_it(root: Path) -> None:
    more(root, "soft\u00adhyphen\n")
    approve(root, *BEN)
    more(root, "More.\n")
    assert "soft\u00adhyphen" in dossier(root).texts["1.0"].text


def test_a_text_without_the_line_end_is_not_clean(root: Path) -> None:
    approve(root, *BEN, text=(root / DOCUMENT).read_bytes().rstrip())
    assert dossier(root).texts == {}


def test_a_version_without_its_text_has_records_only(root: Path) -> None:
    approve(root, *BEN)
    (root / FOLDER / "PRC-001.md").unlink()
    found = dossier(root)
    assert found.texts == {}
    assert len(found.records) == 1
    assert faults(root) == ()


# What does not belong there.


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("records/approvals/notes.txt", "lies in no folder of a version"),
        ("records/approvals/PRC-001/notes.txt", "lies in no folder of a version"),
        (f"records/approvals/PRC-001/{NAME}", "lies in no folder of a version"),
        ("records/approvals/prc-001/1.0/x.json", "prc-001 has the name of no document"),
        ("records/approvals/PRC-001/v1/x.json", "the folder v1 is no version such as 2.1"),
        ("records/approvals/PRC-001/1.02/x.json", "the folder 1.02 is no version"),
        ("records/approvals/TRUST/1.0/TRUST.txt", "the folder 1.0 is no serial"),
        ("records/approvals/TRUST/01/TRUST.txt", "the folder 01 is no serial"),
        (f"{FOLDER}/minutes.txt", "no record of PRC-001 1.0 names this file"),
        (f"{FOLDER}/PRC-001.yml", "no record of PRC-001 1.0 names this file"),
        (f"{FOLDER}/img/{NAME}", "no record of PRC-001 1.0 names this file"),
        (f"{FOLDER}/20200101T000000Z-a-b-approve.json.sig", "there is no 20200101T000000Z-a-b"),
    ],
)
def test_a_file_that_does_not_belong_there_is_named(root: Path, path: str, words: str) -> None:
    approve(root, *BEN)
    write(root, path)
    (defect,) = faults(root)
    assert defect.path == path
    assert words in defect.message
    assert defect.fix
    assert list(dossier(root).texts["1.0"].embedded) == []


def test_a_text_that_nobody_signed_is_named(root: Path) -> None:
    write(root, f"{FOLDER}/PRC-001.md", (root / DOCUMENT).read_bytes())
    (defect,) = faults(root)
    assert defect.path == f"{FOLDER}/PRC-001.md"
    assert defect.message == "no record says who approved this text"
    assert "`sms-docs approve PRC-001`" in defect.fix


@pytest.mark.parametrize(
    "name", ["ben.json", "20261101T100000Z-cora-finch-approve.json", NAME.upper()[:-5] + ".json"]
)
def test_a_name_that_disagrees_with_the_content_is_named(root: Path, name: str) -> None:
    approve(root, *BEN, file_name=name)
    (defect,) = faults(root)
    assert defect.path == f"{FOLDER}/{name}"
    assert defect.message == f"by what it says this record is named {NAME}"
    assert NAME in defect.fix
    assert record(root).statement is not None


def test_files_beside_an_unreadable_record_may_be_its_own(root: Path) -> None:
    approve(root, *BEN, raw=b"{")
    write(root, f"{FOLDER}/img/flow.png")
    assert faults(root) == ()
    assert list(dossier(root).texts["1.0"].embedded) == ["img/flow.png"]


# Embedded files.


def test_pictures_and_attachments_are_embedded(root: Path) -> None:
    for path in ("procedures/img/flow.png", "docs/images/a b.svg", "procedures/form.pdf"):
        write(root, path, path)
    write(root, "procedures/img/photo.avif", "photo")
    more(
        root,
        "\n![](img/flow.png) ![](img/flow.png) ![](../docs/images/a%20b.svg) [form](form.pdf)"
        " ![](img/photo.avif) ![](https://example.org/x.png) ![](img/missing.png)"
        " [policy](../policies/POL-001-service-management-policy.md)"
        " ![](../policies/POL-001-service-management-policy.md) [photo](img/photo.avif)\n",
    )
    found = embedded_of(root, document(project.load(root)))
    assert found == (
        Named("../docs/images/a b.svg", sha256(b"docs/images/a b.svg").hexdigest()),
        Named("form.pdf", sha256(b"procedures/form.pdf").hexdigest()),
        Named("img/flow.png", sha256(b"procedures/img/flow.png").hexdigest()),
        Named("img/photo.avif", sha256(b"photo").hexdigest()),
    )


def test_only_documents_with_a_dossier_are_asked_for_their_pictures(root: Path) -> None:
    write(root, "procedures/img/flow.png")
    more(root, "\n![](img/flow.png)\n")
    assert project.load(root).embedded == {}
    approve(root, *BEN)
    system = project.load(root)
    assert system.embedded == {"PRC-001": embedded_of(root, document(system))}
    assert dict(system.embedded["PRC-001"]) == system.dossiers["PRC-001"].texts["1.0"].embedded


def test_a_picture_above_the_folder_is_found_where_it_is_stored(root: Path) -> None:
    write(root, "docs/images/flow.png", "flow")
    more(root, "\n![](../docs/images/flow.png)\n")
    approve(root, *BEN)
    assert (root / FOLDER / "_up/docs/images/flow.png").is_file()
    digest = sha256(b"flow").hexdigest()
    assert dossier(root).texts["1.0"].embedded == {"../docs/images/flow.png": digest}
    assert faults(root) == ()


def test_a_picture_reached_through_a_link_is_left_out(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside, "secret.png", "secret")
    (root / "procedures/img").symlink_to(outside)
    (root / "procedures/one.png").symlink_to(outside / "secret.png")
    write(root, "procedures/.hidden/x.png")
    os.mkfifo(root / "procedures/pipe.png")
    more(
        root, "\n![](img/secret.png) ![](one.png) ![](.hidden/x.png) ![](pipe.png) ![](a%00.png)\n"
    )
    assert embedded_of(root, document(project.load(root))) == ()


def test_a_picture_too_large_has_no_digest_and_is_told_once(root: Path) -> None:
    approve(root, *BEN)
    approve(root, "POL-001", *BEN[1:])
    with write(root, "docs/images/huge.png").open("r+b") as file:
        file.truncate(LARGEST_FILE + 1)
    more(root, "\n![](../docs/images/huge.png)\n")
    more(root, "\n![](../docs/images/huge.png)\n", "policies/POL-001-service-management-policy.md")
    system = project.load(root)
    assert system.embedded["PRC-001"] == (Named("../docs/images/huge.png", ""),)
    assert system.embedded["POL-001"] == (Named("../docs/images/huge.png", ""),)
    (defect,) = system.faults["file-too-large"]
    assert defect.path == "docs/images/huge.png"
    assert defect.message == "the file has 50,000,001 bytes; 50,000,000 is the most here"


def test_a_picture_may_have_a_name_that_looks_like_a_climb(root: Path) -> None:
    write(root, "procedures/_up/flow.png", "inner")
    write(root, "flow.png", "outer")
    more(root, "\n![](_up/flow.png) ![](../flow.png)\n")
    names = [each.name for each in embedded_of(root, document(project.load(root)))]
    assert names == ["../flow.png", "_up/flow.png"]
    assert [stored_name(name) for name in names] == ["_up/flow.png", "__up/flow.png"]


steps = st.sampled_from(["..", "_up", "__up", "up", "_upup", "img", "a_up", "_"])
paths = st.lists(steps, min_size=1, max_size=5).map("/".join)


@given(paths)
def test_a_stored_name_leads_back_to_the_name(name: str) -> None:
    assert name_of(stored_name(name)) == name
    assert ".." not in stored_name(name).split("/")


@given(paths, paths)
def test_two_names_are_never_stored_as_one(one: str, other: str) -> None:
    assert (stored_name(one) == stored_name(other)) == (one == other)


# Raw bytes.


@pytest.mark.parametrize("size", [0, 1, 1_048_576, 3_000_000])
def test_bytes_and_digest_are_those_of_the_file(tmp_path: Path, size: int) -> None:
    raw = os.urandom(size)
    path = tmp_path / "x"
    path.write_bytes(raw)
    assert read_raw(str(path), size) == raw
    assert digest_of(str(path), size) == sha256(raw).hexdigest()


@pytest.mark.parametrize("reader", [read_raw, digest_of])
def test_what_is_too_large_or_no_file_is_a_fault(tmp_path: Path, reader: object) -> None:
    assert callable(reader)
    path = tmp_path / "x"
    path.write_bytes(b"xx")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(path)
    found = {
        name: reader(str(tmp_path / name), 1) for name in ("x", "pipe", "link", "none", ".", "\0")
    }
    assert all(isinstance(each, Fault) for each in found.values())
    assert found["x"].rule == "file-too-large"
    assert {each.rule for name, each in found.items() if name != "x"} == {"not-a-regular-file"}
