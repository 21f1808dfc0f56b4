"""Bytes become clean text, or a fault that says where and why they do not."""

from __future__ import annotations

import os
import re
import socket
import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sms_docs.load import text
from sms_docs.load.text import Clean, Fault, clean, read

REFUSED = [
    *range(0x09),
    *(0x0B, 0x0C, 0x0D),
    *range(0x0E, 0x20),
    *range(0x7F, 0xA0),
    *(0x2028, 0x2029, 0xFEFF),
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
    *(0xFFFE, 0xFFFF),
]
INVISIBLE = [0xAD, *range(0x200B, 0x2010), 0x2060]


def only(cleaned: Clean) -> Fault:
    (fault,) = cleaned.faults
    return fault


class TestClean:
    """The rules of clean text."""

    def test_usual_text_is_left_as_it_is(self) -> None:
        """Accents, dashes, emoji and tabs are nobody's fault."""
        usual = "Größe — 日本 😀\tü\n"
        assert clean(usual.encode()) == Clean(usual)

    @pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "\r\n", "\r\n\r\n"])
    def test_text_ends_with_one_lf(self, end: str) -> None:
        """One LF stands at the end, made of none or many."""
        assert clean(f"a\n\nb{end}".encode()).text == "a\n\nb\n"

    @pytest.mark.parametrize("raw", [b"", b"\n", b"\n\n"])
    def test_empty_file_is_one_line_end(self, raw: bytes) -> None:
        """The rule about the end holds for an empty file too."""
        assert clean(raw) == Clean("\n")

    def test_crlf_gives_the_same_text_without_a_fault(self) -> None:
        """A Windows checkout has the digest of the LF text (B10)."""
        lines = "---\nid: Ä\n---\n\ntext\n"
        assert clean(lines.replace("\n", "\r\n").encode()) == Clean(lines)

    @pytest.mark.parametrize(
        ("raw", "line", "counts"),
        [
            (b"a\r\nb\r\nc\n", 3, "2 times CRLF, 1 times LF"),
            (b"a\nb\r\nc\n", 2, "1 times CRLF, 2 times LF"),
            (b"\n\r\n", 2, "1 times CRLF, 1 times LF"),
        ],
    )
    def test_mixed_line_ends_are_warned_about(self, raw: bytes, line: int, counts: str) -> None:
        """The place is the first line whose end differs from the first one's (B11)."""
        fault = only(clean(raw))
        assert (fault.rule, fault.place) == ("mixed-line-endings", (line, 1))
        assert fault.message == f"mixed line endings: {counts}"
        assert "\r" not in clean(raw).text

    @pytest.mark.parametrize("raw", [b"a\rb\n", b"a\r\r\n", b"a\n\r"])
    def test_a_cr_alone_is_refused(self, raw: bytes) -> None:
        """Only CRLF is a line end; any other CR is a forbidden character."""
        fault = only(clean(raw))
        assert fault.rule == "forbidden-character"
        assert "U+000D" in fault.message
        assert "LF" in fault.fix

    def test_latin_1_is_refused_with_line_and_byte(self) -> None:
        """B01: the place is where the byte stands, in characters."""
        fault = only(clean('id: ä\ntitle: "ü'.encode() + b'\xe9"\n'))
        assert fault == Fault(
            "not-utf8", (2, 10), "not UTF-8 at byte 17 (0xe9)", "Save the file as UTF-8."
        )

    def test_utf_16_is_refused_at_its_first_byte(self) -> None:
        """B02: nothing can be read, so the text is empty."""
        cleaned = clean("id: A".encode("utf-16"))
        assert cleaned.text == ""
        assert only(cleaned).message.startswith("not UTF-8 at byte 0")

    @pytest.mark.parametrize("raw", [b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"ab\xc3"])
    def test_utf_8_is_strict(self, raw: bytes) -> None:
        """Overlong forms, surrogates, too high and cut sequences are refused."""
        assert only(clean(raw)).rule == "not-utf8"

    def test_byte_order_mark_is_refused_and_left_out(self) -> None:
        """B03: what stands behind it can still be checked."""
        cleaned = clean(b"\xef\xbb\xbf---\nid: A\n")
        assert cleaned.text == "---\nid: A\n"
        assert (only(cleaned).rule, only(cleaned).place) == ("byte-order-mark", (1, 1))
        assert only(cleaned).rule in text.READABLE

    @pytest.mark.parametrize(
        ("written", "where", "code"),
        [
            ("a: b\0c", (1, 5), "U+0000"),
            ('title: "\x1b[2K\x1b[1Aall checks passed"', (1, 9), "U+001B, and 1 more of it"),
            ("title: x\u2028status: approved", (1, 9), "U+2028 (line separator)"),
            ("\ntitle: x\x85status: approved", (2, 9), "U+0085"),
            ("approver: \u202ebob", (1, 11), "U+202E (right-to-left override)"),
            ("a\nb \ufeffc", (2, 3), "U+FEFF (zero width no-break space)"),
        ],
    )
    def test_deceiving_characters_are_refused(
        self, written: str, where: tuple[int, int], code: str
    ) -> None:
        """B05, B06, B08, B09: named by code point, never printed raw."""
        fault = only(clean(written.encode()))
        assert (fault.rule, fault.place) == ("forbidden-character", where)
        assert fault.message == f"forbidden character {code}"
        assert (fault.message + fault.fix).isascii()
        assert (fault.message + fault.fix).isprintable()

    @pytest.mark.parametrize("code", REFUSED)
    def test_every_refused_character_is_found_alone(self, code: int) -> None:
        """Each of the list is found, wherever it stands."""
        fault = only(clean(f"text\n ü{chr(code)}x".encode()))
        assert (fault.rule, fault.place) == ("forbidden-character", (2, 3))
        assert f"U+{code:04X}" in fault.message

    @pytest.mark.parametrize("code", INVISIBLE)
    def test_invisible_characters_in_text_are_warned_about(self, code: int) -> None:
        """In text they are a warning, and the text stays as it is."""
        cleaned = clean(f"zero{chr(code)}width\n".encode())
        assert only(cleaned).rule == "invisible-character"
        assert only(cleaned).rule in text.READABLE
        assert chr(code) in cleaned.text

    def test_each_character_is_reported_once_in_order_of_place(self) -> None:
        """A file full of one character gives one fault, not a million."""
        faults = clean("\u200b\n\x01\u200b\n\x02\x01\x01".encode()).faults
        assert [(f.message[:26], f.place) for f in faults] == [
            ("invisible character U+200B", (1, 1)),
            ("forbidden character U+0001", (2, 1)),
            ("forbidden character U+0002", (3, 1)),
        ]
        assert "and 2 more" in faults[1].message

    @given(st.text())
    def test_clean_text_is_clean(self, written: str) -> None:
        """What could be read stays as it is when it is cleaned again."""
        once = clean(written.encode())
        assume(all(fault.rule in text.READABLE for fault in once.faults))
        again = clean(once.text.encode())
        assert again.text == once.text
        assert {fault.rule for fault in again.faults} <= {"invisible-character"}

    @given(st.text())
    def test_the_quick_search_finds_what_the_full_one_finds(self, written: str) -> None:
        """Bytes that are left out before searching hide nothing."""
        unix = re.sub("\r\n", "\n", written).removeprefix("\ufeff")
        assert bool(text.UNSAFE.search(unix)) == any(
            f.rule.endswith("character") for f in clean(written.encode()).faults
        )

    @given(st.binary())
    def test_any_bytes_become_text_or_a_fault(self, raw: bytes) -> None:
        """Nothing raises, and what is readable ends with one LF."""
        cleaned = clean(raw)
        assert cleaned.faults or cleaned.text.endswith("\n")

    def test_ten_thousand_usual_texts_take_moments(self) -> None:
        """4 KB take some microseconds; the limit is wide for a busy machine."""
        raw = ("A paragraph of usual text — with one dash.\n" * 95).encode()
        start = time.process_time()
        for _ in range(1000):
            clean(raw)
        assert time.process_time() - start < 0.3


