"""Propose a statement about a text: who would sign what, and what the signer has to see."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sms_docs.act.bare import refuse_bare
from sms_docs.act.foresight import (
    UNSIGNED,
    Entry,
    foresee,
    record_of,
    refuse_useless,
    text_of,
)
from sms_docs.act.obstacles import refuse_errors
from sms_docs.act.signable import (
    NOTHING,
    OF_WORKING_TEXT,
    Signable,
    approved_text,
    working_text,
)
from sms_docs.act.signable_trust import trust_files
from sms_docs.act.signer import Signer, Wanted, choose_signer
from sms_docs.act.signing_key import doubt, refuse_key
from sms_docs.act.words import words
from sms_docs.approval import ApprovalRecord, Named, Statement
from sms_docs.check import Question, answer
from sms_docs.control.signature import judge_signature
from sms_docs.errors import ConfigurationError, WriteRefused
from sms_docs.model import GONE, ManagementSystem
from sms_docs.printable import printable
from sms_docs.statement import file_name, write
from sms_docs.statement.wording import sentence
from sms_docs.suggest import suggest
from sms_docs.trust import TRUST, Meaning
from sms_docs.views.acts import acts
from sms_docs.views.subjects import subject_named

# In whose words a comment is asked for.
ASKED = {Meaning.CONFIRM: "--checked", Meaning.WITHDRAW: "--reason"}
# As long a signature waits for its statement, where the run that made it was ended.
KEPT = timedelta(days=1)
STAMP = f"{'[0-9]' * 8}T{'[0-9]' * 6}Z"


class Wish(NamedTuple):
    """What to state about the texts *ids*; *signer* is ``person`` or ``person/role``.

    *comment* is for a confirmation what was checked, for a withdrawal the reason.  *key*
    is the file of the key, which tells the signer where none is named.
    """

    ids: tuple[str, ...]
    meaning: Meaning = Meaning.APPROVE
    signer: str = ""
    comment: str = ""
    successor: str = ""
    key: Path | None = None


class Proposal(NamedTuple):
    """A statement that is ready to be signed.

    *done* is the statement that says so already; None where there is none.  *careful* is
    what the signer has to know besides.
    """

    signable: Signable
    signer: Signer
    statement: Statement
    done: Statement | None = None
    careful: str = ""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to sign."""
        return self.done is not None

    @property
    def path(self) -> str:
        """Where the statement will lie."""
        return f"{self.signable.folder}/{file_name(self.statement)}"

    @property
    def digests(self) -> dict[str, str]:
        """What is signed and could change unseen: its name -> its sha256."""
        signable = self.signable
        found = {signable.subject: signable.digest}
        # The text of the trust files is the list of their digests.
        if signable.files and signable.subject != TRUST:
            found |= {f"{signable.subject}/{name}": digest for name, digest in signable.embedded}
        return found

    def record(self, signature: str | None = None) -> ApprovalRecord:
        """Return the record that the statement becomes."""
        return record_of(self.signable.subject, self.statement, signature)


