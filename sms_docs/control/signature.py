"""Whether the signature of an approval record holds: by which key, whose, and then."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sms_docs.approval import NAMESPACE, ApprovalRecord, Statement, Trouble
from sms_docs.control.sshsig import Signature, open_signature
from sms_docs.control.sshsig import verify as is_right
from sms_docs.trust import Revocation, SignerKey, Trust

AGAIN = "Have the text signed again by a key that counts, and retract this record."


class Judged(NamedTuple):
    """The fingerprint of the key that signed, and what is wrong with it, if anything."""

    key: str
    trouble: Trouble | None = None
    is_unverifiable: bool = False


def judge_signature(
    record: ApprovalRecord, statement: Statement, trust: Trust, sealed: str
) -> Judged:
    """Return whether *record* carries a signature that counts, under *trust*.

    *sealed* names the checkpoint that lists the record; it saves what was signed before
    a key was compromised.
    """
    signature = open_signature(record.signature or "")
    if isinstance(signature, str):
        cure = "Bring the .sig file back as it was made, or sign again."
        return Judged("", Trouble("signature-malformed", signature, cure))
    if signature.namespace != NAMESPACE:
        wrong = f"it was signed for '{signature.namespace}', not for {NAMESPACE}"
        trouble = Trouble("signature-other-namespace", wrong, AGAIN)
        return Judged(signature.fingerprint, trouble)
    if signature.unsupported:
        cure = "Sign with ssh-ed25519, ecdsa-sha2-nistp256, their sk- forms, or RSA from 3072 bits."
        wrong = f"sms-docs cannot verify this kind of key: {signature.unsupported}"
        return Judged(
            signature.fingerprint,
            Trouble("signature-unverifiable", wrong, cure),
            is_unverifiable=True,
        )
    wrong_key = _judge_key(signature, statement, trust, sealed)
    if wrong_key or is_right(signature, record.content):
        return Judged(signature.fingerprint, wrong_key)
    wrong = (
        f"the signature does not fit the record: one of them was changed after"
        f" {statement.signer} signed on {statement.signed_at.date()}"
    )
    cure = "Bring both files back as they were made: git holds them; or sign again."
    return Judged(signature.fingerprint, Trouble("signature-wrong", wrong, cure))


def _judge_key(
    signature: Signature, statement: Statement, trust: Trust, sealed: str
) -> Trouble | None:
    key = next((each for each in trust.keys if each.blob == signature.key), None)
    if key is None:
        return Trouble(
            "key-unlisted",
            f"{statement.signer} is named, but the key {signature.fingerprint} is not in the"
            f" allowed_signers in effect (serial {trust.serial})",
            "Have the key added: `sms-docs trust add-key`, then `sms-docs approve TRUST`; a"
            " change to trust has to land before what it allows.",
        )
    if key.person != statement.signer:
        return Trouble(
            "key-of-another",
            f"{statement.signer} is named as signer, but the key {key.fingerprint} belongs to"
            f" {key.person}",
            AGAIN,
        )
    revocation = trust.revoked.get(key.fingerprint)
    revoked = _judge_revoked(revocation, statement, sealed) if revocation else None
    return revoked or _judge_time(key, statement.signed_at)


def _judge_revoked(revocation: Revocation, statement: Statement, sealed: str) -> Trouble | None:
    since = revocation.since
    if revocation.reason == "compromise":
        if sealed and sealed[:7] < f"{since:%Y-%m}":
            return None
        why = "and no checkpoint from before that month lists this record"
    elif statement.signed_at.date() < since:
        return None
    else:
        why = f"and {statement.signer} signed on {statement.signed_at.date()}"
    return Trouble(
        "key-revoked",
        f"the key {revocation.fingerprint} is revoked since {since} ({revocation.reason}), {why}",
        AGAIN,
    )


def _judge_time(key: SignerKey, moment: datetime) -> Trouble | None:
    if key.valid_after and moment < key.valid_after:
        wrong = f"was not valid before {_day(key.valid_after)}"
    elif key.valid_before and moment >= key.valid_before:
        wrong = f"has been invalid since {_day(key.valid_before)}"
    else:
        return None
    return Trouble(
        "key-out-of-time",
        f"{key.person} signed on {moment.date()}, but the key {key.fingerprint} {wrong}",
        AGAIN,
    )


def _day(moment: datetime) -> date:
    return moment.date()
