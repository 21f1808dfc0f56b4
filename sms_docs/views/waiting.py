"""What waits for whom: texts for approval, acts begun but not complete, reviews, trust."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sms_docs.approval import ONLY_VERSION, History
from sms_docs.closed import CORRECTION, DISPOSAL
from sms_docs.control.policy import demand, missing, type_policy
from sms_docs.control.signing import OPEN_TO_AUTHORS
from sms_docs.control.standing import is_text_of
from sms_docs.finding import Report
from sms_docs.model import Document, ManagementSystem, Record, Review, Severity
from sms_docs.trust import TRUST, Demand, Level, Meaning, Person, Quorum, Trust
from sms_docs.version import is_above, order
from sms_docs.views.acts import acts
from sms_docs.views.in_effect import approved_trust, holders, trust_in_effect
from sms_docs.views.subjects import TRUST_TITLE
from sms_docs.views.trust_seats import keyed

NOTHING = History("")
NO_POLICY = "records/trust/policy.yml is missing or broken"
# Records that count only once they are approved.
APPROVED_RECORDS = (CORRECTION, DISPOSAL)


class What(StrEnum):
    """What somebody has to do."""

    REVIEW = "review"
    APPROVAL = "approval"
    CONFIRMATION = "confirmation"
    WITHDRAWAL = "withdrawal"
    REVISION = "revision"


class Wait(NamedTuple):
    """One thing that waits.

    *roles* are those whose signature or act is missing, one entry a seat; *persons* who
    may give it, *day* by when, *command* what does it.
    """

    id: str
    title: str
    what: What
    reason: str
    roles: tuple[str, ...]
    persons: tuple[str, ...]
    day: date | None
    command: str


class Desk(NamedTuple):
    """What the waiting things are told from: the day, the trust in effect, errors by id."""

    system: ManagementSystem
    today: date
    trust: Trust | None
    errors: Mapping[str | None, int]


class Asked(NamedTuple):
    """An act that needs signatures: what is asked for, by whom it has them, who may not."""

    demanded: Demand | None
    quorums: tuple[Quorum, ...]
    signed: Mapping[str, set[str]]
    barred: Collection[str]


def waiting(system: ManagementSystem, report: Report) -> tuple[Wait, ...]:
    """Return all that waits for somebody as of the day of *report*, overdue reviews first."""
    errors = Counter(
        finding.document for finding in report.findings if finding.severity is Severity.ERROR
    )
    desk = Desk(system, report.as_of, trust_in_effect(system), errors)
    found = [*_trust(desk), *_texts(desk), *_acts(desk), *_reviews(desk)]
    return tuple(sorted(found, key=_rank))


def _rank(wait: Wait) -> tuple[int, date, bool, str]:
    return list(What).index(wait.what), wait.day or date.max, wait.id != TRUST, wait.id


def _texts(desk: Desk) -> Iterator[Wait]:
    """Give the working texts that are not approved, and the records that have to be."""
    for document in desk.system.documents:
        history = desk.system.histories.get(document.id, NOTHING)
        embedded = desk.system.embedded.get(document.id, ())
        same = [each for each in history.revisions if each.version == document.version]
        if any(is_text_of(revision, document, embedded) for revision in same):
            continue
        newest = history.newest
        if newest and not is_above(document.version, newest.version):
            yield _to_raise(document, newest.version)
        else:
            yield _to_approve(desk, document, history)
    for record in desk.system.records:
        if record.type.name in APPROVED_RECORDS:
            history = desk.system.histories.get(record.id, NOTHING)
            if not history.revisions:
                yield _to_approve(desk, record, history)


def _to_raise(document: Document, approved: str) -> Wait:
    return Wait(
        document.id,
        document.title,
        What.REVISION,
        f"the text is not that of {approved}, which is approved, and is called"
        f" {document.version or 'nothing'}: its version has to be raised",
        (),
        named_authors(document),
        None,
        f"sms-docs revise {document.id} --change TEXT",
    )


def _to_approve(desk: Desk, item: Document | Record, history: History) -> Wait:
    version = item.version if isinstance(item, Document) else ONLY_VERSION
    newest = history.newest
    dossier = desk.system.dossiers.get(item.id)
    stored = dossier.texts.get(version) if dossier else None
    # A record over another text under this version is no step towards this one.
    is_begun = stored is not None and stored.text == item.text
    signed = _signed(history, desk.today, Meaning.APPROVE, version) if is_begun else {}
    authors = _writers(desk, item, "")
    if is_begun:
        authors |= _writers(desk, item, version)
    asked = _asked(desk, (item.type.name, Meaning.APPROVE), signed, authors)
    if newest and asked.demanded:
        is_minor = order(newest.version)[0] == order(version)[0]
        asked = asked._replace(quorums=asked.demanded.quorums(is_minor=is_minor))
    what = f"{version} after {newest.version}" if newest else f"{version}, the first approval"
    if isinstance(item, Record):
        what = "the record counts once it is approved"
    if count := desk.errors[item.id]:
        what = f"{what}; {count} error{'' if count == 1 else 's'} to mend first"
    command = f"sms-docs approve {item.id}"
    return _wait(desk, (item.id, item.title), (What.APPROVAL, what, command), asked)


def _acts(desk: Desk) -> Iterator[Wait]:
    """Give the confirmations and withdrawals that some have signed, and others have to."""
    for item in desk.system.items:
        history = desk.system.histories.get(item.id, NOTHING)
        newest = history.newest
        if newest is None or history.withdrawn:
            continue
        complete = {verdict.record.path for verdict in newest.confirmations}
        for meaning, what in (
            (Meaning.CONFIRM, What.CONFIRMATION),
            (Meaning.WITHDRAW, What.WITHDRAWAL),
        ):
            signed = _signed(history, desk.today, meaning, newest.version, complete)
            if signed:
                authors = _writers(desk, item, newest.version)
                asked = _asked(desk, (item.type.name, meaning), signed, authors)
                words = (what, f"of {newest.version}", f"sms-docs {meaning} {item.id}")
                yield _wait(desk, (item.id, item.title), words, asked)


def _reviews(desk: Desk) -> Iterator[Wait]:
    for document in desk.system.in_use:
        standing = document.standing
        if standing.review in (Review.DUE, Review.OVERDUE):
            since = "since" if standing.review is Review.OVERDUE else "on"
            yield Wait(
                document.id,
                document.title,
                What.REVIEW,
                f"{standing.review} {since} {standing.next_review}",
                (document.owner,),
                holders(desk.system, document.owner, desk.today),
                standing.next_review,
                f"sms-docs confirm {document.id} --checked TEXT",
            )


def _trust(desk: Desk) -> Iterator[Wait]:
    """Give the trust files, where those that lie there are not the ones approved last."""
    there, approved = desk.system.trust, approved_trust(desk.system)
    if there is None or not (there.serial or desk.system.dossiers):
        return
    if approved and approved.digest == there.digest:
        return
    if desk.system.settings.demonstration:
        # There each state of the files may allow itself.
        desk = desk._replace(trust=there)
    serial, name = str(there.serial), (TRUST, TRUST_TITLE)
    if approved and there.serial <= approved.serial:
        reason = f"the files changed under serial {serial}, which is approved: raise it"
        asked = _asked(desk, (TRUST, Meaning.APPROVE), {}, ())
        yield _wait(desk, name, (What.REVISION, reason, "edit records/trust/policy.yml"), asked)
        return
    history = desk.system.histories.get(TRUST, NOTHING)
    dossier = desk.system.dossiers.get(TRUST)
    stored = dossier.texts.get(serial) if dossier else None
    is_begun = stored is not None and stored.text == there.manifest
    signed = _signed(history, desk.today, Meaning.APPROVE, serial) if is_begun else {}
    asked = _asked(desk, (TRUST, Meaning.APPROVE), signed, ())
    after = f" after {approved.serial}" if approved else ", the first approval"
    words = (What.APPROVAL, f"serial {serial}{after}", f"sms-docs approve {TRUST}")
    yield _wait(desk, name, words, asked)


def _signed(
    history: History,
    today: date,
    meaning: Meaning,
    version: str,
    complete: Collection[str] = (),
) -> dict[str, set[str]]:
    """Return who has signed for *meaning* of *version* by *today*: person -> roles.

    The records at the paths *complete* have done their work.
    """
    found: dict[str, set[str]] = {}
    for statement, verdict in acts(history, today):
        of = (statement.meaning, verdict.record.version)
        if of == (meaning, version) and verdict.record.path not in complete:
            found.setdefault(statement.signer, set()).add(statement.role)
    return found


def _asked(
    desk: Desk,
    act: tuple[str, Meaning],
    signed: Mapping[str, set[str]],
    authors: Iterable[str],
) -> Asked:
    if desk.trust is None:
        return Asked(None, (), signed, ())
    kind, meaning = act
    found = type_policy(desk.trust.policy, kind)
    separate = found is None or found.separate_from_authors
    barred = set(authors) if separate and meaning not in OPEN_TO_AUTHORS else set()
    demanded = demand(desk.trust.policy, kind, meaning)
    return Asked(demanded, demanded.approvals if demanded else (), signed, barred)


def _wait(desk: Desk, name: tuple[str, str], words: tuple[What, str, str], asked: Asked) -> Wait:
    what, reason, command = words
    seats = missing(asked.quorums, asked.signed)
    persons: list[str] = []
    if asked.demanded is None:
        lacking = f"records/trust/policy.yml lets nobody do it for {name[0]}"
        reason = f"{reason}; {lacking if desk.trust else NO_POLICY}"
    else:
        reason = f"{reason}; signed by {', '.join(asked.signed)}" if asked.signed else reason
        every = desk.trust.people.values() if desk.trust else ()
        persons = sorted(each.id for each in every if _may_sign(each, seats, asked, desk.today))
        if desk.trust and asked.demanded.level is Level.SIGNED:
            with_key = keyed(desk.trust, desk.today)
            if lacking := ", ".join(each for each in persons if each not in with_key):
                reason = f"{reason}; without a key that counts: {lacking}"
            persons = [each for each in persons if each in with_key]
    return Wait(*name, what, reason, seats, tuple(persons), None, command)


def _may_sign(person: Person, seats: tuple[str, ...], asked: Asked, today: date) -> bool:
    """Return whether *person* can take one of *seats*; any role will do where there are none."""
    if person.id in asked.signed or person.id in asked.barred:
        return False
    roles = seats or tuple(name for name, _, _ in person.roles)
    return any(person.held(role, today) for role in roles)


def named_authors(item: Document | Record) -> tuple[str, ...]:
    """Return the persons whom *item* itself names as its authors."""
    stated = item.data.get("authors")
    every = stated if isinstance(stated, list) else ()
    return tuple(each for each in every if isinstance(each, str))


def _writers(desk: Desk, item: Document | Record, version: str) -> frozenset[str]:
    """Return who wrote *version* of *item*, ``""`` for the working text, also by commits."""
    said = desk.system.stated.get((item.id, version))
    return said.authors if said else frozenset(named_authors(item))
