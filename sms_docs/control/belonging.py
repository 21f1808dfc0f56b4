"""Whether an approval record belongs where it lies: this SMS, this subject, this text."""

from __future__ import annotations

from sms_docs.approval import ONLY_VERSION, ApprovalRecord, Dossier, Statement, Trouble
from sms_docs.control.context import Context
from sms_docs.trust import TRUST, Meaning

STORED_BACK = "Bring the stored {} back as it was signed: git holds it; it is never changed."


def same_sms(
    _record: ApprovalRecord, statement: Statement, _dossier: Dossier, context: Context
) -> Trouble | None:
    """Return why the record is of another SMS."""
    if statement.sms_id == context.sms_id:
        return None
    return Trouble(
        "approval-foreign",
        f"it was made for another SMS, {statement.sms_id}; this one is {context.sms_id}",
        "Delete the record, and approve the text in this SMS.",
    )


def same_subject(
    record: ApprovalRecord, statement: Statement, dossier: Dossier, _context: Context
) -> Trouble | None:
    """Return why the record is about something else than where it lies."""
    if statement.version != record.version:
        wrong = f"it is about version {statement.version}, and lies among those of {record.version}"
    elif statement.meaning is Meaning.RETRACT:
        return _retraction(record, statement, dossier)
    elif statement.subject.name != dossier.subject:
        wrong = f"it is about {statement.subject.name}, and lies among those of {dossier.subject}"
    else:
        return None
    return Trouble(
        "approval-other-subject",
        wrong,
        f"Delete the record here; approve {dossier.subject} {record.version} by its own record.",
    )


def _retraction(record: ApprovalRecord, statement: Statement, dossier: Dossier) -> Trouble | None:
    """Return why *statement* cannot retract what it names."""
    name, digest = statement.subject
    cure = "Only the signer of a record can retract it: `sms-docs retract RECORD --reason TEXT`."
    target = next(
        (each for each in dossier.records if (each.version, each.name) == (record.version, name)),
        None,
    )
    if target is None or target.sha256 != digest or target.statement is None:
        wrong = f"it retracts {name}, but no record beside it has this name and digest"
    elif target.statement.signer != statement.signer:
        wrong = f"{statement.signer} retracts {name}, which {target.statement.signer} signed"
    elif statement.signed_at < target.statement.signed_at:
        signed = target.statement.signed_at
        wrong = f"it is dated {statement.signed_at.date()} and retracts {name} of {signed.date()}"
        wrong = f"{wrong}: nobody can take back what is not signed yet"
        cure = "Set the clock right, delete the record and retract again."
    elif target.statement.meaning is Meaning.RETRACT:
        wrong = f"it retracts {name}, which is a retraction itself"
        cure = "Make the record that was retracted once more instead."
    else:
        return None
    return Trouble("retraction-refused", wrong, cure)


def same_text(
    record: ApprovalRecord, statement: Statement, dossier: Dossier, context: Context
) -> Trouble | None:
    """Return why the stored text is not the one that was signed."""
    stored = dossier.texts.get(record.version)
    if stored is None:
        wrong = f"the approved text of version {record.version} is not stored beside it"
    elif statement.meaning is Meaning.RETRACT or stored.sha256 == statement.subject.sha256:
        return None
    else:
        wrong = (
            f"{stored.path} has the digest {stored.sha256}, but"
            f" {statement.signer} signed {statement.subject.sha256}"
        )
    cure = _never_landed(record, dossier, context) or STORED_BACK.format("text")
    return Trouble("approved-text-altered", wrong, cure)


def _never_landed(record: ApprovalRecord, dossier: Dossier, context: Context) -> str:
    """Return the cure where another text has landed as this version; empty where none has."""
    stored = dossier.texts.get(record.version)
    new = context.unlanded
    if record.path not in new or stored is None or stored.path in new:
        return ""
    return (
        f"This record never landed, and another text has, as {record.version}: remove it and its"
        " .sig, raise the version, have that approved again."
    )


def same_name(
    record: ApprovalRecord, _statement: Statement, dossier: Dossier, context: Context
) -> Trouble | None:
    """Return why the stored text is another document or version than where it lies."""
    said = context.stated.get(record.version)
    if dossier.subject == TRUST or said is None:
        return None
    if (said.id, said.version or ONLY_VERSION) == (dossier.subject, record.version):
        return None
    return Trouble(
        "approval-other-subject",
        f"the stored text calls itself {said.id or 'nothing'} version {said.version or '(none)'},"
        f" and lies where {dossier.subject} {record.version} belongs",
        f"Delete the record here; approve {dossier.subject} {record.version} by its own record.",
    )


def same_files(
    record: ApprovalRecord, statement: Statement, dossier: Dossier, context: Context
) -> Trouble | None:
    """Return why a stored file is not the one that was signed."""
    stored = dossier.texts[record.version].embedded
    for name, digest in statement.embedded:
        if stored.get(name) != digest:
            found = f"has the digest {stored[name]}" if name in stored else "is not stored there"
            return Trouble(
                "embedded-file-altered",
                f"{statement.signer} signed {name} with the digest {digest}, and it {found}",
                _never_landed(record, dossier, context) or STORED_BACK.format("file"),
            )
    unsigned = sorted(stored.keys() - {name for name, _ in statement.embedded})
    if unsigned and statement.meaning is Meaning.APPROVE:
        return Trouble(
            "embedded-file-altered",
            f"{statement.signer} signed the text without {unsigned[0]}, which is stored beside it",
            f"Approve a higher version, with the file: `sms-docs revise {dossier.subject}"
            " --change TEXT`.",
        )
    return None
