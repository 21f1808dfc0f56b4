"""Whether an approval record holds: one check after another, the first failure counts.

Source: the order of the list is part of the format; a record has one reason, not ten.
"""

from __future__ import annotations

from sms_docs.approval import ApprovalRecord, Dossier, Statement, Trouble, Verdict
from sms_docs.control.belonging import (
    same_files,
    same_name,
    same_sms,
    same_subject,
    same_text,
)
from sms_docs.control.context import Check, Context
from sms_docs.control.policy import demand
from sms_docs.control.signature import judge_signature
from sms_docs.control.signing import (
    by_allowed_role,
    by_known_person,
    in_time,
    not_by_author,
    not_empty,
)
from sms_docs.trust import Level, Meaning

CHECKS: tuple[Check, ...] = (
    same_sms,
    same_subject,
    same_text,
    same_name,
    same_files,
    in_time,
    by_known_person,
    by_allowed_role,
    not_by_author,
    not_empty,
)


def verify(dossier: Dossier, context: Context) -> tuple[Verdict, ...]:
    """Return a verdict for each record of *dossier*, in its order."""
    return tuple(_verdict(record, dossier, context) for record in dossier.records)


def _verdict(record: ApprovalRecord, dossier: Dossier, context: Context) -> Verdict:
    sealed = context.sealed.get(record.path, "")
    statement = record.statement
    if statement is None:
        return Verdict(record, Level.NONE, record.trouble, sealed=sealed)
    for check in CHECKS:
        if trouble := check(record, statement, dossier, context):
            return Verdict(record, Level.NONE, trouble, sealed=sealed)
    if record.signature is None:
        if _asks_for_signature(record, statement, dossier, context):
            return Verdict(record, Level.NONE, _unsigned(record, statement), sealed=sealed)
        return Verdict(record, Level.RECORDED, sealed=sealed)
    judged = judge_signature(record, statement, context.trust, sealed)
    level = Level.NONE if judged.trouble else Level.SIGNED
    return Verdict(record, level, judged.trouble, judged.key, sealed, judged.is_unverifiable)


def _asks_for_signature(
    record: ApprovalRecord, statement: Statement, dossier: Dossier, context: Context
) -> bool:
    if statement.meaning is Meaning.RETRACT:
        # What a signature made, no unsigned file can take back.
        name = statement.subject.name
        target = [each for each in dossier.records if each.name == name]
        return any(each.version == record.version and each.signature for each in target)
    asked = demand(context.policy(statement.signed_at), context.kind, statement.meaning)
    return asked is None or asked.level is Level.SIGNED


def _unsigned(record: ApprovalRecord, statement: Statement) -> Trouble:
    return Trouble(
        "signature-missing",
        f"there is no {record.name}.sig, and records/trust/policy.yml asks for a signature"
        f" to {statement.meaning}",
        f"Have {statement.signer} do it again with a key; without one the record does not count.",
    )
