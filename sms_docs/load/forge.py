"""What the environment of a CI run tells: what is proposed, where it would land, the cure.

Source: GitHub Actions, default variables; GitLab CI/CD, predefined variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

GITHUB_CURE = "add the line `fetch-depth: 0` under `with:` of the step that uses actions/checkout"
GITLAB_CURE = "add the line `GIT_DEPTH: 0` under `variables:` of the job"
CURE = (
    "run `git fetch --unshallow`; in a workflow the line to add is `fetch-depth: 0` under `with:`"
    " of actions/checkout (GitHub) or `GIT_DEPTH: 0` under `variables:` (GitLab)"
)
# A pull request may also be checked out at its own tip, where a merge is one of its author's.
MERGE_OF_GITHUB = re.compile(r"refs/pull/[0-9]+/merge")
MERGES_OF_GITLAB = frozenset({"merged_result", "merge_train"})


class Forge(NamedTuple):
    """A CI run.

    *merge* is the commit that the forge has made of the target and the change; *target*
    the branch for which the change is proposed, *default* the default branch; each is
    empty where it is not told.  *cure* is the line that makes the clone deep enough.
    """

    merge: str = ""
    target: str = ""
    default: str = ""
    cure: str = CURE


def read_forge(environment: Mapping[str, str]) -> Forge:
    """Return what the variables of *environment* say."""
    said = environment.get
    if said("GITLAB_CI"):
        is_merge = said("CI_MERGE_REQUEST_EVENT_TYPE") in MERGES_OF_GITLAB
        return Forge(
            merge=said("CI_COMMIT_SHA", "") if is_merge else "",
            target=said("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", ""),
            default=said("CI_DEFAULT_BRANCH", ""),
            cure=GITLAB_CURE,
        )
    if said("GITHUB_ACTIONS"):
        is_merge = MERGE_OF_GITHUB.fullmatch(said("GITHUB_REF", "")) is not None
        return Forge(
            merge=said("GITHUB_SHA", "") if is_merge else "",
            target=said("GITHUB_BASE_REF", ""),
            cure=GITHUB_CURE,
        )
    return Forge()
