"""Real git repositories with fixed names and dates, for the tests of what git tells."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parent / "rules" / "project"
PROCEDURE = "procedures/PRC-001-incident-management.md"
POLICY = "policies/POL-001-service-management-policy.md"
ADA = "Ada Ironwood <ada.ironwood@tarnvalley.example>"
BEN = "Ben Marsh <ben.marsh@tarnvalley.example>"
# The environment of CI runs must not leak in, nor the settings of who runs the tests.
FOREIGN = ("GIT_", "GITHUB_", "GITLAB_", "CI_")


def environment(home: Path) -> dict[str, str]:
    """Return the variables of this process without those that say something about git."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return kept | {"HOME": os.fspath(home), "XDG_CONFIG_HOME": os.fspath(home / "none")}


class Repository:
    """A git repository at *root*; each commit is a minute later than the one before."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.minutes = 0

    def git(self, *arguments: str, by: str = ADA) -> str:
        """Run git in the root; return what it printed."""
        self.minutes += 1
        name, _, email = by.removesuffix(">").partition(" <")
        when = f"{1_790_000_000 + 60 * self.minutes} +0000"
        variables = {
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": name,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_AUTHOR_DATE": when,
            "GIT_COMMITTER_NAME": name,
            "GIT_COMMITTER_EMAIL": email,
            "GIT_COMMITTER_DATE": when,
        }
        options = ("-c", "protocol.file.allow=always")
        done = subprocess.run(
            ["git", *options, "-C", self.root, *arguments],
            env=environment(self.root) | variables,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def commit(self, message: str = "change", by: str = ADA) -> str:
        """Commit all that there is; return the id."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message, by=by)
        return self.git("rev-parse", "HEAD")

    def read(self, path: str) -> str:
        """Return the text of the file *path*."""
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: str, text: str) -> None:
        """Write the file *path*."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")

    def edit(self, path: str, old: str, new: str) -> None:
        """Put *new* in the place of *old*, which stands in the file once."""
        text = self.read(path)
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        self.write(path, text.replace(old, new))

    def plant(self, path: str = PROCEDURE, text: str = "Planted.") -> None:
        """Change the text of a document and leave its version as it is: a violation."""
        self.write(path, f"{self.read(path)}\n{text}\n")

    def revise(self, version: str, path: str = PROCEDURE, text: str = "Revised.") -> None:
        """Change the text of a document and give it *version*."""
        self.plant(path, text)
        raised = re.sub(r"(?m)^version: .*$", f'version: "{version}"', self.read(path))
        self.write(path, raised)

    def clone(self, target: Path, *options: str) -> Repository:
        """Return a clone of this repository at *target*."""
        self.git("clone", "--quiet", *options, self.root.as_uri(), os.fspath(target))
        made = Repository(target)
        made.minutes = self.minutes
        return made


def empty(root: Path) -> Repository:
    """Return a repository with the sample project in it and no commit."""
    shutil.copytree(PROJECT, root)
    made = Repository(root)
    made.git("init", "--quiet", "--initial-branch=main")
    return made


def start(root: Path) -> Repository:
    """Return a repository with the sample project in its first commit, on main."""
    made = empty(root)
    made.commit("start")
    return made
