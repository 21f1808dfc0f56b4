"""Where a link leads is judged as a browser would, and nothing is opened for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sms_docs.links import Reach, Target, climb, folders, locate

INSIDE = Reach.INSIDE


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("POL-002-x.md", Target(INSIDE, "policies/POL-002-x.md")),
        ("./POL-002-x.md", Target(INSIDE, "policies/POL-002-x.md")),
        ("../procedures/PRC-001-x.md#steps", Target(INSIDE, "procedures/PRC-001-x.md", "steps")),
        ("..\\procedures\\PRC-001-x.md", Target(INSIDE, "procedures/PRC-001-x.md")),
        ("../docs/a%20b.md?plain=1#%C3%A9", Target(INSIDE, "docs/a b.md", "é")),
        ("../procedures/", Target(INSIDE, "procedures")),
        ("..", Target(INSIDE, ".")),
        ("#scope", Target(INSIDE, "", "scope")),
        ("", Target(INSIDE)),
        ("a.md?x=1&copy=2", Target(INSIDE, "policies/a.md")),
        ("https://tarnvalley.example/../..", Target(Reach.WEB)),
        ("HTTPS://tarnvalley.example", Target(Reach.WEB)),
        ("mailto:desk@tarnvalley.example", Target(Reach.WEB)),
        ("/policies/POL-001-x.md", Target(Reach.OUTSIDE)),
        ("../../x.md", Target(Reach.OUTSIDE)),
        ("%2e%2e/%2E%2e/x.md", Target(Reach.OUTSIDE)),
        ("..%2f..%2fx.md", Target(Reach.OUTSIDE)),
        ("..%5c..%5cx.md", Target(Reach.OUTSIDE)),
        ("../../sms/policies/x.md", Target(Reach.OUTSIDE)),
        ("javascript:alert(1)", Target(Reach.DANGEROUS)),
        (" \x01JavaScript:alert(1)", Target(Reach.DANGEROUS)),
        ("java\nscript:alert(1)", Target(Reach.DANGEROUS)),
        ("javascript&#58;alert(1)", Target(Reach.DANGEROUS)),
        ("java&Tab;script&colon;alert(1)", Target(Reach.DANGEROUS)),
        ("data:text/html,x", Target(Reach.DANGEROUS)),
        ("file:///etc/passwd", Target(Reach.DANGEROUS)),
        ("C:\\forms\\form.docx", Target(Reach.DANGEROUS)),
        ("//host/x", Target(Reach.DANGEROUS)),
        ("\\\\host\\x", Target(Reach.DANGEROUS)),
        ("/\t/host/x", Target(Reach.DANGEROUS)),
    ],
)
def test_a_target_is_understood_as_a_browser_would(target: str, expected: Target) -> None:
    assert locate("policies", target) == expected


def test_a_document_at_the_root_cannot_climb() -> None:
    assert locate("", "docs/index.md") == Target(INSIDE, "docs/index.md")
    assert locate("", "../x.md") == Target(Reach.OUTSIDE)


@given(st.text(alphabet="ab./\\%2e#?:", max_size=20))
def test_no_target_inside_names_a_parent(target: str) -> None:
    found = locate("docs/plans", target)
    assert ".." not in found.path.split("/")
    assert not found.path.startswith("/")


@given(st.text())
def test_any_text_at_all_leads_somewhere(target: str) -> None:
    assert locate("policies", target).reach in Reach


def test_climbing_down_and_up_comes_back() -> None:
    assert climb("docs/plans", "../services/./x/..") == "docs/services"


def test_every_folder_of_a_path_is_a_folder() -> None:
    assert folders(["a/b/c.md", "a/d.md", "e.md"]) == {".", "a", "a/b"}
