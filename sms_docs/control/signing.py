"""Whether the signer of an approval record could sign it: then, in this role, this text."""

from __future__ import annotations

from datetime import datetime, timedelta

from sms_docs.approval import ApprovalRecord, Dossier, Statement, Trouble
from sms_docs.control.context import Context
from sms_docs.control.policy import FREE, demand, roles, type_policy
from sms_docs.trust import Meaning

# Who wrote a text may still say so, take a record back, or propose to withdraw the text.
OPEN_TO_AUTHORS = frozenset({Meaning.AUTHOR, Meaning.RETRACT, Meaning.WITHDRAW})
SQUASHED = (
    "Or, if the commit only gathers a branch (squash), set its author to who wrote the text"
    " before it is pushed: `git commit --amend --author=…`."
)


def in_time(
    _record: ApprovalRecord, statement: Statement, _dossier: Dossier, context: Context
) -> Trouble | None:
    """Return why the time of signing cannot be right."""
    skew = context.trust.policy.max_skew_minutes
    if statement.signed_at <= context.now + timedelta(minutes=skew):
        return None
    return Trouble(
        "approval-postdated",
        f"{statement.signer} signed it on {_time(statement.signed_at)}, which lies ahead of"
        f" the clock, {_time(context.now)}, by more than {skew} minutes",
        "Set the clocks right; delete the record and approve again.",
    )


def by_known_person(
    _record: ApprovalRecord, statement: Statement, _dossier: Dossier, context: Context
) -> Trouble | None:
    """Return why the signer is unknown, or held no such role then."""
    person = context.trust.people.get(statement.signer)
    if person is None:
        return Trouble(
            "signer-unknown",
            f"it is signed by '{statement.signer}', whom the trust files in effect"
            f" (serial {context.trust.serial}) do not list",
            "Have the person added to records/trust/people.yml and that change approved:"
            " `sms-docs approve TRUST`.",
        )
    if statement.signer_name not in context.names.get(statement.signer, ()):
        return Trouble(
            "signer-unknown",
            f"it is signed by {statement.signer} under the name '{statement.signer_name}', and the"
            f" trust files (up to serial {context.trust.serial}) call that person '{person.name}'",
            "Delete the record and sign again; a new name stands in records/trust/people.yml"
            " before, and is approved: `sms-docs approve TRUST`.",
        )
    day = statement.signed_at.date()
    if person.held(statement.role, day):
        return None
    held = ", ".join(_spell(*each) for each in person.roles) or "none"
    return Trouble(
        "signer-without-role",
        f"{statement.signer} signed it as {statement.role} on {day}, but held no such role then;"
        f" roles: {held}",
        "Have it signed by somebody who holds the role, or correct the days in"
        " records/trust/people.yml and have that approved.",
    )


def by_allowed_role(
    _record: ApprovalRecord, statement: Statement, _dossier: Dossier, context: Context
) -> Trouble | None:
    """Return why the role of the signer does not allow it."""
    meaning, kind = statement.meaning, context.kind
    if meaning is Meaning.RETRACT:
        return None
    asked = demand(context.policy(statement.signed_at), kind, meaning)
    if asked is None:
        wrong = f"records/trust/policy.yml lets nobody {meaning} a text of type {kind}"
    elif not asked.approvals or statement.role in roles(asked):
        return None
    else:
        allowed = " or ".join(sorted(roles(asked)))
        wrong = f"{statement.signer} signed it as {statement.role}; to {meaning} a {kind} takes a"
        wrong = f"{wrong} {allowed}"
    return Trouble(
        "role-not-authorised",
        wrong,
        "Have it signed by somebody with such a role; who may sign stands in"
        " records/trust/policy.yml.",
    )


def not_by_author(
    record: ApprovalRecord, statement: Statement, dossier: Dossier, context: Context
) -> Trouble | None:
    """Return why the signer may not: the own text."""
    found = type_policy(context.policy(statement.signed_at), context.kind)
    separate = found is None or found.separate_from_authors
    if not separate or statement.meaning in OPEN_TO_AUTHORS:
        return None
    said = context.stated.get(record.version)
    signer, cure = statement.signer, "Have it signed by somebody who did not write it."
    if said and signer in said.authors - said.committed:
        witness = "its front matter"
    elif _is_stated_author(signer, record.version, dossier):
        witness = "an approval record of it"
    elif said and signer in said.committed:
        witness = "a commit to it"
        cure = f"{cure} {SQUASHED}"
    else:
        return None
    return Trouble(
        "author-approves",
        f"{signer} wrote {dossier.subject} version {record.version}, by {witness}, and signed to"
        f" {statement.meaning} it on {statement.signed_at.date()}",
        cure,
    )


def _is_stated_author(person: str, version: str, dossier: Dossier) -> bool:
    """Return whether a record says that *person* wrote *version*.

    What anybody may state counts about the own person alone: else a record without a
    signature could take away from others what they approved.
    """
    stated = (each.statement for each in dossier.records if each.version == version)
    for each in filter(None, stated):
        if each.signer == person and each.meaning is Meaning.AUTHOR:
            return True
        if person in each.authors and (each.signer == person or each.meaning not in FREE):
            return True
    return False


def not_empty(
    _record: ApprovalRecord, statement: Statement, dossier: Dossier, _context: Context
) -> Trouble | None:
    """Return why a confirmation says nothing."""
    if statement.meaning is not Meaning.CONFIRM or any(map(str.isalnum, statement.comment)):
        return None
    return Trouble(
        "confirmation-empty",
        f"{statement.signer} confirmed {dossier.subject} on {statement.signed_at.date()} without"
        " a word about what was checked",
        f"Confirm it again: `sms-docs confirm {dossier.subject} --checked TEXT`.",
    )


def _spell(role: str, first: str, last: str) -> str:
    return f"{role} {first} to {last}" if last else f"{role} from {first}"


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
