from __future__ import annotations

from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.load import yaml
from sms_docs.yaml_text import WIDTH, yaml_text

# What the strict reader takes as text: no controls, nothing invisible.
TEXTS = st.text(
    st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\u200b"), max_size=250
)
VALUES = st.recursive(
    TEXTS | st.booleans() | st.integers(-999, 10**14),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.from_regex(r"\A[a-z][a-z_]{0,9}\Z"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.from_regex(r"\A[a-z][a-z_]{2,9}\Z"), VALUES, min_size=1, max_size=4))
def test_what_is_written_is_read_again_by_the_strict_reader(data: dict[str, Any]) -> None:
    parsed = yaml.parse(yaml_text(data))
    assert not parsed.faults
    assert parsed.data == data


@pytest.mark.parametrize("word", ["No", "y", "null", "NaN", "1.10", "12:30", "1e3", "", "- a", "~"])
def test_text_that_a_reader_could_take_for_something_else_is_quoted(word: str) -> None:
    assert yaml_text({"key": word}) == f'key: "{word}"\n'
    assert pyyaml.safe_load(yaml_text({"key": word})) == {"key": word}


def test_usual_text_and_days_stand_without_quotes() -> None:
    data = {"title": "Incident management (new)", "day": "2026-11-20"}
    assert yaml_text(data) == "title: Incident management (new)\nday: 2026-11-20\n"


def test_long_text_is_folded_to_lines_that_an_editor_shows() -> None:
    text = yaml_text({"description": "A laptop with all that it needs. " * 20 + "End."})
    assert text.startswith("description: >-\n  A laptop")
    assert max(map(len, text.split("\n"))) <= WIDTH


def test_comments_stand_above_their_keys() -> None:
    data = {"id": "POL-001", "targets": [{"id": "a", "unit": "b"}], "none": []}
    comments = {
        ("id",): "Names it.",
        ("targets",): "Promised.",
        ("targets", 0, "id"): "Which.",
        ("targets", 0, "unit"): "In what.",
        ("elsewhere",): "Not here.",
    }
    assert yaml_text(data, comments) == (
        "# Names it.\nid: POL-001\n# Promised.\ntargets:\n  # Which.\n  - id: a\n"
        "    # In what.\n    unit: b\nnone: []\n"
    )


def test_nothing_is_an_empty_mapping() -> None:
    assert yaml_text({}) == "{}\n"
