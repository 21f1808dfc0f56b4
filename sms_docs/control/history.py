"""What the records of one subject come to: its approved revisions, up to a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sms_docs.approval import (
    Dossier,
    History,
    Previous,
    Revision,
    Statement,
    StoredText,
    Trouble,
    Verdict,
)
from sms_docs.control.policy import demand, missing
from sms_docs.trust import TRUST, Level, Meaning, Policy, Quorum
from sms_docs.version import order

Signed = tuple[Statement, Verdict]


class Asked(NamedTuple):
    """What the records of a subject of the type *kind* have to fulfil.

    *policy* gives what policy.yml said at a time: what was enough then stays enough.
    *effective* maps a version to the day from which its text says that it applies.
    """

    kind: str
    policy: Callable[[datetime], Policy]
    effective: Mapping[str, date]

    def quorums(
        self, meaning: Meaning, moment: datetime, *, is_minor: bool = False
    ) -> tuple[Quorum, ...] | None:
        """Return who had to sign at *moment*; None where nobody could."""
        found = demand(self.policy(moment), self.kind, meaning)
        return found.quorums(is_minor=is_minor) if found else None


def derive(
    dossier: Dossier,
    verdicts: tuple[Verdict, ...],
    asked: Asked,
    today: date,
    below: Sequence[Revision] = (),
) -> History:
    """Return the history of *dossier* as of *today*, made of the *verdicts* on its records.

    Records signed later than *today* do not exist yet, and what was retracted by then no
    longer does.  *below* are revisions that come before, and are approved already.
    """
    holding = _holding(verdicts, today)
    judged = {verdict.record.path: verdict for verdict in verdicts}
    revisions: list[Revision] = []
    incomplete: dict[str, str] = {}
    for version in sorted(dossier.texts, key=lambda each: _order(dossier.subject, each)):
        signed = [pair for pair in holding if pair[1].record.version == version]
        found = _approve(dossier, version, signed, (*below, *revisions), asked)
        if isinstance(found, Revision):
            revisions.append(found)
        else:
            incomplete |= {version: found.missing} if found.missing else {}
            judged |= {verdict.record.path: verdict for verdict in found.refused}
    return History(
        dossier.subject,
        tuple(revisions),
        tuple(judged[verdict.record.path] for verdict in verdicts),
        _withdrawal(holding, revisions, asked),
        incomplete,
    )


def _order(subject: str, version: str) -> tuple[int, int]:
    if subject == TRUST:
        return (int(version), 0) if version.isdecimal() else (-1, -1)
    return order(version)


def _holding(verdicts: Iterable[Verdict], today: date) -> list[Signed]:
    """Return what counts as of *today*, by the time of signing."""
    counting = [
        (verdict.record.statement, verdict)
        for verdict in verdicts
        if verdict.trouble is None
        and verdict.record.statement is not None
        and verdict.record.statement.signed_at.date() <= today
    ]
    # By digest: else a copy under another name would bring back what was taken back.
    retracted = {
        (verdict.record.version, statement.subject.sha256)
        for statement, verdict in counting
        if statement.meaning is Meaning.RETRACT
    }
    kept = [
        (statement, verdict)
        for statement, verdict in counting
        if (verdict.record.version, verdict.record.sha256) not in retracted
    ]
    return sorted(kept, key=lambda pair: pair[0].signed_at)


class Unapproved(NamedTuple):
    """Why a version is not approved: what is missing, in words, and what cannot count."""

    missing: str = ""
    refused: Sequence[Verdict] = ()


def _approve(
    dossier: Dossier,
    version: str,
    signed: list[Signed],
    below: Sequence[Revision],
    asked: Asked,
) -> Revision | Unapproved:
    """Return the revision that *signed* make, or why they make none."""
    approvals = [pair for pair in signed if pair[0].meaning is Meaning.APPROVE]
    beside = [_beside(pair, dossier, below) for pair in approvals]
    if refused := [verdict for verdict in beside if verdict.trouble]:
        return Unapproved(refused=refused)
    major = _order(dossier.subject, version)[0]
    is_minor = bool(below) and _order(dossier.subject, below[-1].version)[0] == major
    enough = _enough(approvals, Meaning.APPROVE, asked, is_minor=is_minor)
    if enough is None:
        if not approvals:
            return Unapproved()
        at = approvals[-1][0].signed_at
        quorums = asked.quorums(Meaning.APPROVE, at, is_minor=is_minor)
        return Unapproved(_in_words(_missing(approvals, quorums or ())), _twice(approvals))
    approved_on = enough[-1][0].signed_at.date()
    applies = [each.effective_from for each, _ in enough if each.effective_from]
    return Revision(
        version,
        dossier.texts[version],
        tuple(verdict for _, verdict in enough),
        _confirmed(signed, asked, approved_on),
        approved_on,
        max([approved_on, asked.effective.get(version, approved_on), *applies]),
        _lowest(verdict.level for _, verdict in enough),
    )


def _beside(pair: Signed, dossier: Dossier, below: Sequence[Revision]) -> Verdict:
    """Return the verdict of *pair*: not upheld where it passes over an approved version."""
    statement, verdict = pair
    before = statement.previous
    newest = below[-1] if below else None
    if newest:
        fits = before is not None and _is_at_least(before, newest, dossier)
    else:
        fits = before is None or _is_stored(before, dossier.texts)
    # What follows itself, or a higher version, follows nothing.
    if fits and (before is None or _is_below(before.version, statement.version, dossier)):
        return verdict
    expected = f"version {newest.version}" if newest else "no version"
    seen = f"version {before.version} ({before.sha256[:12]}…)" if before else "nothing"
    trouble = Trouble(
        "approved-side-by-side",
        f"{statement.signer} approved it on {statement.signed_at.date()} as what follows {seen},"
        f" but {expected} is the newest approved below it: two texts were approved side by side",
        f"Read both, bring them together under a higher version"
        f" (`sms-docs revise {dossier.subject} --change TEXT`), and approve that.",
    )
    return verdict._replace(level=Level.NONE, trouble=trouble)


def _is_at_least(before: Previous, newest: Revision, dossier: Dossier) -> bool:
    if before.version == newest.version:
        return before.sha256 == newest.stored.sha256
    # The version that was approved then counts no longer, say because of a key.
    is_later = _is_below(newest.version, before.version, dossier)
    return is_later and _is_stored(before, dossier.texts)


def _is_below(version: str, other: str, dossier: Dossier) -> bool:
    return _order(dossier.subject, version) < _order(dossier.subject, other)


def _is_stored(before: Previous, texts: Mapping[str, StoredText]) -> bool:
    stored = texts.get(before.version)
    return stored is not None and stored.sha256 == before.sha256


def _enough(
    signed: Sequence[Signed], meaning: Meaning, asked: Asked, *, is_minor: bool = False
) -> list[Signed] | None:
    """Return the first of *signed* that fill every seat; None if none do."""
    for end in range(1, len(signed) + 1):
        quorums = asked.quorums(meaning, signed[end - 1][0].signed_at, is_minor=is_minor)
        if quorums is not None and not _missing(signed[:end], quorums):
            return list(signed[:end])
    return None


def _missing(signed: Sequence[Signed], quorums: tuple[Quorum, ...]) -> tuple[str, ...]:
    by_person: dict[str, set[str]] = {}
    for statement, _ in signed:
        by_person.setdefault(statement.signer, set()).add(statement.role)
    return missing(quorums, by_person)


def _twice(signed: Sequence[Signed]) -> list[Verdict]:
    """Return the records by which somebody signs once more where others are missing."""
    seen: set[str] = set()
    again = []
    for statement, verdict in signed:
        if statement.signer in seen:
            trouble = Trouble(
                "approver-counted-once",
                f"{statement.signer} signed this version before, and on"
                f" {statement.signed_at.date()} again; one person counts once, and another one is"
                " needed",
                "Have it signed by another person, and retract one of the two records.",
            )
            again.append(verdict._replace(level=Level.NONE, trouble=trouble))
        seen.add(statement.signer)
    return again


def _in_words(roles: tuple[str, ...]) -> str:
    """Return the seats still empty: ``2 × trust-admin and 1 × service-manager``."""
    counted = {role: roles.count(role) for role in dict.fromkeys(roles)}
    return " and ".join(f"{count} × {role}" for role, count in counted.items())


def _confirmed(signed: Iterable[Signed], asked: Asked, since: date) -> tuple[Verdict, ...]:
    """Return the records that completed a confirmation on *since* or later."""
    begun: list[Signed] = []
    done: list[Verdict] = []
    for pair in signed:
        if pair[0].meaning is Meaning.CONFIRM and pair[0].signed_at.date() >= since:
            begun.append(pair)
            if _enough(begun, Meaning.CONFIRM, asked):
                done += [verdict for _, verdict in begun]
                begun = []
    return tuple(done)


def _withdrawal(
    holding: Iterable[Signed], revisions: Sequence[Revision], asked: Asked
) -> Verdict | None:
    """Return the record that took the newest of *revisions* out of force."""
    signed = [
        pair
        for pair in holding
        if revisions
        and pair[0].meaning is Meaning.WITHDRAW
        and pair[1].record.version == revisions[-1].version
        and pair[0].signed_at.date() >= revisions[-1].approved_on
    ]
    enough = _enough(signed, Meaning.WITHDRAW, asked)
    return enough[-1][1] if enough else None


def _lowest(levels: Iterable[Level]) -> Level:
    return Level.SIGNED if set(levels) == {Level.SIGNED} else Level.RECORDED
