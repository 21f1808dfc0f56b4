"""Runs ``sms-docs`` as often as it is told to, each time in a process of its own, and measures it.

It is a process of its own, because a peak of memory is handed down from whoever starts a
program, and this one is small.  Each run is forked from it, without a start of Python and
its imports.  A line of JSON says what to run: ``arguments``, the ``folder`` to be in, the
files ``out`` and ``err`` for what is printed, and the ``seconds`` after which it is killed.
The answer is a line too: ``exit``, the ``seconds`` of processor time, ``peak`` in bytes.
"""

from __future__ import annotations

import json
import os
import resource
import runpy
import signal
import sys
from importlib import import_module
from typing import Any, NoReturn

# Ends the program before it takes the machine along.
CEILING = 2 << 30
# What a check imports when it is run, so that no run need do it.
IMPORTED = ("check", "cli.check", "load.explain")


def run(order: dict[str, Any]) -> NoReturn:
    """Be ``python -m sms_docs`` with the arguments of *order*, and end as it does."""
    for stream, path in ((1, order["out"]), (2, order["err"])):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), stream)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.chdir(order["folder"])
    resource.setrlimit(resource.RLIMIT_AS, (CEILING, CEILING))
    signal.alarm(order["seconds"])
    sys.argv = ["sms-docs", *order["arguments"]]
    # Whatever it raises ends this process as it would end that one.
    runpy.run_module("sms_docs", run_name="__main__", alter_sys=True)
    sys.exit()


def measured(child: int) -> dict[str, float]:
    """Wait for *child*; return how it ended and what it cost."""
    _, status, cost = os.wait4(child, 0)
    # macOS counts bytes, Linux kibibytes.
    peak = cost.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    seconds = cost.ru_utime + cost.ru_stime
    return {"exit": os.waitstatus_to_exitcode(status), "seconds": seconds, "peak": peak}


if __name__ == "__main__":
    for name in IMPORTED:
        import_module(f"sms_docs.{name}")
    while line := sys.stdin.readline():
        child = os.fork()
        if not child:
            run(json.loads(line))
        sys.stdout.write(json.dumps(measured(child)) + "\n")
        sys.stdout.flush()
