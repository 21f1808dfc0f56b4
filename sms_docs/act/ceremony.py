"""The ceremony of every approval record: propose a statement, show it, sign it, store it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.foresight import Entry, foresee, refuse_useless, text_of
from sms_docs.act.lock import lock
from sms_docs.act.own_key import find_key
from sms_docs.act.plan import Put, write_all
from sms_docs.act.proposal import (
    Proposal,
    Wish,
    find_done,
    left_signature,
    propose,
    signable_text,
)
from sms_docs.act.sign import sign
from sms_docs.act.signer import Signer
from sms_docs.act.signing_key import lasting, refuse_key
from sms_docs.approval import ApprovalRecord, Statement
from sms_docs.errors import ConfigurationError, WriteRefused
from sms_docs.load.project import load
from sms_docs.model import ManagementSystem
from sms_docs.settle import settle

__all__ = ["Proposal", "Wish", "carry_out", "choose_key", "propose"]


class _Signed(NamedTuple):
    proposal: Proposal
    record: ApprovalRecord


def choose_key(signer: Signer, statement: Statement, key: Path | None) -> Path | str | None:
    """Return the key to sign *statement* with; None where it needs none.

    *key* None stands for the key of the signer that is found.

    Raises:
        ConfigurationError: the signer has no key that counts, or it is not to be found.
    """
    if key is None and not signer.is_signed:
        return None
    # Before anybody types a passphrase.
    refuse_key(signer, statement.signed_at, key)
    return key or find_key(
        statement.signer, lasting(signer, statement.signed_at), statement.signed_at
    )


def carry_out(
    root: Path, proposals: Sequence[Proposal], key: Path | None = None, *, ask: bool = False
) -> tuple[str, ...]:
    """Sign and store *proposals*; return the paths written.

    *key* None stands for the key of the signer that is found.  *ask* lets ssh-keygen ask
    for a passphrase.  Every record is verified as `check` does before it is stored.  What
    somebody else has stored meanwhile is passed over.

    Raises:
        ConfigurationError: there is no key, or a record would not count.
        WriteRefused: a text has changed since it was proposed, or the disk does not take
            a file; nothing was written.
    """
    todo = [each for each in proposals if not each.is_done]
    if not todo:
        return ()
    # Before the lock: to type a passphrase takes as long as it takes.
    signed = [_signed(root, each, key, ask=ask) for each in todo]
    with lock(root):
        moment = max(each.statement.signed_at for each in todo)
        system = settle(load(root), moment.date(), moment).system
        for each in todo:
            _refuse_changed(system, each)
        signed = [each for each in signed if not find_done(system, each.proposal.statement)]
        entries = [Entry(each.record, text_of(each.proposal.signable)) for each in signed]
        verdicts = foresee(system, entries, moment)
        for one, verdict in zip(signed, verdicts, strict=True):
            refuse_useless([verdict], one.proposal.signer.trust)
        return write_all(root, [put for each in signed for put in _files(each)])


def _signed(root: Path, proposal: Proposal, key: Path | None, *, ask: bool) -> _Signed:
    signature = left_signature(root, proposal)
    if signature is None:
        used = choose_key(proposal.signer, proposal.statement, key)
        content = proposal.record().content
        signature = sign(content, used, ask=ask) if used else None
    return _Signed(proposal, proposal.record(signature))


def _files(signed: _Signed) -> Iterable[Put]:
    """Give the approved text, what belongs to it, the signature, and then the statement."""
    signable, record = signed.proposal.signable, signed.record
    for file in signable.files:
        yield Put(f"{signable.folder}/{file.path}", file.content)
    if record.signature is not None:
        yield Put(f"{record.path}.sig", record.signature.encode())
    yield Put(record.path, record.content)


def _refuse_changed(system: ManagementSystem, proposal: Proposal) -> None:
    """Refuse where the text is another one than was shown.

    Raises:
        WriteRefused: it is.
    """
    shown, statement = proposal.signable, proposal.statement
    try:
        now = signable_text(system, shown.subject, statement.meaning)
        reason = "" if now == shown else "it has changed since it was shown"
    except ConfigurationError as error:
        reason = f"it has changed since it was shown ({error})"
    if reason:
        message = (
            f"{shown.path}: nothing was signed or written: {reason}; read it again, and run the"
            " command once more"
        )
        raise WriteRefused(message)
