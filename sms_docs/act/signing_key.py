"""Whether a key may sign: said before anybody reads a text, is asked, or types a passphrase."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sms_docs.act.key_file import listed_key, named, public_half, refuse_unlisted
from sms_docs.act.own_key import usable_keys, why_not
from sms_docs.act.signer import Signer
from sms_docs.control.keys import fingerprint
from sms_docs.control.policy import missing
from sms_docs.errors import ConfigurationError
from sms_docs.trust import SignerKey, Trust

ENDS = "the key that signs is revoked by this very serial"


def refuse_key(signer: Signer, moment: datetime, key: Path | None) -> None:
    """Refuse *key*, or the signer, where a signature at *moment* would not count.

    *key* None stands for the key of the signer that will be found.

    Raises:
        ConfigurationError: the key is none, is not listed, is of another person or is
            revoked; or the signer has none that counts.
    """
    person, trust = signer.person.id, signer.trust
    if key is None:
        if signer.is_signed:
            usable_keys(person, trust, moment)
        return
    blob = public_half(key)
    refuse_unlisted(key, blob, trust)
    listed = listed_key(blob, trust)
    if listed and listed.person != person:
        message = (
            f"--key: {named(key, blob)} is {listed.person}'s, and the signer is {person};"
            " everybody signs with a key of their own"
        )
        raise ConfigurationError(message)
    usable = usable_keys(person, trust, moment)
    if listed and (reason := why_not(listed, trust, moment)):
        others = ", ".join(each.fingerprint for each in usable)
        message = f"--key: {named(key, blob)} {reason}; {person} may sign with {others}"
        raise ConfigurationError(message)


def lasting(signer: Signer, moment: datetime) -> Trust:
    """Return the trust files of *signer* with only keys that the text signed does not revoke.

    Where that leaves the signer none, with all.
    """
    trust = signer.trust
    if not _kept(signer, signer.person.id, moment):
        return trust
    return trust._replace(
        keys=tuple(key for key in trust.keys if key.fingerprint not in signer.ending)
    )


def doubt(signer: Signer, moment: datetime, key: Path | None) -> str:
    """Return what is doubtful about the key of *signer*; nothing where nothing is.

    Raises:
        ConfigurationError: trust files would be approved by a key that they revoke, and
            another key could do it.
    """
    blob = public_half(key) if key else b""
    person, kept = signer.person.id, _kept(signer, signer.person.id, moment)
    if not signer.ending or not (fingerprint(blob) in signer.ending if blob else not kept):
        return ""
    if kept:
        listed = ", ".join(each.fingerprint for each in kept)
        message = f"TRUST: {ENDS}; sign with another key of {person}: {listed}"
        raise ConfigurationError(message)
    others = {
        name: roles
        for name, roles in signer.able.items()
        if name != person and _kept(signer, name, moment)
    }
    if others and not missing(signer.quorums, others):
        message = f"TRUST: {ENDS}; have another one sign, who may: {', '.join(sorted(others))}"
        raise ConfigurationError(message)
    return f"{ENDS}; have another trust-admin sign as soon as there is one"


def _kept(signer: Signer, person: str, moment: datetime) -> tuple[SignerKey, ...]:
    """Return the keys of *person* that count at *moment*, and that the text does not revoke."""
    return tuple(
        key
        for key in signer.trust.keys
        if key.person == person
        and key.fingerprint not in signer.ending
        and not why_not(key, signer.trust, moment)
    )
