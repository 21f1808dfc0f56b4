from __future__ import annotations

import json
import os
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.errors import ConfigurationError
from sms_docs.load.settings import load_settings
from sms_docs.load.settings_faults import SCHEMA
from sms_docs.load.toml_places import toml_lines
from sms_docs.settings import Settings, Waiver

ID = "urn:uuid:3f1d5f0e-5f0b-4b51-9a55-6a1c8e2f7d10"
HEAD = f'[tool.sms-docs]\norganisation = "Acme IT"\nsms_id = "{ID}"\n'
WAIVER = """
[[tool.sms-docs.waivers]]
rule = "link-broken"
document = "POL-001"
reason = "The plan's second part follows in January."
who = "quality-manager"
until = 2027-01-31
"""


def load(folder: Path, text: str) -> Settings:
    (folder / "pyproject.toml").write_text(text, encoding="utf-8")
    return load_settings(folder)


def refusal(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, text)
    return str(caught.value)


def test_two_keys_are_enough_and_the_rest_has_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, HEAD) == Settings("Acme IT", ID)


def test_every_key_of_the_schema_is_read(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'catalogues = ["own-standard"]\ndirectories = ["policies"]\nreview_lead = "P2W"\n'
        + 'publish = ["public"]\nenforce = ["SMS501", "role-unheld"]\n'
        + f'demonstration = true\nas_of = 2026-11-20\nimported = "{"0f" * 20}"\n'
        + WAIVER
    )
    assert load(tmp_path, text) == Settings(
        organisation="Acme IT",
        sms_id=ID,
        catalogues=("own-standard",),
        directories=("policies",),
        review_lead="P2W",
        publish=("public",),
        enforce=frozenset({"SMS501", "role-unheld"}),
        waivers=(
            Waiver(
                "link-broken",
                "POL-001",
                "The plan's second part follows in January.",
                "quality-manager",
                date(2027, 1, 31),
                line=13,
            ),
        ),
        demonstration=True,
        as_of=date(2026, 11, 20),
        imported="0f" * 20,
    )
    keys = set(json.loads(SCHEMA.read_text(encoding="utf-8"))["properties"])
    assert keys == set(tomllib.loads(text)["tool"]["sms-docs"])


def test_the_settings_of_other_tools_are_left_alone(tmp_path: Path) -> None:
    text = "[tool.ruff]\nline-length = 100\n\n" + HEAD + "\n[tool.other]\norganisation = 3\n"
    assert load(tmp_path, text).organisation == "Acme IT"


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        ('organization = "A"', 4, "unknown key 'organization'; did you mean 'organisation'?"),
        ("zzz = 2026-01-01", 4, "unknown key 'zzz'; known: organisation, sms_id, "),
        ('publish = ["pubic"]', 4, 'publish has "pubic"; it must be public, internal, '),
        ("review_lead = 30", 4, "review_lead has 30; it must be how long "),
        ("review_lead = inf", 4, "review_lead has Infinity; it must be how long "),
        ("review_lead = 2026-11-20", 4, "review_lead has 2026-11-20; it must be how long "),
        ("review_lead = 07:32:00", 4, "review_lead has 07:32:00; it must be how long "),
        ("catalogues = []", 4, "catalogues has []; it must be a list of at least one "),
        ('catalogues = ["../x"]', 4, 'catalogues has "../x"; it must be the id of a cat'),
        ('directories = ["a/../b"]', 4, 'directories has "a/../b"; it must be a directory'),
        ("# why\nenforce = [\n'a-b',\n'a-b']", 5, 'enforce has ["a-b", "a-b"]; it must be'),
        ("as_of = 2026-11-20", 4, "as_of freezes the day of a demonstration"),
        ("demonstration = true\nas_of = '2026-11-20'", 5, 'as_of has "2026-11-20"; it must be'),
        ("demonstration = true\nas_of = 2026-11-20T00:00:00", 5, "as_of has 2026-11-20 00:00:00"),
        ("demonstration = 'yes'", 4, 'demonstration has "yes"; it must be true or false'),
        ("waivers = 3", 4, "waivers has 3; it must be a list of tables"),
        ("waivers = ['x']", 4, 'waivers has "x"; it must be a table with rule, '),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, lines: str, line: int, said: str) -> None:
    message = refusal(tmp_path, HEAD + lines + "\n")
    assert message.startswith(f"pyproject.toml:{line}: {said}"), message


