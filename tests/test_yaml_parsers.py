"""PyYAML's two parsers give the same data, places and verdict for whatever is allowed."""

from __future__ import annotations

import random

import pytest
from sampled import tries

from sms_docs.load import yaml
from sms_docs.load.yaml import Parsed, parse

PIECES = (
    *("a", "b: ", "c:", "- ", "- - ", "-", "? ", "?", ": ", ":", ",", "+", "="),
    *("\n", "\n  ", "\n    ", "\n ", "\n\n", " ", "\t", "#", " # x", "\\", "\\n", "\\x41", "\\\n"),
    *('"', "'", '"x"', "'y'", "[", "]", "{", "}", "|\n  ", ">\n ", "|", ">", "|-", ">2\n"),
    *("&a ", "*a", "!", "!!str ", "%", "---\n", "...\n", "---", "@", "`", "<<: "),
    *("1", "1.0", "no", "null", "~", "2026-11-20", "é", "😀", "text more", "title: x y\n"),
    *("k: v\n", "a: 1\n", "b:\n- x\n", "c: [1, 2]\n", "d: {e: f}\n"),
)
SIGNS = "abc:-?#|>'\"[]{},&*!%@`\n\n  \\~01.éx="
USUAL = """\
id: PRC-014
version: "2.1"
owner: incident-manager             # a role
audience: [service-desk, all-staff]
effective_from: 2026-12-01          # optional
clauses:
  - "8.6.1"
  - "8.6.1-d#escalation"
scope: |
  block text
   more
  end
note: >-
  folded
  text

  paragraph
targets:
  - id: t1
    metric: "a: b \\" c"
    text: 'it''s'
  - {id: t2, list: [a, "b", 'c']}
long: text that
  continues
  here
"""


def pieced(chance: random.Random) -> str:
    """Return YAML-like pieces in any order."""
    return "".join(chance.choices(PIECES, k=chance.randint(1, 12)))


def worn(chance: random.Random) -> str:
    """Return some lines of usual metadata with up to six characters changed."""
    start = chance.randrange(len(USUAL))
    text = list(USUAL[start : start + chance.randint(5, 120)])
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(text) + 1)
        text[at : at + chance.randint(0, 1)] = chance.choice(["", *SIGNS])
    return "".join(text)


def test_both_parsers_agree_on_thousands_of_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one of them finds no fault, the other reads the same; many texts are read."""
    chance = random.Random(20000)  # noqa: S311 - the same texts in every run
    texts = [
        make(chance).rstrip("\n") + "\n"
        for _ in range(tries(2_500, 10_000))
        for make in (pieced, worn)
    ]
    found = [parse(text) for text in texts]
    monkeypatch.setattr(yaml, "CParser", None)
    expected = [parse(text) for text in texts]
    assert [pair for pair in zip(texts, found, expected, strict=True) if differ(*pair[1:])] == []
    assert sum(not parsed.faults for parsed in found) > len(texts) / 5


def differ(one: Parsed, other: Parsed) -> bool:
    """Tell whether one is refused and the other not, or both are read and not alike."""
    return one != other if not (one.faults and other.faults) else False
