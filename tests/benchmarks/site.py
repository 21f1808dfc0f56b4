"""What the plugin adds to `mkdocs build`, beside plain builds measured in the same run.

    python tests/benchmarks/site.py

prints one row a build: CPU seconds of the whole process, milliseconds a page, and pages
written.  All builds have the same configuration (Material, its search, the Markdown
extensions of our own mkdocs.yml) and the same 1,000 documents, none in the navigation:

- plain: the documents lie in docs/, nothing checks them;
- plain with as many pages: as many one-line pages more as the plugin makes;
- with the plugin: the documents are checked, each has its control panel, and the pages
  that the plugin makes are there too: clauses, rules, register, matrix, findings.

So the total holds pages that the plain build has not.  The second ratio takes off what
plain MkDocs needs for as many pages, which then is what our own code costs: the aim is
at most 15 %.  Each figure is the least of some runs; TMPDIR on a memory disk takes most of
what is left of the noise away.
"""

from __future__ import annotations

import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import corpus

# Documents -> runs.
SIZES = {1_000: 5, 3_000: 3}
AIM = 0.15
# MkDocs prints a notice on its successor unless told not to.
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
CONFIGURATION = """\
site_name: Generated
repo_url: https://git.example.org/generated/sms
edit_uri: edit/main/docs/
theme:
  name: material
  font: false
  features: [content.action.edit, navigation.prune, navigation.tabs, toc.follow]
plugins: [PLUGINS]
markdown_extensions:
  - admonition
  - attr_list
  - footnotes
  - tables
  - toc: {permalink: true}
  - pymdownx.details
  - pymdownx.superfences
  - pymdownx.tabbed: {alternate_style: true}
  - pymdownx.tasklist
validation:
  omitted_files: ignore
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
nav: [index.md]
"""


@dataclass
class Build:
    """One build of a site, and the CPU seconds of its runs."""

    name: str
    root: Path
    spent: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Build once from nothing."""
        shutil.rmtree(self.root / "site", ignore_errors=True)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
        subprocess.run(command, cwd=self.root, check=True, env=os.environ | QUIET)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)

    @property
    def cpu(self) -> float:
        """The least of the runs: what else the machine does only ever adds."""
        return min(self.spent)

    @property
    def pages(self) -> int:
        """How many pages it wrote."""
        return sum(1 for _ in (self.root / "site").rglob("index.html"))


def plain(root: Path, size: int) -> None:
    """Lay a site whose documents nobody checks."""
    lay(root / "system", size)
    (root / "docs").mkdir()
    (root / "system/procedures").rename(root / "docs/procedures")
    configure(root, "search")


def padded(root: Path, size: int, more: int) -> None:
    """Lay the same with *more* pages of one line each."""
    plain(root, size)
    for number in range(more):
        page = root / f"docs/more/{number}.md"
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"# Page {number}\n")


def controlled(root: Path, size: int) -> None:
    """Lay a site of the same documents that the plugin publishes."""
    lay(root, size)
    (root / "docs").mkdir()
    configure(root, "search, {sms-docs: {drafts: true}}")


def lay(root: Path, size: int) -> None:
    """Write the documents, without the defects that would stop the build."""
    corpus.EVERY = size + 1
    corpus.generate(root, size)


def configure(root: Path, plugins: str) -> None:
    """Write the configuration and the home page."""
    (root / "mkdocs.yml").write_text(CONFIGURATION.replace("PLUGINS", plugins))
    (root / "docs/index.md").write_text("# Generated\n")


def measure(folder: Path, size: int, runs: int) -> tuple[Build, Build, Build]:
    """Return the three builds of *size* documents, run in turns."""
    with_plugin = Build("with the plugin", folder / "controlled")
    controlled(with_plugin.root, size)
    with_plugin.run()
    bare = Build("plain", folder / "plain")
    plain(bare.root, size)
    more = with_plugin.pages - size - 1
    as_many = Build("plain with as many pages", folder / "padded")
    padded(as_many.root, size, more)
    builds = (bare, as_many, with_plugin)
    with_plugin.spent.clear()
    for _ in range(runs):
        for build in builds:
            build.run()
    return builds


def main() -> int:
    """Print the table; return 1 where the aim is missed."""
    met = True
    lines = []
    spent = []
    print("| documents | build | CPU s | ms a page | pages |")
    print("|---:|---|---:|---:|---:|")
    for size, runs in SIZES.items():
        with tempfile.TemporaryDirectory() as folder:
            builds = measure(Path(folder), size, runs)
            for build in builds:
                each = 1000 * build.cpu / build.pages
                figures = f"{build.cpu:.2f} | {each:.2f} | {build.pages:,}"
                print(f"| {size:,} | {build.name} | {figures} |", flush=True)
        bare, as_many, ours = (build.cpu for build in builds)
        total, own = ours / bare - 1, (ours - as_many) / bare
        lines.append(f"{size:,} documents: {total:+.1%} in all, {own:+.1%} less as many pages")
        met = met and own <= AIM
        spent.append(ours)
    print("\n" + "\n".join(lines))
    small, large = SIZES
    growth = math.log(spent[1] / spent[0]) / math.log(large / small)
    print(f"growth from {small:,} to {large:,}: exponent {growth:.2f}")
    print("aim met" if met else "AIM MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