def test_a_mistake_comes_with_an_example_that_would_be_right(tmp_path: Path) -> None:
    assert refusal(tmp_path, HEAD + "waivers = 3\n").endswith(
        'for example `waivers = [{rule = "link-broken", document = "POL-001",'
        ' reason = "The plan follows in January.", who = "quality-manager", until = 2027-01-31}]`'
    )


@pytest.mark.parametrize("key", ["rule", "document", "reason", "who", "until"])
def test_a_waiver_without_one_of_its_keys_is_refused_at_its_table(tmp_path: Path, key: str) -> None:
    second = "\n".join(line for line in WAIVER.split("\n") if not line.startswith(key + " "))
    message = refusal(tmp_path, HEAD + WAIVER + second)
    assert message.startswith(f"pyproject.toml:12: the key '{key}' is missing; add `{key} = ")


def test_a_day_of_a_waiver_stands_without_quotes(tmp_path: Path) -> None:
    message = refusal(tmp_path, HEAD + WAIVER.replace("2027-01-31", '"2027-01-31"'))
    assert message == (
        'pyproject.toml:10: until has "2027-01-31"; it must be the last day on which it holds,'
        " without quotes; for example `until = 2027-01-31`"
    )


@pytest.mark.parametrize("key", ["organisation", "sms_id"])
def test_a_required_key_that_is_missing_is_told_at_the_table(tmp_path: Path, key: str) -> None:
    text = "\n".join(line for line in HEAD.split("\n") if not line.startswith(key))
    assert refusal(tmp_path, "\n" + text).startswith(
        f"pyproject.toml:2: the key '{key}' is missing; add `{key} = "
    )


@pytest.mark.parametrize("name", ["A <b>", "A & B", "A 'B'", "A `B`", "", "x" * 121, "A\\nB"])
def test_the_name_of_the_organisation_is_safe_text(tmp_path: Path, name: str) -> None:
    message = refusal(tmp_path, HEAD.replace("Acme IT", name))
    assert message.startswith("pyproject.toml:2: organisation has ")


@pytest.mark.parametrize("identity", ["3f1d5f0e-5f0b-4b51-9a55-6a1c8e2f7d10", ID.upper(), ID + "0"])
def test_the_identity_is_a_uuid_as_a_urn(tmp_path: Path, identity: str) -> None:
    message = refusal(tmp_path, HEAD.replace(ID, identity))
    assert message.startswith("pyproject.toml:3: sms_id has ")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "there is no table [tool.sms-docs]; start an SMS with `sms-docs init DIR "),
        ("tool = 3\n", 1, "there is no table [tool.sms-docs]; "),
        ("[tool]\nsms-docs = 3\n", 1, "tool.sms-docs is no table; "),
        (HEAD + "x = \n", 4, "this is no TOML: "),
        (HEAD + 'x = """\nabc', 5, "this is no TOML: "),
        ("x = " + "[" * 3_000, 1, "this is "),
        (HEAD + "x = " + "[" * 9 + "]" * 9, 1, "this is nested too deep"),
        (HEAD + "x." * 9 + "x = 1", 1, "this is nested too deep"),
        ("\ufeff" + HEAD, 1, "byte-order mark at the start; save the file as UTF-8 without BOM"),
        (HEAD + "x = " + "9" * 5_000, 4, "the line has more than 4,000 characters"),
        (
            HEAD + "[x]\n" + "x." * 300 + "x = 1",
            5,
            "the line has more than 4,000 characters or 200",
        ),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, text: str, line: int, said: str) -> None:
    assert refusal(tmp_path, text).startswith(f"pyproject.toml:{line}: {said}")


def test_the_line_of_a_key_is_found_behind_strings_and_lists_of_many_lines(tmp_path: Path) -> None:
    """In time too: 40,000 lines of a list were once read again for each of them."""
    before = '[a]\nb = """[ \\" {\n"""""\nc = \'\'\'\n# [\'\'\' # {\nd = "[\\"" # "\n'
    listed = "e = [\n" + "[],\n" * 40_000 + "]\n"
    message = refusal(tmp_path, before + listed + HEAD + 'oranisation = "x"\n')
    assert message.startswith("pyproject.toml:40012: unknown key 'oranisation'")


