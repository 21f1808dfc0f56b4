"""Take one's own approval record back: a record of its own, beside the one that it cancels."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.ceremony import choose_key
from sms_docs.act.foresight import UNSIGNED, Entry, foresee, record_of, refuse_useless
from sms_docs.act.lock import lock
from sms_docs.act.plan import Put, write_all
from sms_docs.act.sign import sign
from sms_docs.act.signer import Signer, trust_for
from sms_docs.act.signing_key import refuse_key
from sms_docs.act.words import words
from sms_docs.approval import ApprovalRecord, Named, Statement
from sms_docs.errors import ConfigurationError
from sms_docs.load.project import load
from sms_docs.model import ManagementSystem
from sms_docs.printable import printable
from sms_docs.settle import settle
from sms_docs.statement.wording import sentence
from sms_docs.trust import Meaning
from sms_docs.views.acts import place, taken_back

SIGNATURE = ".sig"


class Retraction(NamedTuple):
    """A retraction that is ready to be signed; *done* is the one that there is already."""

    record: ApprovalRecord
    statement: Statement
    signer: Signer
    done: Statement | None = None

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to sign."""
        return self.done is not None

    @property
    def path(self) -> str:
        """Where the statement will lie."""
        return record_of(self.record.subject, self.statement).path


def propose_retraction(
    root: Path, record: str, reason: str, now: datetime | None = None, key: Path | None = None
) -> Retraction:
    """Return the retraction of *record*, the path of an approval record; nothing is written.

    *key* is the file of the key that will sign it.

    Raises:
        ConfigurationError: there is no such record, it cannot be retracted, or the reason
            or the key cannot stand.
    """
    comment = words(reason, "--reason")
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    system = settle(load(root), moment.date(), moment).system
    found = _find(root, system, record)
    old = found.statement
    if old is None or old.meaning is Meaning.RETRACT:
        why = "it cannot be read" if old is None else "it is a retraction itself"
        look = f"`sms-docs log {found.subject}` shows what there is"
        message = f"{found.path}: it cannot be retracted: {why}; {look}"
        raise ConfigurationError(message)
    signer = _signer(system, found, old, moment)
    statement = old._replace(
        meaning=Meaning.RETRACT,
        subject=Named(found.name, found.sha256),
        embedded=(),
        signed_at=moment,
        signer_name=signer.person.name,
        role=signer.role,
        sms_id=system.settings.sms_id,
        sentence=sentence(Meaning.RETRACT, found.name, found.version),
        comment=comment,
        effective_from=None,
        previous=None,
        successor="",
    )
    retraction = Retraction(found, statement, signer, _done(system, found, moment))
    if not retraction.is_done:
        refuse_key(signer, moment, key)
        entry = Entry(record_of(found.subject, statement))
        verdicts = foresee(system, [entry], moment)
        if verdicts[0].trouble and verdicts[0].trouble.rule != UNSIGNED:
            refuse_useless(verdicts, signer.trust)
    return retraction


def carry_out_retraction(
    root: Path, retraction: Retraction, key: Path | None = None, *, ask: bool = False
) -> tuple[str, ...]:
    """Sign *retraction* where the record is signed, and store it; return the paths written.

    Raises:
        ConfigurationError: there is no key, or the record would not count.
        WriteRefused: the disk does not take it; nothing was written.
    """
    if retraction.is_done:
        return ()
    found, statement, signer = retraction.record, retraction.statement, retraction.signer
    used = choose_key(signer, statement, key)
    content = record_of(found.subject, statement).content
    signature = sign(content, used, ask=ask) if used else None
    made = record_of(found.subject, statement, signature)
    with lock(root):
        moment = statement.signed_at
        system = settle(load(root), moment.date(), moment).system
        if _done(system, found, moment):
            return ()
        refuse_useless(foresee(system, [Entry(made)], moment), signer.trust)
        signed = [Put(f"{made.path}{SIGNATURE}", signature.encode())] if signature else []
        return write_all(root, [*signed, Put(made.path, content)])


def _signer(
    system: ManagementSystem, found: ApprovalRecord, old: Statement, moment: datetime
) -> Signer:
    trust = trust_for(system, found.subject)
    person = trust.people.get(old.signer)
    every = person.roles if person else ()
    held = [name for name, _, _ in every if person and person.held(name, moment.date())]
    if person is None or not held:
        message = (
            f"{found.path}: only {old.signer}, who signed it, can retract it, and holds no role"
            " any more; withdraw the document, or revise and approve it"
        )
        raise ConfigurationError(message)
    role = old.role if old.role in held else held[0]
    # What a signature made, no unsigned file can take back.
    return Signer(person, role, found.signature is not None, trust)


def _done(system: ManagementSystem, found: ApprovalRecord, moment: datetime) -> Statement | None:
    """Return the retraction of *found* that there is; None where there is none."""
    history = system.histories[found.subject]
    places = [place(each) for each in history.verdicts if each.record.path == found.path]
    acts = [taken_back(history, moment.date()).get(each) for each in places]
    return next((act[0] for act in acts if act), None)


def _find(root: Path, system: ManagementSystem, name: str) -> ApprovalRecord:
    """Return the record *name*: the name of its file, or its path from here or the root."""
    wanted = {name, Path(name).as_posix()}
    # The path may hold what no file system takes, or lead out of the SMS.
    with suppress(OSError, ValueError):
        wanted.add(Path(name).resolve().relative_to(root.resolve()).as_posix())
    wanted |= {each.removesuffix(SIGNATURE) for each in wanted}
    every = [record for dossier in system.dossiers.values() for record in dossier.records]
    found = [each for each in every if not wanted.isdisjoint((each.path, each.name))]
    if len(found) == 1:
        return found[0]
    if found:
        paths = ", ".join(each.path for each in found)
        message = f"{len(found)} approval records are called '{printable(name)}'; name one: {paths}"
    else:
        message = (
            f"no approval record is '{printable(name)}'; `sms-docs log ID` shows the path of each"
        )
    raise ConfigurationError(message)
