"""How long it takes to verify signed approvals, by the CPU time of one process.

    python tests/benchmarks/approvals.py

reads and verifies 10,000 documents, once each signed by an Ed25519 key and once drafts, and
prints what one approval adds: reading three files, digests, JSON, policy, signature.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from corpus import generate

from sms_docs.load.project import load
from sms_docs.model import ManagementSystem
from sms_docs.settle import settle

SIZE = 10_000
AIM = 0.3


def seconds(work: Callable[[], ManagementSystem]) -> tuple[float, ManagementSystem]:
    """Return the CPU seconds that *work* takes, and what it gives."""
    started = time.process_time()
    given = work()
    return time.process_time() - started, given


def settled(root: Path) -> ManagementSystem:
    """Return the SMS below *root* under control."""
    now = datetime.now(UTC)
    return settle(load(root), now.date(), now).system


def measured(level: str) -> tuple[float, ManagementSystem]:
    """Return the median CPU seconds of three runs over documents approved at *level*."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(root, SIZE, level=level)
        runs = [seconds(lambda: settled(root)) for _ in range(3)]
    return statistics.median(spent for spent, _ in runs), runs[-1][1]


def main() -> int:
    """Print the figures; return 1 where the aim is missed."""
    gc.disable()
    drafts, _ = measured("")
    print("| level | CPU s | ms an approval |")
    print("|---|---:|---:|")
    print(f"| none (drafts) | {drafts:.2f} | |")
    met = True
    for level in ("recorded", "signed"):
        spent, system = measured(level)
        each = (spent - drafts) / SIZE * 1000
        print(f"| {level} | {spent:.2f} | {each:.3f} |")
        counted = sum(document.standing.level == level for document in system.documents)
        met = met and counted == SIZE and each <= AIM
    print("aim met" if met else "AIM MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