def test_a_missing_file_says_how_to_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="start an SMS with `sms-docs init DIR"):
        load_settings(tmp_path)


@pytest.mark.parametrize(
    ("below", "told"),
    [("a", "one folder up: --root .."), ("a/b", "2 folders up: --root " + str(Path("../..")))],
)
@pytest.mark.parametrize("other", [None, "[project]\n"])
def test_within_an_sms_it_says_where_its_root_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str, told: str, other: str | None
) -> None:
    (tmp_path / "pyproject.toml").write_text(HEAD, encoding="utf-8")
    (tmp_path / below).mkdir(parents=True)
    if other:
        (tmp_path / below / "pyproject.toml").write_text(other, encoding="utf-8")
    monkeypatch.chdir(tmp_path / below)
    with pytest.raises(ConfigurationError) as caught:
        load_settings(Path())
    assert str(caught.value).endswith(f"; the SMS is {told}")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(tmp_path / below)
    assert str(caught.value).endswith(f"up: --root {tmp_path}")


def test_a_file_in_another_encoding_is_refused_at_the_line(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(HEAD.encode() + b"# \xe9\n")
    with pytest.raises(ConfigurationError, match=r"^pyproject.toml:4: this is not UTF-8"):
        load_settings(tmp_path)


def test_windows_line_endings_are_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes((HEAD + WAIVER).replace("\n", "\r\n").encode())
    assert load_settings(tmp_path).waivers[0].line == 5


def test_a_pipe_or_a_link_or_a_folder_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    for make in (
        lambda: os.mkfifo(path),
        lambda: path.symlink_to("elsewhere.toml"),
        lambda: path.write_bytes(b"#" * 2_000_001),
    ):
        make()
        with pytest.raises(ConfigurationError, match="it is a link, no regular file, or has more"):
            load_settings(tmp_path)
        path.unlink()


def test_a_file_that_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    with pytest.raises(ConfigurationError, match="it cannot be read: Permission denied"):
        load(tmp_path, HEAD)


def test_every_spelling_of_a_key_has_its_line() -> None:
    text = """# top
[tool."sms-docs"]
"organisation" = "a"
x.y = '''
organisation = 2
'''
list = [
  "a",
]
[[tool.sms-docs.waivers]]
rule = 1
[[tool.sms-docs.waivers]]
[tool.sms-docs.waivers.more]
rule = {a = 1, b.c = 2}
[empty]
"""
    table = ("tool", "sms-docs")
    assert toml_lines(text) == {
        table: 2,
        (*table, "organisation"): 3,
        (*table, "x"): 4,
        (*table, "x", "y"): 4,
        (*table, "list"): 7,
        (*table, "waivers", 0): 10,
        (*table, "waivers", 0, "rule"): 11,
        (*table, "waivers", 1): 12,
        (*table, "waivers", 1, "more"): 13,
        (*table, "waivers", 1, "more", "rule"): 14,
        (*table, "waivers", 1, "more", "rule", "a"): 14,
        (*table, "waivers", 1, "more", "rule", "b"): 14,
        (*table, "waivers", 1, "more", "rule", "b", "c"): 14,
        ("empty",): 15,
    }


@given(
    st.dictionaries(
        st.from_regex(r"\A[a-z]{1,8}\Z"),
        st.text(st.characters(exclude_categories=("C",)), max_size=30),
        min_size=1,
    )
)
def test_a_key_stands_where_it_was_written_whatever_its_value(values: dict[str, str]) -> None:
    lines = [
        "[tool.sms-docs]",
        *(f"{key} = {json.dumps(v, ensure_ascii=False)}" for key, v in values.items()),
    ]
    places = toml_lines("\n\n".join(lines))
    assert [places["tool", "sms-docs", key] for key in values] == [
        3 + 2 * index for index in range(len(values))
    ]


def test_every_property_says_what_it_is_with_an_example_that_holds(tmp_path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    for name, part in schema["properties"].items():
        assert part["title"]
        message = refusal(tmp_path, "[tool.sms-docs]\n" + f"{name} = 3.5\n")
        example = message.partition("for example `")[2].removesuffix("`")
        if name in ("organisation", "sms_id"):
            continue
        more = "\ndemonstration = true\n" if name == "as_of" else "\n"
        # The frozen day counts only in a demonstration, so that key comes along.
        if example:
            load(tmp_path, HEAD + example + more)
