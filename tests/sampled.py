"""How much is tried where trying everything takes too long for every run.

With the environment variable ``SMS_DOCS_EXHAUSTIVE=1`` everything is tried.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
from typing import TypeVar

EXHAUSTIVE = os.environ.get("SMS_DOCS_EXHAUSTIVE", "") not in ("", "0")
Thing = TypeVar("Thing")


def sampled(things: Sequence[Thing], stride: int, *, always: Collection[Thing] = ()) -> list[Thing]:
    """Return each *stride*-th of *things*, the first and the last one, and those of *always*."""
    if EXHAUSTIVE:
        return list(things)
    last = len(things) - 1
    return [
        thing
        for number, thing in enumerate(things)
        if number % stride == 0 or number == last or thing in always
    ]


def tries(usual: int, exhaustive: int) -> int:
    """Return how often to try what is random: *usual*, or *exhaustive* where all is tried."""
    return exhaustive if EXHAUSTIVE else usual