class TestRead:
    """Only regular files below the root are opened."""

    def test_a_file_is_read(self, tmp_path: Path) -> None:
        """The text is clean text."""
        (tmp_path / "docs").mkdir()
        (tmp_path / "docs" / "a.md").write_bytes(b"a\r\n")
        assert read(tmp_path, "docs/a.md") == Clean("a\n")

    def test_the_largest_file_is_read_and_one_byte_more_is_not(self, tmp_path: Path) -> None:
        """B14: the limit is 2,000,000 bytes inclusive."""
        (tmp_path / "a.md").write_bytes(b"a" * text.LARGEST)
        assert len(read(tmp_path, "a.md").text) == text.LARGEST + 1
        (tmp_path / "a.md").write_bytes(b"a" * (text.LARGEST + 1))
        fault = only(read(tmp_path, "a.md"))
        assert fault.rule == "file-too-large"
        assert fault.message == "the file is larger than 2 MB: 2,000,001 bytes"

    def test_a_huge_file_is_refused_by_its_size(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """B14, B15: 10 GB are never opened."""
        with (tmp_path / "x.md").open("wb") as file:
            file.truncate(10 * 2**30)
        monkeypatch.setattr(os, "open", lambda *_: pytest.fail("opened"))
        assert only(read(tmp_path, "x.md")).rule == "file-too-large"

    def test_a_fifo_does_not_hang(self, tmp_path: Path) -> None:
        """B15: a FIFO is no regular file."""
        os.mkfifo(tmp_path / "x.md")
        fault = only(read(tmp_path, "x.md"))
        assert (fault.rule, fault.message) == ("not-a-regular-file", "this is not a regular file")

    def test_devices_sockets_and_folders_are_refused(self, tmp_path: Path) -> None:
        """B15: nor is anything else that is no file."""
        (tmp_path / "folder.md").mkdir()
        assert only(read(tmp_path, "folder.md")).rule == "not-a-regular-file"
        assert only(read(Path("/dev"), "null")).rule == "not-a-regular-file"
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(tmp_path / "s.md"))
            assert only(read(tmp_path, "s.md")).rule == "not-a-regular-file"

    def test_a_link_is_refused(self, tmp_path: Path) -> None:
        """P01: not even one that stays below the root."""
        (tmp_path / "a.md").write_text("secret")
        (tmp_path / "b.md").symlink_to("a.md")
        cleaned = read(tmp_path, "b.md")
        assert cleaned.text == ""
        assert only(cleaned).message == "symbolic links are not allowed"

    def test_a_linked_folder_is_refused(self, tmp_path: Path) -> None:
        """Every part of the path is looked at, not the last one only."""
        (tmp_path / "real" / "deep").mkdir(parents=True)
        (tmp_path / "real" / "deep" / "a.md").write_text("secret")
        (tmp_path / "docs").symlink_to("real")
        assert only(read(tmp_path, "docs/deep/a.md")).rule == "not-a-regular-file"
        assert read(tmp_path, "docs/deep/a.md").text == ""

    def test_the_root_itself_may_be_a_link(self, tmp_path: Path) -> None:
        """Where the user keeps the repository is his own affair."""
        (tmp_path / "real").mkdir()
        (tmp_path / "real" / "a.md").write_text("a\n")
        (tmp_path / "link").symlink_to("real")
        assert read(tmp_path / "link", "a.md") == Clean("a\n")

    @pytest.mark.parametrize("path", ["../a.md", "docs/../../a.md", "/etc/hostname", ""])
    def test_a_path_out_of_the_root_is_refused(self, tmp_path: Path, path: str) -> None:
        """P03: it is refused by its form, before the disk is asked."""
        fault = only(read(tmp_path, path))
        assert fault.message == "the path leaves the repository"

    @pytest.mark.parametrize(
        ("path", "reason"),
        [
            ("missing.md", "No such file or directory"),
            ("a.md/b.md", "Not a directory"),
            ("x" * 300 + ".md", "File name too long"),
            ("a\0.md", "embedded null"),
        ],
    )
    def test_what_the_system_refuses_is_a_fault(
        self, tmp_path: Path, path: str, reason: str
    ) -> None:
        """The system's reason is passed on, not its exception."""
        (tmp_path / "a.md").write_text("a")
        fault = only(read(tmp_path, path))
        assert fault.rule == "not-a-regular-file"
        assert reason in fault.message

    def test_a_file_without_leave_to_read_is_a_fault(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Permissions are known only when the file is opened."""

        def refuse(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        (tmp_path / "a.md").write_text("a")
        monkeypatch.setattr(os, "open", refuse)
        assert only(read(tmp_path, "a.md")).message.endswith("Permission denied")

    def test_a_file_replaced_between_look_and_opening_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What was looked at is what must be read."""
        (tmp_path / "a.md").write_text("a")
        (tmp_path / "other").write_text("secret")
        opening = os.open
        monkeypatch.setattr(os, "open", lambda _, flags: opening(tmp_path / "other", flags))
        assert only(read(tmp_path, "a.md")).message == "the file changed while it was read"

    def test_a_link_put_there_between_look_and_opening_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Opening does not follow links."""
        (tmp_path / "a.md").write_text("a")
        (tmp_path / "link").symlink_to("a.md")
        opening = os.open
        monkeypatch.setattr(os, "open", lambda _, flags: opening(tmp_path / "link", flags))
        assert "cannot be read" in only(read(tmp_path, "a.md")).message

    def test_a_fifo_put_there_between_look_and_opening_does_not_hang(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Opening does not wait for a writer."""
        (tmp_path / "a.md").write_text("a")
        os.mkfifo(tmp_path / "pipe")
        opening = os.open
        monkeypatch.setattr(os, "open", lambda _, flags: opening(tmp_path / "pipe", flags))
        assert only(read(tmp_path, "a.md")).message == "this is not a regular file"

    @pytest.mark.parametrize("given_bytes", [b"", b"abcd"])
    def test_a_file_that_shrinks_or_grows_is_refused(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given_bytes: bytes
    ) -> None:
        """Half a text is never taken for the whole."""
        (tmp_path / "a.md").write_text("abc")
        monkeypatch.setattr(os, "read", lambda *_: given_bytes)
        assert only(read(tmp_path, "a.md")).message == "the file changed while it was read"

    def test_a_file_that_comes_in_pieces_is_read_whole(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Network disks may give less than was asked for."""
        (tmp_path / "a.md").write_text("abc\n")
        reading = os.read
        monkeypatch.setattr(os, "read", lambda number, _: reading(number, 1))
        assert read(tmp_path, "a.md") == Clean("abc\n")
