"""The sentence that is signed: one wording for each meaning."""

from __future__ import annotations

from collections.abc import Mapping

from sms_docs.trust import TRUST, Meaning

WORDING: Mapping[Meaning, str] = {
    Meaning.AUTHOR: "I wrote {what}.",
    Meaning.REVIEW: "I have reviewed {what} and have no objection to it.",
    Meaning.APPROVE: "I have read {what} and approve it for use.",
    Meaning.CONFIRM: "I have read {what} again and confirm that it still holds without change.",
    Meaning.WITHDRAW: "I withdraw {what} from use{successor}.",
    Meaning.RETRACT: "I retract my record {subject} about version {version}.",
}
TRUST_WORDING: Mapping[Meaning, str] = {
    Meaning.AUTHOR: "I wrote {what}.",
    Meaning.REVIEW: "I have reviewed {what}, and have no objection to them.",
    Meaning.APPROVE: "I have read {what}, and approve them.",
    Meaning.CONFIRM: "I have read {what}, again and confirm that they still hold without change.",
    Meaning.WITHDRAW: "I withdraw {what}, from use.",
}


def sentence(meaning: Meaning, subject: str, version: str, *, successor: str = "") -> str:
    """Return the sentence that is signed.

    *subject* is an id or ``TRUST``; for a retraction the file name of the record that
    it takes back.  *successor* is the id of what replaces a document withdrawn.
    """
    if subject == TRUST and meaning in TRUST_WORDING:
        return TRUST_WORDING[meaning].format(what=f"the trust files, serial {version}")
    return WORDING[meaning].format(
        what=f"{subject} version {version}",
        subject=subject,
        version=version,
        successor=f"; {successor} takes its place" if successor else "",
    )
