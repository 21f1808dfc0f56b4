"""A verification for a terminal, and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sms_docs.approval import Revision, Verdict
from sms_docs.finding import Finding
from sms_docs.printable import printable, printable_json
from sms_docs.trust import TRUST
from sms_docs.views.history import level
from sms_docs.views.subjects import kind_of_version
from sms_docs.views.verification import Kept, Verification, Verified, Working

LONG = 1000
CHECKED = (
    "the digest of each approved text and of the files it shows",
    "each statement, its form and its time",
    "who signed, in which role, and not as an author",
    "each signature and its key, by the trust files in effect",
    "the working texts against the approved ones",
)
STATES = {
    Working.APPROVED: "as approved",
    Working.PENDING: "{kind} {version}, not approved yet",
    Working.DRAFT: "{kind} {version}, never approved",
    Working.DIFFERS: "{kind} {version}, differs from what was approved",
    Working.MISSING: "there is none",
}


def as_text(found: Verification) -> str:
    """Return *found* in lines, every text in it made safe."""
    lines: list[str] = []
    for each in found.subjects:
        lines += _subject(each)
    for finding in found.others:
        lines += _reason(finding, "")
    lines += ["", *_trust(found.trust), _count(found), f"checked: {'; '.join(CHECKED)}"]
    lines.append(f"not checked: {'; '.join(found.not_checked)}")
    lines += [f"could not be judged: {each}" for each in found.report.not_run]
    return "".join(f"{printable(line, LONG)}\n" for line in lines)


def _subject(each: Verified) -> Iterator[str]:
    verdict = {True: "verified", False: "not verified", None: "not approved"}[each.holds]
    newest = each.revisions[-1] if each.revisions else None
    kind = kind_of_version(each.subject)
    name = f"{each.subject} {kind} {newest.version}" if newest else each.subject
    yield (
        f"{name}: {verdict}, level {newest.level}"
        if newest and each.holds
        else f"{name}: {verdict}"
    )
    for finding in each.reasons:
        yield from _reason(finding, "    ")
    for revision in reversed(each.revisions):
        for approval in (*revision.approvals, *revision.confirmations):
            yield f"    {revision.version}{_proof(approval)}"
    if each.withdrawn:
        yield f"    withdrawn{_proof(each.withdrawn)}"
    if newest:
        shown = each.version or "(none)"
        what = "working files" if each.subject == TRUST else "working text"
        yield f"    {what}: {STATES[each.working].format(kind=kind, version=shown)}"


def _proof(verdict: Verdict) -> str:
    stated = verdict.record.statement
    when = f", {stated.signed_at:%Y-%m-%d}" if stated else ""
    return f"{when}: {level(verdict)}"


def _reason(finding: Finding, indent: str) -> Iterator[str]:
    yield f"{indent}{finding.path}: {finding.code} {finding.name}: {finding.message}"
    yield f"{indent}    fix: {finding.fix}"


def _trust(kept: Kept) -> Iterator[str]:
    if kept.serial is None:
        yield "trust files: there are none that can be read"
    else:
        state = "" if kept.approved else ", never approved"
        yield f"trust files in effect: serial {kept.serial}{state}, sha256 {kept.digest}"
    if kept.expected is None:
        return
    if kept.matches:
        yield "the digest kept outside is the same"
        return
    yield f"the digest kept outside is another one: {kept.expected}"
    if kept.of_serial:
        yield (
            f"    fix: It is that of serial {kept.of_serial}, under which serial {kept.serial} was"
            " approved; if that is what you expect, keep the digest above from now on."
        )
    else:
        yield (
            "    fix: Do not rely on what is called verified here. Ask those who kept the digest"
            f" which serial it belongs to; records/approvals/{TRUST}/ tells who approved which."
        )


def _count(found: Verification) -> str:
    day = f"as of {found.report.as_of}"
    if found.report.demonstration:
        day += ", a demonstration"
    counting = found.records - found.retracted - found.failing
    records = f"{found.records:,} approval record{'' if found.records == 1 else 's'}"
    return (
        f"{records} {day}: {counting:,} count, {found.retracted:,}"
        f" retracted, {found.failing:,} do not count"
    )


def as_json(found: Verification) -> str:
    """Return *found* as one JSON object; the shape is schemas/output/verify.schema.json."""
    return printable_json(json.dumps(shape(found), indent=2, ensure_ascii=False)) + "\n"


def shape(found: Verification) -> dict[str, Any]:
    """Return *found* as JSON values."""
    kept = found.trust
    return {
        "as_of": found.report.as_of.isoformat(),
        "verified": not (found.is_refuted or found.report.not_run),
        "trust": {
            "serial": kept.serial,
            "digest": kept.digest or None,
            "approved": kept.approved,
            "expected": kept.expected,
            "matches": kept.matches,
        },
        "subjects": [_subject_shape(each) for each in found.subjects],
        "others": [_reason_shape(finding) for finding in found.others],
        "summary": {
            "records": found.records,
            "counting": found.records - found.retracted - found.failing,
            "retracted": found.retracted,
            "failing": found.failing,
        },
        "checked": list(CHECKED),
        "not_checked": list(found.not_checked),
        "not_run": list(found.report.not_run),
    }


def _subject_shape(each: Verified) -> dict[str, Any]:
    return {
        "id": each.subject,
        "title": each.title,
        "verified": each.holds,
        "working": str(each.working),
        "working_version": each.version or None,
        "withdrawn": _proof_shape(each.withdrawn) if each.withdrawn else None,
        "versions": [_revision_shape(revision) for revision in each.revisions],
        "reasons": [_reason_shape(finding) for finding in each.reasons],
    }


def _revision_shape(revision: Revision) -> dict[str, Any]:
    return {
        "version": revision.version,
        "level": str(revision.level),
        "approved_on": revision.approved_on.isoformat(),
        "effective": revision.effective.isoformat(),
        "sha256": revision.stored.sha256,
        "approvals": [_proof_shape(verdict) for verdict in revision.approvals],
        "confirmations": [_proof_shape(verdict) for verdict in revision.confirmations],
    }


def _proof_shape(verdict: Verdict) -> dict[str, Any]:
    stated = verdict.record.statement
    return {
        "person": stated.signer if stated else None,
        "name": stated.signer_name if stated else None,
        "role": stated.role if stated else None,
        "signed_at": f"{stated.signed_at:%Y-%m-%dT%H:%M:%SZ}" if stated else None,
        "level": str(verdict.level),
        "evidence": level(verdict),
        "key": verdict.key or None,
        "sealed": verdict.sealed or None,
        "record": verdict.record.path,
        "sha256": verdict.record.sha256,
    }


def _reason_shape(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "path": finding.path,
        "message": finding.message,
        "fix": finding.fix,
    }
