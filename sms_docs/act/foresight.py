"""What verification will say of approval records, before they are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sms_docs.act.own_key import usable_keys
from sms_docs.act.signable import Signable
from sms_docs.approval import (
    APPROVALS,
    ApprovalRecord,
    Dossier,
    Statement,
    StoredText,
    Trouble,
    Verdict,
)
from sms_docs.errors import ConfigurationError
from sms_docs.model import ManagementSystem
from sms_docs.settle import settle
from sms_docs.statement import file_name, write
from sms_docs.trust import TRUST, Trust

UNSIGNED = "signature-missing"
# Of those whom the metadata names, nobody gets so far.
BY_AUTHOR = "author-approves"
# Another key is their cure, and nothing has to be retracted: nothing was written.
OF_KEYS = ("key-", "signature-")


class Entry(NamedTuple):
    """A record that is to be written, and the text it is about; None for one stored before."""

    record: ApprovalRecord
    text: StoredText | None = None


def record_of(subject: str, statement: Statement, signature: str | None = None) -> ApprovalRecord:
    """Return the record that *statement* becomes among those of *subject*."""
    content = write(statement)
    path = f"{APPROVALS}/{subject}/{statement.version}/{file_name(statement)}"
    digest = sha256(content).hexdigest()
    return ApprovalRecord(path, subject, statement.version, content, digest, statement, signature)


def text_of(signable: Signable) -> StoredText | None:
    """Return the text of *signable* as it will be stored; None where that was done before."""
    if not signable.files:
        return None
    text = signable.files[0]
    path = f"{signable.folder}/{text.path}"
    return StoredText(path, text.content.decode(), text.digest, dict(signable.embedded))


def foresee(
    system: ManagementSystem, entries: Sequence[Entry], moment: datetime
) -> tuple[Verdict, ...]:
    """Return what `check` will say at *moment* of the records of *entries*, in their order."""
    dossiers = {TRUST: system.dossiers[TRUST]} if TRUST in system.dossiers else {}
    stored = dict(system.trust_by_serial)
    for record, text in entries:
        subject, version = record.subject, record.version
        there = dossiers.get(subject) or system.dossiers.get(subject) or Dossier(subject, {}, ())
        texts = {**there.texts, version: text} if text else there.texts
        dossiers[subject] = Dossier(subject, texts, (*there.records, record))
        if subject == TRUST and system.trust:
            stored.setdefault(system.trust.serial, system.trust)
    about = replace(
        system,
        documents=tuple(each for each in system.documents if each.id in dossiers),
        records=tuple(each for each in system.records if each.id in dossiers),
        dossiers=dossiers,
        trust_by_serial=stored,
    )
    histories = settle(about, moment.date(), moment).system.histories
    verdicts = {
        verdict.record.path: verdict
        for history in histories.values()
        for verdict in history.verdicts
    }
    return tuple(verdicts[entry.record.path] for entry in entries)


def refuse_useless(verdicts: Iterable[Verdict], trust: Trust) -> None:
    """Refuse records of which verification would say that they do not count.

    *trust* are the trust files that say which keys the signers have.

    Raises:
        ConfigurationError: there are such records.
    """
    for verdict in verdicts:
        record, trouble = verdict.record, verdict.trouble
        if trouble and record.statement:
            message = f"{record.subject}: nothing was written: "
            message += _why(trouble, record.statement, trust)
            raise ConfigurationError(message)


def _why(trouble: Trouble, statement: Statement, trust: Trust) -> str:
    signer = statement.signer
    if trouble.rule == BY_AUTHOR:
        what = f"{signer} has committed to version {statement.version}, so {signer} wrote it"
        return f"{what}; somebody else has to sign"
    if not trouble.rule.startswith(OF_KEYS):
        return f"{trouble.message}; {as_clause(trouble.fix)}"
    keys = usable_keys(signer, trust, statement.signed_at)
    listed = ", ".join(key.fingerprint for key in keys)
    cure = f"{signer} signs with a key of {signer}'s own; listed is {listed}"
    return f"{trouble.message}; {cure}"


def as_clause(fix: str) -> str:
    """Return the sentence *fix* as the end of another one."""
    return fix[:1].lower() + fix[1:].rstrip(".")
