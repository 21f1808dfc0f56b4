"""``sms-docs trust``: who may approve what, and by which key."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from sms_docs import exports
from sms_docs.act import add_key as adding
from sms_docs.act import end_person as ending
from sms_docs.act import revoke_key as revoking
from sms_docs.act.plan import difference
from sms_docs.act.trust_change import Change
from sms_docs.approval import APPROVALS
from sms_docs.check import Checked, assess
from sms_docs.cli import Suggesting
from sms_docs.cli.options import (
    Day,
    Period,
    as_of_option,
    dry_run_option,
    emit,
    not_run,
    output_option,
    root_option,
)
from sms_docs.errors import CheckNotRun
from sms_docs.load.trust_sheets import trust_sheets
from sms_docs.model import Severity
from sms_docs.printable import printable
from sms_docs.reports.text import entry
from sms_docs.suggest import suggester
from sms_docs.trust import TRUST
from sms_docs.views import trust as showing
from sms_docs.views import trust_check as checking
from sms_docs.views import trust_text
from sms_docs.views.expiring import EXPIRING, expiring
from sms_docs.views.trust_desk import Sheet, TrustDesk
from sms_docs.views.trust_seats import in_words
from sms_docs.views.verification import refuting

SOON = "P60D"
APPROVED = f"{APPROVALS}/{TRUST}/"
LONG = 1000
FORMATS = click.Choice(["text", "json"])
# All that `show` needs is what every check derives.
FEW = ("trust-unapproved",)


@click.group("trust", cls=Suggesting, epilog="Example: sms-docs trust show")
def command() -> None:
    """Show, check and change who may approve what, and by which key.

    The files are those below records/trust/. A change is in effect once it is approved:
    `sms-docs approve TRUST`.
    """


@command.command("show", epilog="Example: sms-docs trust show")
@root_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
@output_option
def show(root: Path, form: str, output: Path | None) -> None:
    """Show the trust files in effect: since when, by whom, people, keys, policy, digest.

    E-mail addresses are left out.
    """
    system, _, report = assess(root, select=FEW)
    shown = showing.show(system, report.as_of)
    emit(trust_text.as_json(shown) if form == "json" else trust_text.as_text(shown), output)
    sys.exit(CheckNotRun.exit_code if not_run(report) else 0)


@command.command("check", epilog="Example: sms-docs trust check")
@root_option
@as_of_option
@click.option("--format", "form", type=FORMATS, default="text", show_default=True)
@output_option
def check(root: Path, as_of: date | None, form: str, output: Path | None) -> None:
    """Say everything that is wrong with the trust files, approved or not.

    Beside what `sms-docs check` finds in them: what nobody can sign, keys of people who
    left, people who sign and have no key. Ends with 1 where there is an error.
    """
    checked = assess(root, as_of)
    found = checking.check_trust(checked.system, checked.report, _desk(checked))
    emit(checking.as_json(found) if form == "json" else checking.as_text(found), output)
    if not_run(checked.report):
        sys.exit(CheckNotRun.exit_code)
    sys.exit(1 if found.count(Severity.ERROR) else 0)


def _desk(checked: Checked) -> TrustDesk | None:
    system = checked.system
    if system.trust is None:
        return None
    sources, missing = trust_sheets(system.root)
    sheets = {name: Sheet(source.data, source.places) for name, source in sources.items()}
    hint = suggester(system.trust.roles)
    return TrustDesk(system, system.trust, sheets, missing, checked.report.as_of, hint)


@command.command("expiring", epilog="Example: sms-docs trust expiring --within 30d")
@root_option
@as_of_option
@click.option(
    "--within",
    type=Period(),
    metavar="PERIOD",
    help="How far ahead: 30d, 4w, 3m, 1y.  [default: 60d]",
)
@click.option(
    "--fail-on",
    type=click.Choice([EXPIRING]),
    help="End with 1 where anything is listed.  [default: do not]",
)
@click.option(
    "--format", "form", type=click.Choice(exports.names()), default="text", show_default=True
)
@output_option
def list_expiring(  # noqa: PLR0913, PLR0917 - one argument an option
    root: Path,
    as_of: date | None,
    within: str | None,
    fail_on: str | None,
    form: str,
    output: Path | None,
) -> None:
    """List the keys and roles in effect that end soon, and keys in use that have ended.

    A key is left out where another one of the person lasts longer. With --fail-on it ends
    with 3 where an approval of the trust files fails: others may be in effect then.
    """
    system, _, report = assess(root, as_of)
    table = expiring(system, report.as_of, within or SOON)
    emit(exports.export(form, table), output)
    failing = [each for each in refuting(system, report) if each.path.startswith(APPROVED)]
    if fail_on and failing:
        click.echo("could not tell what is in effect, as long as records fail:", err=True)
        click.echo("\n".join(line for each in failing for line in entry(each)), err=True)
    if not_run(report) or (fail_on and failing):
        sys.exit(CheckNotRun.exit_code)
    sys.exit(1 if fail_on and table.rows else 0)


@command.command(
    "add-key",
    epilog='Example: sms-docs trust add-key mara-lindqvist --key mara.pub --name "Mara Lindqvist"'
    " --email mara@example.org --role trust-admin",
)
@click.argument("person", metavar="PERSON")
@click.option(
    "--key",
    required=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The public key, FILE.pub.",
)
@click.option("--name", default="", metavar="NAME", help="The name of somebody new, in full.")
@click.option(
    "--email",
    "emails",
    multiple=True,
    metavar="ADDRESS",
    help="An address under which the person commits; repeatable.",
)
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="A role; repeatable.")
@click.option(
    "--from", "first", type=Day(), help="The first day of key and roles.  [default: today]"
)
@click.option(
    "--until", type=Day(), help="The day from which the key does not count.  [default: 2 years on]"
)
@click.option("--handover", default="", metavar="TEXT", help="How the key was handed over.")
@dry_run_option
@root_option
def add_key(  # noqa: PLR0913, PLR0917 - one argument an option
    person: str,
    key: Path,
    name: str,
    emails: tuple[str, ...],
    roles: tuple[str, ...],
    first: date | None,
    until: date | None,
    handover: str,
    root: Path,
    *,
    dry_run: bool,
) -> None:
    """List a key of PERSON, who is added too where people.yml lacks the id.

    Somebody new needs --name, --email and --role. A key that is listed gets another end
    by --until. Days of keys are in UTC.
    """
    wish = adding.Wish(person, key, name, emails, roles, first, until, handover)
    added = adding.add_key(root, wish, dry_run=dry_run)
    given = added.key
    days = (
        f"from {added.first or 'ever'} until {f'before {added.until}' if added.until else 'ever'}"
    )
    what = "listed already" if added.before else "listed"
    nothing = "" if added.change.plan else "; nothing to do"
    click.echo(f"{person}: key {given.fingerprint} ({given.kind}) {what}, {days}{nothing}")
    _say(added.change, added.done, dry_run=dry_run)
    if added.change.plan and not added.before:
        click.echo(
            f"Compare the fingerprint with what {person} reads out: `ssh-keygen -l -f FILE`."
        )
    _next(added.change, dry_run=dry_run)


@command.command(
    "revoke-key",
    epilog="Example: sms-docs trust revoke-key"
    " SHA256:tH7Qzrwc+wxUftO8jSXKn3SEFaJNRgk9Y9TiTKagOSE --reason loss --since 2026-11-20",
)
@click.argument("fingerprint", metavar="FINGERPRINT")
@click.option(
    "--reason", type=click.Choice(revoking.REASONS), required=True, help="Why it is revoked."
)
@click.option(
    "--since", type=Day(), required=True, help="The first day on which the key does not count."
)
@dry_run_option
@root_option
def revoke_key(fingerprint: str, reason: str, since: date, root: Path, *, dry_run: bool) -> None:
    """Write down that the key FINGERPRINT does not count; its line stays.

    After a compromise nothing counts that it ever signed, but for what was sealed in a
    month before that of --since.
    """
    wish = revoking.Wish(fingerprint, reason, since)
    revoked = revoking.revoke_key(root, wish, dry_run=dry_run)
    key = revoked.key
    nothing = "" if revoked.change.plan else " already; nothing to do"
    what = f"key {key.fingerprint} revoked since {since} ({reason}){nothing}"
    click.echo(f"{key.person}: {what}")
    _say(revoked.change, (), dry_run=dry_run)
    _next(revoked.change, dry_run=dry_run)
    if revoked.change.plan:
        click.echo("Then `sms-docs verify` tells which approvals do not count any more.")


@command.command("end", epilog="Example: sms-docs trust end mara-lindqvist --on 2026-12-31")
@click.argument("person", metavar="PERSON")
@click.option("--on", type=Day(), required=True, help="The last day of roles and keys.")
@dry_run_option
@root_option
def end(person: str, on: date, root: Path, *, dry_run: bool) -> None:
    """Let the roles and keys of PERSON end with a day; no line is deleted.

    What was signed up to that day still holds.
    """
    ended = ending.end_person(root, person, on, dry_run=dry_run)
    what = [*(f"role {role}" for role in ended.roles), *(f"key {key}" for key in ended.keys)]
    done = tuple(f"{person}: {each} ends with {on}" for each in what)
    if not done:
        click.echo(f"{person}: all roles and keys ended on {on} or before; nothing to do")
    _say(ended.change, done, dry_run=dry_run)
    _next(ended.change, dry_run=dry_run)


def _say(change: Change, done: tuple[str, ...], *, dry_run: bool) -> None:
    """Print what happens to the files, and what then cannot be signed."""
    if not change.plan:
        return
    for line in done:
        click.echo(printable(line, LONG))
    if change.serial != change.before:
        signed = f"{change.serial - 1} is signed already"
        click.echo(f"serial {change.before} becomes {change.serial}, for {signed}")
    if dry_run:
        click.echo(difference(change.plan), nl=False)
        click.echo("Nothing was written (--dry-run).")
    else:
        click.echo("\n".join(put.path for put in change.plan))
    for _, sentence in in_words(change.lacking):
        click.echo(f"careful: {sentence} then", err=True)


def _next(change: Change, *, dry_run: bool) -> None:
    if change.plan and not dry_run:
        click.echo("Next: sms-docs approve TRUST")
