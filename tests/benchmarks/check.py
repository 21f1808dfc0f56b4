"""How long `sms-docs check` takes, beside the floor measured in the same run.

    python tests/benchmarks/check.py

prints one row a size: CPU seconds of the floor, which reads the documents alone, of the
same floor that reads their approvals too, and of the whole process; its ratio to both; the
peak of memory; and whether exactly the planted findings were found.  A quarter of the files
are records that documents ask for, some of them missing.  Every document is approved, at the
level recorded.  The aim is held against the floor that does the same work.
"""

from __future__ import annotations

import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from corpus import Planted, generate

HERE = Path(__file__).parent
SIZES = (100, 1_000, 10_000)
# The part of the files that are records.
RECORDS = 4
# Modules are compiled once, as those of an installed package are.
COMPILED = tempfile.TemporaryDirectory()
ENVIRONMENT = {**os.environ, "PYTHONPYCACHEPREFIX": COMPILED.name}
ENVIRONMENT.pop("PYTHONDONTWRITEBYTECODE", None)
ALWAYS = {"SMS501"}


@dataclass(frozen=True)
class Row:
    """One size: CPU seconds, peak memory in MB, and whether the findings were right."""

    size: int
    floor: float
    approved: float
    check: float
    memory: float
    exact: bool


def cpu(command: list[str]) -> tuple[float, bytes]:
    """Run *command*; return its CPU seconds, user and system, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, check=False, capture_output=True, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1) or done.stderr:
        raise SystemExit(done.stderr.decode())
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, done.stdout


def median(command: list[str], runs: int) -> float:
    """Return the median CPU seconds of *runs* runs."""
    return statistics.median(cpu(command)[0] for _ in range(runs))


def peak(command: list[str]) -> float:
    """Return the peak of resident memory of *command* in MB."""
    pid = os.posix_spawn(
        command[0],
        command,
        ENVIRONMENT,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
        ],
    )
    return os.wait4(pid, 0)[2].ru_maxrss / 1024


def right(output: bytes, planted: Planted) -> bool:
    """Return whether *output* reports exactly the planted findings, no more and no fewer."""
    findings = json.loads(output)["findings"]
    found = {(f["code"], f["path"], f["line"]) for f in findings if f["code"] not in ALWAYS}
    return found == planted and len(planted) > 0


def measure(size: int, runs: int) -> Row:
    """Return the figures of one size."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        planted = generate(root, size, records=size // RECORDS)
        schemas = HERE.parent.parent / "schemas"
        floor = [sys.executable, str(HERE / "floor.py"), str(root), str(schemas)]
        check = [sys.executable, "-m", "sms_docs", "check", "--root", str(root)]
        exact = right(cpu([*check, "--format", "json"])[1], planted)
        return Row(
            size,
            median(floor, runs),
            median([*floor, "approvals"], runs),
            median(check, runs),
            peak(check),
            exact,
        )


def main() -> int:
    """Print the table; return 1 where an aim is missed."""
    start = median([sys.executable, "-c", "import click, yaml"], 9)
    rows = [measure(size, 3 if size > 1000 else 7) for size in SIZES]
    print(f"`import click, yaml`: {start:.3f} CPU s\n")
    print(
        "| documents and records | floor, CPU s | with approvals | check, CPU s | × floor |", end=""
    )
    print(" × with approvals | peak MB | findings exact |")
    print("|---:|---:|---:|---:|---:|---:|---:|---|")
    for row in rows:
        print(
            f"| {row.size:,} | {row.floor:.2f} | {row.approved:.2f} | {row.check:.2f}"
            f" | {row.check / row.floor:.2f} | {row.check / row.approved:.2f}"
            f" | {row.memory:.0f} | {'yes' if row.exact else 'NO'} |"
        )
    small, middle, large = rows
    growth = math.log10(large.check / middle.check)
    print(f"\n100 documents and records: {small.check / start:.2f} × `import click, yaml`")
    print(f"growth from 1,000 to 10,000: exponent {growth:.2f}")
    met = (
        large.check <= 3 * large.approved
        and small.check <= 3 * start
        and large.memory <= 300
        and growth <= 1.05
        and all(row.exact for row in rows)
    )
    print("aims met" if met else "AIMS MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
