"""Which commits a comparison lies between: what would land, and where.

Source: `check --base REV|auto`; the tip of the target counts, not the merge base alone.
"""

from __future__ import annotations

from typing import NamedTuple

from sms_docs.errors import CheckNotRun
from sms_docs.load.forge import Forge
from sms_docs.load.git import Repository
from sms_docs.load.objects import is_unborn, merge_bases, parents
from sms_docs.printable import printable

AUTO = "auto"
REMOTE = "refs/remotes/origin/"
MAIN_BRANCHES = ("HEAD", "main", "master")
# The forge's merge of a change has the target as its first parent, and the change.
TWO = 2


class Span(NamedTuple):
    """The commits of a comparison, by full id.

    *head* is empty before the first commit, *tip* where there is nothing to compare
    with and everything is new.  *starts* are the commits at which the change left the
    target.  With *is_landed* the target is HEAD itself, and *tip* what it was before.
    """

    head: str
    tip: str
    starts: tuple[str, ...]
    is_landed: bool = False


def find_span(repository: Repository, base: str, forge: Forge) -> Span:
    """Return what lies between the revision *base*, or what ``auto`` finds, and HEAD.

    Raises:
        CheckNotRun: there is no such commit, or the clone does not hold what is needed.
    """
    head = repository.commit("HEAD") or ""
    if base != AUTO:
        tip = repository.commit(base)
        if tip is None:
            raise CheckNotRun(_unknown(repository, base, forge))
        return _between(repository, head, tip)
    above = parents(repository, head) if head else ()
    if forge.merge and forge.merge == head and len(above) == TWO:
        return _after(repository, head, above[0])
    tip = _target(repository, forge)
    if tip is None:
        if not head and is_unborn(repository):
            return Span("", "", ())
        raise CheckNotRun(_no_target(forge))
    if tip != head:
        return _between(repository, head, tip)
    if not above:
        return Span(head, "", (), is_landed=True)
    return _after(repository, head, above[0])._replace(is_landed=True)


def _target(repository: Repository, forge: Forge) -> str | None:
    if forge.target:
        names: tuple[str, ...] = (forge.target,)
    else:
        names = (forge.default, *MAIN_BRANCHES) if forge.default else MAIN_BRANCHES
    found = (repository.commit(REMOTE + name) for name in names)
    return next((commit for commit in found if commit), None)


def _after(repository: Repository, head: str, parent: str) -> Span:
    if repository.commit(parent) is None:
        raise CheckNotRun(repository.lacking(f"it does not hold the parent {parent[:7]} of HEAD"))
    return Span(head, parent, (parent,))


def _between(repository: Repository, head: str, tip: str) -> Span:
    if not head:
        return Span("", tip, (tip,))
    starts = merge_bases(repository, tip, head)
    # What a shallow clone hides could be a nearer one, but for these two.
    if repository.is_shallow and starts not in {(tip,), (head,)}:
        what = f"where HEAD left {tip[:7]} cannot be told"
        raise CheckNotRun(repository.lacking(what))
    # Histories without a common commit: all that differs is the change.
    return Span(head, tip, starts or (tip,))


def _unknown(repository: Repository, base: str, forge: Forge) -> str:
    shown = printable(base)
    if repository.is_shallow or forge != Forge():
        return f"the base '{shown}' is no commit in this clone; {forge.cure}"
    return f"the base '{shown}' is no commit here; `git log --oneline --all` shows those there are"


def _no_target(forge: Forge) -> str:
    wanted = [forge.target] if forge.target else list(MAIN_BRANCHES)
    names = ", ".join(f"origin/{printable(name)}" for name in wanted)
    return (
        f"no branch to compare with: there is no {names} in this clone; name one with"
        f" `--base REV`, or {forge.cure}"
    )
