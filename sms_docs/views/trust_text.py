"""The trust files in effect for a terminal, and for programs; never an e-mail address."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sms_docs.control.policy import FREE
from sms_docs.printable import printable, printable_json
from sms_docs.trust import Quorum
from sms_docs.views.policy_words import ANY, MAJOR, MINOR, Part
from sms_docs.views.trust import Approver, Files, ShownKey, ShownPerson, TrustShown
from sms_docs.views.trust_seats import KeyState

LONG = 1000
KEEP = (
    "Keep this digest outside, in the minutes of the management review: `sms-docs verify"
    " --trust-digest` compares it, and nobody who can write here can change it there."
)
FILES = {
    Files.SAME: "the same",
    Files.PENDING: "serial {serial}, not in effect until approved; `sms-docs diff TRUST` shows it",
    Files.CHANGED: (
        "serial {serial}, not those that were approved; `sms-docs diff TRUST` shows the difference"
    ),
    Files.UNREADABLE: "they cannot be read; `sms-docs trust check` says why",
}
VERSIONS = {ANY: "", MAJOR: " major versions", MINOR: " minor versions"}
UNSAID = " and ".join(sorted(FREE))
STATES = {KeyState.EARLY: ": not valid yet", KeyState.ENDED: ": ended"}


def as_text(shown: TrustShown) -> str:
    """Return *shown* in lines, every text in it made safe."""
    lines = [*_head(shown), "", "People", *_people(shown), "", "Policy", *_policy(shown)]
    return "".join(f"{printable(line, LONG)}\n" for line in lines)


def _head(shown: TrustShown) -> Iterator[str]:
    trust, revision = shown.trust, shown.revision
    mark = " (a demonstration)" if shown.demonstration else ""
    if revision:
        yield f"Trust files in effect: serial {trust.serial}, since {revision.approved_on}{mark}"
        for approver in shown.approvers:
            yield f"approved by {_approver(approver)}"
    else:
        yield f"Trust files in effect: serial {trust.serial}, never approved{mark}"
        if shown.refused:
            yield "No approval of them counts; `sms-docs log TRUST` says why."
        else:
            yield "Have them approved: `sms-docs approve TRUST`."
    yield f"sha256 {trust.digest}"
    yield KEEP
    yield f"working files: {FILES[shown.files].format(serial=shown.serial)}"


def _approver(approver: Approver) -> str:
    stated = approver.statement
    who = f"{stated.signer_name} ({stated.signer}) as {stated.role} on {stated.signed_at.date()}"
    return f"{who}, signed, key {approver.key}" if approver.key else f"{who}, recorded"


def _people(shown: TrustShown) -> Iterator[str]:
    if not shown.people:
        yield "  nobody; `sms-docs trust add-key` adds a person with a key"
    for each in shown.people:
        name = f", {each.person.name}" if each.person else ", not listed in people.yml"
        yield f"  {each.id}{name}"
        yield from _roles(shown, each)
        if not each.keys:
            yield "    no key"
        for key in each.keys:
            yield f"    {_key(key)}"


def _roles(shown: TrustShown, each: ShownPerson) -> Iterator[str]:
    roles = each.person.roles if each.person else ()
    if each.person and not roles:
        yield "    no role"
    for role, first, last in roles:
        known = shown.trust.roles.get(role)
        title = f" ({known.title})" if known else " (not in roles.yml)"
        yield f"    {role}{title} from {first}{f' to {last}' if last else ''}"


def _key(shown: ShownKey) -> str:
    key, revocation = shown.key, shown.revocation
    first = f" from {_day(key.valid_after)}" if key.valid_after else ""
    last = f" until before {_day(key.valid_before)}" if key.valid_before else ", without an end"
    what = f"key {key.fingerprint} {key.kind}{first}{last}"
    if revocation:
        return f"{what}: revoked since {revocation.since} ({revocation.reason})"
    return what + STATES.get(shown.state, "")


def _day(moment: datetime) -> str:
    """Return the day in UTC, with the time where the key does not begin or end at midnight."""
    if (moment.hour, moment.minute, moment.second) == (0, 0, 0):
        return f"{moment:%Y-%m-%d}"
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _policy(shown: TrustShown) -> Iterator[str]:
    policy = shown.trust.policy
    if not shown.policy:
        yield "  records/trust/policy.yml is missing: nobody may approve anything"
        return
    alike: dict[tuple[object, ...], list[str]] = {}
    for part in shown.policy:
        alike.setdefault(_clauses(part), []).append(part.name)
    for clauses, names in alike.items():
        yield f"  {', '.join(names)}"
        yield from (f"    {clause}" for clause in clauses)
    yield f"  Where it says nothing of {UNSAID}: a record by anybody who holds a role."
    yield (
        f"  A new approval may be {_amount(policy.max_age_days, 'day')} old when it lands, and"
        f" {_amount(policy.max_skew_minutes, 'minute')} ahead of the clock."
    )


def _clauses(part: Part) -> tuple[str, ...]:
    """Return a line for each meaning, but for those that anybody may sign."""
    return tuple(
        f"{clause.meaning}{VERSIONS[clause.version]}: {clause.words}"
        for clause in part.clauses
        if clause.is_stated or clause.meaning not in FREE
    )


def _amount(number: int, unit: str) -> str:
    return f"{number:,} {unit}{'' if number == 1 else 's'}"


def as_json(shown: TrustShown) -> str:
    """Return *shown* as one JSON object; the shape is schemas/output/trust-show.schema.json."""
    return printable_json(json.dumps(shape(shown), indent=2, ensure_ascii=False)) + "\n"


def shape(shown: TrustShown) -> dict[str, Any]:
    """Return *shown* as JSON values."""
    trust, revision = shown.trust, shown.revision
    return {
        "as_of": shown.as_of.isoformat(),
        "serial": trust.serial,
        "digest": trust.digest,
        "approved_on": revision.approved_on.isoformat() if revision else None,
        "level": str(revision.level) if revision else "none",
        "approvals": [_approval(each) for each in shown.approvers],
        "working": {"state": str(shown.files), "serial": shown.serial},
        "people": [_person(each) for each in shown.people],
        "roles": [{"id": role.id, "title": role.title} for role in trust.roles.values()],
        "policy": [_part(part) for part in shown.policy],
        "max_age_days": trust.policy.max_age_days,
        "max_skew_minutes": trust.policy.max_skew_minutes,
        "summary": _summary(shown),
    }


def _summary(shown: TrustShown) -> dict[str, int]:
    states = [key.state for each in shown.people for key in each.keys]
    return {
        "people": len(shown.trust.people),
        "keys": len(states),
        "valid_keys": states.count(KeyState.VALID),
    }


def _approval(approver: Approver) -> dict[str, Any]:
    stated = approver.statement
    return {
        "person": stated.signer,
        "name": stated.signer_name,
        "role": stated.role,
        "signed_at": f"{stated.signed_at:%Y-%m-%dT%H:%M:%SZ}",
        "key": approver.key or None,
    }


def _person(each: ShownPerson) -> dict[str, Any]:
    roles = each.person.roles if each.person else ()
    return {
        "id": each.id,
        "name": each.person.name if each.person else None,
        "roles": [
            {"role": role, "from": first or None, "to": last or None} for role, first, last in roles
        ],
        "keys": [_key_shape(key) for key in each.keys],
    }


def _key_shape(shown: ShownKey) -> dict[str, Any]:
    key, revocation = shown.key, shown.revocation
    return {
        "fingerprint": key.fingerprint,
        "kind": key.kind,
        "state": str(shown.state),
        "valid_after": _moment(key.valid_after),
        "valid_before": _moment(key.valid_before),
        "revoked": {"since": revocation.since.isoformat(), "reason": revocation.reason}
        if revocation
        else None,
    }


def _moment(moment: datetime | None) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else None


def _part(part: Part) -> dict[str, Any]:
    return {
        "type": part.kind,
        "separate_from_authors": part.separate_from_authors,
        "meanings": [
            {
                "meaning": str(clause.meaning),
                "version": clause.version,
                "level": str(clause.level),
                "approvals": [_quorum(quorum) for quorum in clause.approvals],
                "stated": clause.is_stated,
                "words": clause.words,
            }
            for clause in part.clauses
        ],
    }


def _quorum(quorum: Quorum) -> dict[str, Any]:
    return {"role": quorum.role, "count": quorum.seats}