def propose(root: Path, wish: Wish, now: datetime | None = None) -> tuple[Proposal, ...]:
    """Return a proposal for each text of *wish*; nothing is written.

    *now* None stands for the time of the clock.

    Raises:
        InTheWay: a text has errors.
        ConfigurationError: a text that cannot be signed, or nobody who may sign it.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    # The day of signing, also in a demonstration: a signature has no frozen clock.
    checked = answer(root, Question(today=moment.date(), now=moment))
    system, subjects = checked.system, tuple(dict.fromkeys(wish.ids))
    wish = wish._replace(comment=_comment(wish))
    refuse_errors(checked, subjects, wish.meaning)
    _refuse_successor(system, wish)
    found = tuple(_proposal(system, each, wish, moment) for each in subjects)
    todo = [each for each in found if not each.is_done]
    entries = [Entry(each.record(), text_of(each.signable)) for each in todo]
    verdicts = foresee(system, entries, moment) if entries else ()
    for proposal, verdict in zip(todo, verdicts, strict=True):
        # The signature is still to come.
        if verdict.trouble and verdict.trouble.rule != UNSIGNED:
            refuse_useless([verdict], proposal.signer.trust)
    return found


def signable_text(system: ManagementSystem, subject: str, meaning: Meaning) -> Signable:
    """Return the text of *subject* that a statement of *meaning* is about.

    Raises:
        ConfigurationError: there is none, or it cannot be signed.
    """
    if meaning not in OF_WORKING_TEXT:
        return approved_text(system, subject, meaning)
    return trust_files(system) if subject == TRUST else working_text(system, subject)


def find_done(system: ManagementSystem, statement: Statement) -> Statement | None:
    """Return the statement that says already what *statement* would; None where none does.

    A text is confirmed again and again, but not twice a day in the same words.
    """
    history = system.histories.get(statement.subject.name, NOTHING)
    if statement.meaning is Meaning.WITHDRAW and history.withdrawn:
        return history.withdrawn.record.statement
    for other, _ in acts(history, statement.signed_at.date()):
        if _says(other) == _says(statement) and (
            statement.meaning is not Meaning.CONFIRM
            or (other.comment, other.signed_at.date())
            == (statement.comment, statement.signed_at.date())
        ):
            return other
    return None


def _says(statement: Statement) -> tuple[object, ...]:
    return (
        statement.meaning,
        statement.signer,
        statement.subject,
        statement.embedded,
        statement.version,
    )


def _proposal(system: ManagementSystem, subject: str, wish: Wish, moment: datetime) -> Proposal:
    meaning = wish.meaning
    signable = signable_text(system, subject, meaning)
    _refuse_withdrawn(system, signable, meaning)
    refuse_bare(system, signable, meaning)
    wanted = Wanted(wish.signer, wish.key)
    signer = choose_signer(system, signable, meaning, wanted, moment.date())
    statement = Statement(
        meaning=meaning,
        subject=Named(subject, signable.digest),
        embedded=signable.embedded,
        version=signable.version,
        path=signable.path,
        authors=signable.authors,
        signer=signer.person.id,
        signer_name=signer.person.name,
        role=signer.role,
        signed_at=moment,
        sms_id=system.settings.sms_id,
        sentence=sentence(meaning, subject, signable.version, successor=wish.successor),
        comment=wish.comment,
        effective_from=signable.effective_from,
        previous=signable.previous,
        successor=wish.successor,
    )
    _refuse_long(signable, statement)
    proposal = Proposal(signable, signer, statement, find_done(system, statement))
    if proposal.is_done:
        return proposal
    refuse_key(signer, moment, wish.key)
    careful = doubt(signer, moment, wish.key)
    return proposal._replace(statement=_begun(system.root, proposal), careful=careful)


def _refuse_long(signable: Signable, statement: Statement) -> None:
    """Refuse a statement that would not be read again: it names each file that a text shows.

    Raises:
        ConfigurationError: it would not.
    """
    try:
        write(statement)
    except WriteRefused as error:
        message = (
            f"{signable.path}: {error}; it names the {len(signable.embedded)} files that the text"
            " shows: let it show fewer, with shorter names"
        )
        raise ConfigurationError(message) from error


def _begun(root: Path, proposal: Proposal) -> Statement:
    """Return the statement at the time of a signature that waits for it, where one does.

    A run that was killed after the signature and before the statement leaves it so.
    """
    statement, folder = proposal.statement, root / proposal.signable.folder
    ending = f"-{statement.signer}-{statement.meaning}.json.sig"
    for path in sorted(folder.glob(f"{STAMP}{ending}")):
        try:
            signed_at = datetime.fromisoformat(path.name.removesuffix(ending))
        except ValueError:
            continue
        earlier = statement._replace(signed_at=signed_at)
        is_young = timedelta() <= statement.signed_at - earlier.signed_at <= KEPT
        if is_young and left_signature(root, proposal._replace(statement=earlier)):
            return earlier
    return statement


def left_signature(root: Path, proposal: Proposal) -> str | None:
    """Return the signature that lies there for the statement, and fits; None without one."""
    place = root / f"{proposal.path}.sig"
    if not place.is_file() or (root / proposal.path).exists():
        return None
    record = proposal.record(place.read_bytes().decode("ascii", "replace"))
    judged = judge_signature(record, proposal.statement, proposal.signer.trust, "")
    return None if judged.trouble else record.signature


def _comment(wish: Wish) -> str:
    asked = ASKED.get(wish.meaning)
    return words(wish.comment, asked or "--comment") if asked or wish.comment else ""


def _refuse_successor(system: ManagementSystem, wish: Wish) -> None:
    successor = wish.successor
    if not successor:
        return
    known = {each.id: each for each in system.in_use}
    if successor in wish.ids:
        message = f"--successor: {successor} cannot take its own place; name another document"
        raise ConfigurationError(message)
    if successor not in known:
        hint = suggest(successor, known) or "; `sms-docs register` lists the documents"
        message = f"--successor: {printable(successor)} is no document of this SMS{hint}"
        raise ConfigurationError(message)
    if known[successor].standing.status in GONE:
        message = f"--successor: {successor} has been withdrawn itself; name one that is in force"
        raise ConfigurationError(message)


def _refuse_withdrawn(system: ManagementSystem, signable: Signable, meaning: Meaning) -> None:
    """Refuse to confirm or approve once more what was withdrawn."""
    subject = subject_named(system, signable.subject)
    history = system.histories.get(subject, NOTHING)
    if meaning is Meaning.WITHDRAW or not (history.withdrawn and history.newest):
        return
    stated = history.withdrawn.record.statement
    if stated and history.newest.version == signable.version:
        message = (
            f"{subject} version {signable.version} was withdrawn by {stated.signer} on"
            f" {stated.signed_at.date()}; to bring it back, raise its version"
            f" (`sms-docs revise {subject} --change TEXT`) and approve that"
        )
        raise ConfigurationError(message)
