from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import pyromark
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs import exports
from sms_docs.printable import printable
from sms_docs.table import Column, Table

COLUMNS = (Column("id", "Id"), Column("title", "Title"), Column("clauses", "Clauses"))
GFM = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_GFM
)
ANY_TEXT = st.text(st.characters(), max_size=30)


def table(*titles: str | None, frame: dict[str, Any] | None = None) -> Table:
    rows = tuple(
        {"id": f"PRC-00{n}", "title": title, "clauses": ["8.6.1", "8.6.2"]}
        for n, title in enumerate(titles, start=1)
    )
    return Table("Register", COLUMNS, rows, frame)


def as_csv(*titles: str | None) -> list[list[str]]:
    return list(csv.reader(StringIO(exports.export("csv", table(*titles)), newline="")))


def cells(*titles: str) -> list[str]:
    """Return the cells of the Markdown table's body; what is no plain text stands as its name."""
    found: list[str] = []
    for event in pyromark.events(exports.export("md", table(*titles)), options=GFM):
        match event:
            case {"Start": "TableCell"}:
                found.append("")
            case {"Text": text} if found:
                found[-1] += text
            case {"End": "TableCell" | "TableRow" | "TableHead"} | {"Start": "TableRow"}:
                pass
            case {"End": {"Table": _}} | {"End": "Table"}:
                break
            case other if found:
                found[-1] += repr(other)
    return found[3:]


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr("os.get_terminal_size", no_terminal)


def no_terminal(_descriptor: int) -> None:
    raise OSError


def test_the_format_for_people_comes_first() -> None:
    assert exports.names() == ("text", "csv", "json", "md")


@pytest.mark.parametrize("name", exports.names())
def test_every_format_writes_a_table_without_rows_and_ends_its_last_line(name: str) -> None:
    assert exports.export(name, table()).endswith("\n")


def test_text_aligns_its_columns_and_ends_with_the_summary() -> None:
    assert exports.export("text", table("Incidents", None)) == (
        "Register\n"
        "\n"
        "Id       Title      Clauses\n"
        "-------  ---------  ------------\n"
        "PRC-001  Incidents  8.6.1, 8.6.2\n"
        "PRC-002             8.6.1, 8.6.2\n"
        "\n"
        "2 rows\n"
    )


def test_the_summary_counts_the_states_of_the_frame() -> None:
    frame = {"rows": (), "summary": {"unclaimed": 1, "current": 0}}
    for name in ("text", "md"):
        last = exports.export(name, table("A", frame=frame)).rstrip("\n").split("\n")[-1]
        assert last.replace("&#58;", ":") == "1 row: 1 unclaimed, 0 current"


def test_text_fits_a_terminal_and_wraps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    shown = exports.export("text", table("Incident and request management")).split("\n")
    assert shown[2:5] == [
        "Id       Title",
        "-------  ---------------------",
        "PRC-001  Incident and request…",
    ]
    assert shown[-3:] == ["No room for: Clauses (--format csv has them)", "1 row", ""]


def test_text_gives_room_that_is_left_to_columns_that_were_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "61")
    line = exports.export("text", table("x" * 50)).split("\n")[4]
    assert line == f"PRC-001  {'x' * 37}…  8.6.1, 8.6.2"
    assert len(line) == 61


@given(st.lists(ANY_TEXT, max_size=3), st.integers(1, 200))
def test_no_line_of_text_is_wider_than_the_terminal(titles: list[str], width: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        lines = exports.export("text", table(*titles)).split("\n")
    shown = lines[2 : 4 + len(titles)]
    assert all(len(line) <= width for line in shown)
    assert len(shown) == 2 + len(titles)


@pytest.mark.parametrize("name", exports.names())
@pytest.mark.parametrize("hostile", ["\x1b[31m", "\x9b31m", "\u202e", "\u2028", "##[error]"])
def test_no_format_prints_what_a_terminal_or_a_runner_obeys(name: str, hostile: str) -> None:
    shown = exports.export(name, table(f"a{hostile}b"))
    assert hostile not in shown


def test_csv_has_headings_and_one_line_a_row_with_crlf() -> None:
    assert exports.export("csv", table('An "A", a B')) == (
        'Id,Title,Clauses\r\nPRC-001,"An ""A"", a B","8.6.1, 8.6.2"\r\n'
    )


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_puts_formulas_to_sleep(first: str) -> None:
    assert as_csv(f"{first}1+1")[1][1].startswith("'")


def test_csv_leaves_an_honest_cell_alone() -> None:
    assert as_csv("a = b - c @ d", None) == [
        ["Id", "Title", "Clauses"],
        ["PRC-001", "a = b - c @ d", "8.6.1, 8.6.2"],
        ["PRC-002", "", "8.6.1, 8.6.2"],
    ]


@given(ANY_TEXT)
def test_csv_is_read_back_with_as_many_cells_as_were_written(title: str) -> None:
    found = as_csv(title)
    assert [len(row) for row in found] == [3, 3]
    assert not found[1][1].startswith(("=", "+", "-", "@", "\t", "\r"))


def test_json_without_a_frame_is_the_list_of_rows() -> None:
    shown = exports.export("json", table("Störung", None))
    assert json.loads(shown) == [dict(row) for row in table("Störung", None).rows]
    assert '  {\n    "id": "PRC-001",\n    "title": "Störung",' in shown


def test_json_puts_the_rows_where_the_frame_wants_them() -> None:
    shown = json.loads(exports.export("json", table("A", frame={"a": 1, "rows": (), "b": 2})))
    assert list(shown) == ["a", "rows", "b"]
    assert shown["rows"][0]["id"] == "PRC-001"


@given(ANY_TEXT)
def test_json_is_read_back_as_it_was(title: str) -> None:
    shown = exports.export("json", table(title))
    assert json.loads(shown.encode()) == [dict(row) for row in table(title).rows]


def test_md_is_a_table_under_its_title() -> None:
    assert exports.export("md", table("Incidents")) == (
        "# Register\n"
        "\n"
        "| Id | Title | Clauses |\n"
        "| --- | --- | --- |\n"
        "| PRC-001 | Incidents | 8.6.1, 8.6.2 |\n"
        "\n"
        "1 row\n"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "a | b",
        "a \\| b",
        "`a",
        "``` a",
        "<b>a",
        "<!-- a",
        "a\n\n# b",
        "a\r\nb",
        "[a](javascript:b)",
        "![a](http://b)",
        "http://b",
        "&#124;",
        "**a** _b_ ~~c~~",
    ],
)
def test_md_lets_no_cell_break_out(hostile: str) -> None:
    shown = printable(hostile)
    first, second = ["PRC-001", shown, "8.6.1, 8.6.2"], ["PRC-002", "next", "8.6.1, 8.6.2"]
    assert cells(hostile, "next") == first + second


@pytest.mark.parametrize("hostile", ["http://a.example", "@someone", "#12", "GH-12:", "a@b.c"])
def test_md_makes_no_link_or_mention_of_its_own(hostile: str) -> None:
    shown = exports.export("md", table(hostile))
    assert hostile not in shown
    assert cells(hostile)[1] == hostile


@given(ANY_TEXT)
def test_md_shows_any_text_as_it_is_on_one_line(title: str) -> None:
    assert exports.export("md", table(title)).count("\n") == 7
    assert cells(title)[1].strip() == printable(title).strip()
