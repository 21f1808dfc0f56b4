"""What every signing command shows and asks, once for all that is signed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Any, NoReturn, TypeVar

import click

from sms_docs.act.ceremony import Proposal, Wish, carry_out, choose_key, propose
from sms_docs.act.obstacles import InTheWay
from sms_docs.act.outcome import LEVELS, STATED, outcome, system_at
from sms_docs.act.sign import Interrupted
from sms_docs.act.words import numbered
from sms_docs.cli.check import wants_colour
from sms_docs.cli.options import stop_over
from sms_docs.errors import ConfigurationError
from sms_docs.printable import printable
from sms_docs.trust import TRUST, Level, Meaning
from sms_docs.views.diff import as_lines

Command = TypeVar("Command", bound=Callable[..., Any])
LONG = 1000


def signing_options(command: Command) -> Command:
    """Add what every signing command takes: who, by which key, and how to run unattended."""
    for option in (
        click.option("--dry-run", is_flag=True, help="Show what would be signed; write nothing."),
        click.option(
            "--expect-digest",
            "expected",
            multiple=True,
            metavar="ID=SHA256",
            help="With --yes: the digest of the text that is meant; repeatable.",
        ),
        click.option("--yes", is_flag=True, help="Do not ask; needs --expect-digest."),
        click.option(
            "--key",
            type=click.Path(path_type=Path),
            help="The key to sign with.  [default: one of yours that is listed]",
        ),
        click.option(
            "--as",
            "signer",
            default="",
            metavar="PERSON[/ROLE]",
            help="Who signs.  [default: whose the key is, else the only person who may]",
        ),
    ):
        command = option(command)
    return command


class Consent:
    """How the signer agrees: in the terminal, or by naming the digests beforehand."""

    def __init__(self, expected: Iterable[str], *, yes: bool, dry_run: bool) -> None:
        """Take the options; refuse a digest in another form.

        Raises:
            ConfigurationError: it is in another form.
        """
        self.yes = yes
        self.dry_run = dry_run
        self.expected: dict[str, str] = {}
        for each in expected:
            name, equals, digest = each.rpartition("=")
            if not (name and equals and digest):
                message = (
                    f"--expect-digest: '{printable(each)}' is not ID=SHA256; the digest is what"
                    " --dry-run shows"
                )
                raise ConfigurationError(message)
            self.expected[name] = digest.lower()

    def compare(self, digests: Mapping[str, str]) -> None:
        """Compare what is expected with *digests* of all that is named, name -> sha256.

        Raises:
            ConfigurationError: a digest is another one, or of something not named.
        """
        for name, expected in self.expected.items():
            if name not in digests:
                message = (
                    f"--expect-digest: nothing is signed here as {printable(name)}; there is:"
                    f" {printable(', '.join(digests), LONG)}"
                )
                raise ConfigurationError(message)
            if digests[name] != expected:
                message = (
                    f"--expect-digest: {printable(name)} has the digest {digests[name]}, not"
                    f" {printable(expected)}; look at it again: --dry-run"
                )
                raise ConfigurationError(message)

    def demand(self, digests: Mapping[str, str]) -> None:
        """Demand what is needed to sign *digests*: their names, or somebody to ask.

        Raises:
            ConfigurationError: neither is there.
        """
        lacking = {name: each for name, each in digests.items() if name not in self.expected}
        options = " ".join(
            f"--expect-digest {quote(f'{name}={each}')}" for name, each in lacking.items()
        )
        if self.yes and lacking:
            message = f"--yes signs unseen, so say what: {printable(options, LONG)}"
            raise ConfigurationError(message)
        if not (self.yes or self.dry_run or has_terminal()):
            message = "there is no terminal to ask in; to sign unattended: --yes"
            raise ConfigurationError(f"{message} {printable(options, LONG)}".rstrip())

    def ask(self, question: str) -> None:
        """Ask once for all that was shown; where the answer is no, end with exit code 1."""
        if self.yes:
            return
        try:
            if click.confirm(question, default=False):
                return
        except click.Abort:
            # Behind the question, which nobody has answered.
            click.echo()
        self.stop()

    @staticmethod
    def stop() -> NoReturn:
        """End with exit code 1: the signer does not want it."""
        click.echo("Nothing was signed or written.", err=True)
        sys.exit(1)


def has_terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def hold(root: Path, wish: Wish, key: Path | None, consent: Consent) -> None:
    """Show what *wish* comes to, ask, sign and store it; say what came of it."""
    try:
        every = propose(root, wish._replace(key=key))
    except InTheWay as refused:
        stop_over(refused.findings)
        raise
    consent.compare({name: each for one in every for name, each in one.digests.items()})
    for proposal in every:
        if proposal.done:
            click.echo(already(proposal))
    todo = [proposal for proposal in every if not proposal.is_done]
    if not todo:
        return
    consent.demand({name: each for one in todo for name, each in one.digests.items()})
    _show(todo, key, consent)
    if consent.dry_run:
        click.echo("Nothing was written (--dry-run).")
        return
    names = ", ".join(each.signable.subject for each in todo)
    consent.ask(f"Sign {len(todo)} statement{'s' if len(todo) > 1 else ''} about {names}?")
    try:
        written = carry_out(root, todo, key, ask=not consent.yes)
    except Interrupted:
        # Behind the words of ssh-keygen, which nobody has answered.
        click.echo()
        consent.stop()
    for path in written:
        click.echo(printable(path, LONG))
    told(root, todo)


def _show(todo: Sequence[Proposal], key: Path | None, consent: Consent) -> None:
    """Show *todo* to the signer, unless nothing can come of it."""
    for proposal in todo:
        if not consent.dry_run:
            # Nobody reads and is asked what cannot be done then.
            choose_key(proposal.signer, proposal.statement, key)
    for proposal in todo:
        if consent.dry_run or not consent.yes:
            click.echo(shown(proposal))
    for careful in dict.fromkeys(each.careful for each in todo if each.careful):
        click.echo(f"careful: {careful}")


def already(proposal: Proposal) -> str:
    """Return that *proposal* has been signed before."""
    done, signable = proposal.done or proposal.statement, proposal.signable
    which = signable.version
    if signable.subject == TRUST:
        which = numbered(TRUST, which)
    return (
        f"{signable.subject} {which}: already {STATED[done.meaning]}, nothing to do"
        f" ({done.signer} on {done.signed_at:%Y-%m-%d})"
    )


def shown(proposal: Proposal) -> str:
    """Return what the signer reads before signing: the change, and the sentence."""
    signable, statement = proposal.signable, proposal.statement
    change = "".join(as_lines(*each, colour=wants_colour()) for each in signable.changes)
    who = f"{printable(statement.signer_name)} ({statement.signer}) as {statement.role}"
    which = numbered(signable.subject, signable.version)
    level = LEVELS[Level.SIGNED if proposal.signer.is_signed else Level.RECORDED]
    lines = [
        f"── {signable.subject} {which}: {printable(signable.path)}",
        change.removesuffix("\n") or unchanged(proposal),
        *(f"digest: {each}  {printable(name)}" for name, each in proposal.digests.items()),
        f"signer: {who}, on {statement.signed_at:%Y-%m-%d %H:%M} UTC; {level}",
        f"sentence: {printable(statement.sentence, LONG)}",
    ]
    if statement.comment:
        lines.append(f"comment: {printable(statement.comment, LONG)}")
    if statement.effective_from:
        lines.append(f"applies from: {statement.effective_from}")
    return "\n".join([*lines, ""])


def unchanged(proposal: Proposal) -> str:
    """Return where to read a text that is the approved one."""
    signable = proposal.signable
    if signable.files:
        return "(no difference to the version approved before)"
    return f"(the text is as it was approved: {signable.folder}/)"


def told(root: Path, done: Sequence[Proposal]) -> None:
    """Say where each text stands now, and what comes next."""
    system = system_at(root, done[0].statement.signed_at)
    for proposal in done:
        click.echo(f"{proposal.signable.subject}: {printable(outcome(system, proposal), LONG)}")
    frozen = system.settings.as_of
    if frozen and frozen < done[0].statement.signed_at.date():
        click.echo(f"This demonstration stands still at {frozen}: see it with --as-of.")
    what = "records/approvals"
    if any(each.signable.subject == TRUST for each in done):
        what = "records/trust records/approvals"
    with_text = done[0].statement.meaning is Meaning.APPROVE
    together = "commit them together with the text" if with_text else "commit them"
    click.echo(f"Next: git add {what}; {together}.")
