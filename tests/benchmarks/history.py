"""What it takes to learn who committed to which document, beside a bare `git log`.

    python tests/benchmarks/history.py

prints one row a size: CPU seconds of `git log --name-only` of the whole history, those of
`sms_docs.load.history.history`, git included, their ratio, and whether each document has
exactly the commits that were made to it.  A tenth of the commits lie on branches that were
merged, each tenth of the merges hides an edit.  Each figure is the least of some runs.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from sms_docs.check import no_collection
from sms_docs.load.history import history

# Documents -> commits, runs.
SIZES = {100: (1_000, 9), 1_000: (5_000, 7), 10_000: (20_000, 5)}
AIM = 1.3
# With fewer documents a git log takes too little to compare with.
MEASURED = 10_000
# As many folders as a usual SMS has types of documents.
FOLDERS = ("policies", "procedures", "docs/plans", "docs/agreements", "docs/services")
BRANCH = 10
FIRST = 1_790_000_000
COMMIT = """\
commit refs/heads/{branch}
mark :{mark}
author Author {number} <author-{number}@example.org> {when} +0000
committer Clerk <clerk@example.org> {when} +0000
data {size}
{message}
"""


@dataclass
class Writer:
    """Writes a history for ``git fast-import``, and counts the commits to each document."""

    size: int
    rng: random.Random
    lines: list[str]
    touched: Counter[str]
    mark: int = 0

    def commit(self, branch: str, parents: list[int], documents: list[int]) -> int:
        """Add a commit that changes *documents*; return its mark."""
        self.mark += 1
        message = f"Change {len(documents)} of {self.size}\n\nBecause it has to be.\n"
        if self.mark % BRANCH == 0:
            message += "\nCo-authored-by: Second <second@example.org>\n"
        self.lines.append(
            COMMIT.format(
                branch=branch,
                mark=self.mark,
                number=self.mark % 40,
                when=FIRST + 60 * self.mark,
                size=len(message),
                message=message,
            )
        )
        words = ("from", *(["merge"] * len(parents)))
        self.lines += [f"{word} :{each}\n" for word, each in zip(words, parents, strict=False)]
        for number in documents:
            text = f"---\nid: PRC-{number:05d}\n---\n\nText {self.rng.getrandbits(60)}.\n"
            path = f"{FOLDERS[number % len(FOLDERS)]}/PRC-{number:05d}-generated.md"
            self.lines.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
        self.touched.update(f"PRC-{number:05d}" for number in set(documents))
        return self.mark


def write(root: Path, size: int, commits: int) -> Counter[str]:
    """Make the repository *root*; return how many commits changed each document."""
    rng = random.Random(20261120)  # noqa: S311 - repeatable, not secret
    writer = Writer(size, rng, [], Counter())
    tip = writer.commit("main", [], list(range(1, size + 1)))
    while writer.mark < commits:
        if writer.mark % BRANCH:
            tip = writer.commit("main", [tip], [rng.randint(1, size)])
            continue
        beside = writer.commit("beside", [tip], [rng.randint(1, size)])
        tip = writer.commit("main", [tip], [])
        hidden = [rng.randint(1, size)] if writer.mark % (10 * BRANCH) < BRANCH else []
        tip = writer.commit("main", [tip, beside], hidden)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main", root], check=True)
    made = "".join(writer.lines).encode()
    subprocess.run(["git", "-C", root, "fast-import", "--quiet"], input=made, check=True)
    subprocess.run(["git", "-C", root, "repack", "-adq"], check=True)
    return writer.touched


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU seconds of *work*, of this process and of those that it starts."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    before = [resource.getrusage(kind) for kind in kinds]
    work()
    after = [resource.getrusage(kind) for kind in kinds]
    pairs = zip(before, after, strict=True)
    return sum(b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime for a, b in pairs)


def bare(root: Path) -> None:
    """Read the same history with git alone."""
    command = ["git", "-C", os.fspath(root), "log", "--name-only", "-z"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def main() -> int:
    """Print the table; return 1 where the aim is missed."""
    met = True
    print("| documents | commits | git log, CPU s | history, CPU s | ratio | exact |")
    print("|---:|---:|---:|---:|---:|---|")
    for size, (commits, runs) in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            touched = write(root, size, commits)
            found = {name: len(each) for name, each in history(root).touches.items()}
            logs, ours = [], []
            for _ in range(runs):
                logs.append(cpu(partial(bare, root)))
                with no_collection():
                    ours.append(cpu(partial(history, root)))
        ratio = min(ours) / min(logs)
        exact = found == dict(touched)
        met = met and exact and (ratio <= AIM or size < MEASURED)
        print(
            f"| {size:,} | {commits:,} | {min(logs):.2f} | {min(ours):.2f} | {ratio:.2f}"
            f" | {'yes' if exact else 'NO'} |",
            flush=True,
        )
    print("\naim met" if met else "\nAIM MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
