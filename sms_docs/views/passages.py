"""Long texts of records taken apart for reading: paragraphs, and the numbered steps in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# A number begins a step at the start of a line or after the end of a sentence.
NUMBER = re.compile(r"(?:^|(?<=[.:;!?)] ))([0-9]{1,2})\. (?=\S)")


class Passage(NamedTuple):
    """One paragraph: its text, and the steps numbered from 1 that follow in it."""

    lead: str
    steps: tuple[str, ...] = ()


def passages(text: str) -> list[Passage]:
    """Return the paragraphs of *text*; no word of it is lost but the numbers of the steps.

    A line is a paragraph.  Lines that go on counting belong to the steps before them.
    A single number is no list: it stays in its sentence.
    """
    found: list[Passage] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        counted = len(found[-1].steps) if found else 0
        if counted and (more := _split(line, counted + 1)) and not more.lead:
            found[-1] = found[-1]._replace(steps=(*found[-1].steps, *more.steps))
        else:
            found.append(_split(line, 1) or Passage(line))
    return [_with_a_list(each) for each in found]


def _split(line: str, first: int) -> Passage | None:
    """Return *line* cut before each step that counts on from *first*; None without one."""
    cuts = list(_counting(line, first))
    if not cuts:
        return None
    ends = [start for start, _ in cuts[1:]] + [len(line)]
    steps = (line[begin:end].strip() for (_, begin), end in zip(cuts, ends, strict=True))
    return Passage(line[: cuts[0][0]].strip(), tuple(steps))


def _counting(line: str, number: int) -> Iterator[tuple[int, int]]:
    """Give where each number stands that is the next one, and where its step begins."""
    for match in NUMBER.finditer(line):
        if int(match[1]) == number:
            yield match.span()
            number += 1


def _with_a_list(passage: Passage) -> Passage:
    if len(passage.steps) != 1:
        return passage
    return Passage(f"{passage.lead} 1. {passage.steps[0]}".strip())
