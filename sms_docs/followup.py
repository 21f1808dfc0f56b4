"""What is to be done in the SMS: each task with its owner, its day, and what came of it.

Tasks come from actions, nonconformities, improvements and risks with a day, and from the
decisions of reviews.  Everybody who lists or counts open tasks asks `actions`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sms_docs.model import KeyPath, Record
from sms_docs.raised import Chain, chain, entries, named_in

ACTION = "action"
DECISIONS = "decisions"
# Whose decisions are tasks.
REVIEWS = frozenset({"management-review", "agreement-review"})
# Kind -> the keys that may say what is done, and the key that says what came of it.
SOURCES: Mapping[str, tuple[tuple[str, ...], str]] = {
    ACTION: (("description",), "effectiveness"),
    "nonconformity": (("action", "description"), "effectiveness"),
    "improvement": (("description",), "result"),
    "risk": (("treatment", "description"), ""),
}
# Of these only what has a day is a task.
IMPROVEMENT = "improvement"
WITH_A_DAY = frozenset({IMPROVEMENT, "risk"})
DECLINED = "declined"


class State(StrEnum):
    """How far a task is: open, open past its day, done, or done and found to have worked."""

    OPEN = "open"
    OVERDUE = "overdue"
    DONE = "done"
    EFFECTIVE = "effective"


class Action(NamedTuple):
    """One thing to be done, as it stands on a day.

    *record* holds it: all of it where *key* is empty, else the entry at *key*, which is a
    decision.  *owner* is a role.  *raised* is the day of the record, *done* the day on which
    the task was done or the record closed, neither of them after *as_of*; None also where
    it *is_done* and no record says on which day.  *effectiveness* says whether it worked,
    empty where nobody has said so yet; *effectiveness_due* is the day by which somebody
    looks.  *raised_by* are the ids of the records that led to it.  *followed_by* are the
    records that it led to; those of a decision carry it out.
    """

    record: Record
    what: str
    owner: str
    raised: date
    as_of: date
    due: date | None = None
    done: date | None = None
    effectiveness: str = ""
    effectiveness_due: date | None = None
    raised_by: tuple[str, ...] = ()
    followed_by: tuple[Record, ...] = ()
    key: KeyPath = ()
    is_done: bool = False
    is_closed: bool = False

    @property
    def state(self) -> State:
        """How far it is.

        What is done is overdue again where nobody looked in time whether it worked.  It is
        effective once it is closed and somebody has said what came of it.
        """
        if self.is_closed:
            return State.EFFECTIVE if self.effectiveness else State.DONE
        if self.deadline and self.deadline < self.as_of:
            return State.OVERDUE
        return State.DONE if self.is_done else State.OPEN

    @property
    def deadline(self) -> date | None:
        """The day that counts next: `due`, and once done that of the look at what came of it."""
        if not self.is_done:
            return self.due
        return None if self.is_closed or self.effectiveness else self.effectiveness_due

    @property
    def age(self) -> int:
        """How many days it took until it was done, or has taken until now."""
        return max(0, ((self.done or self.as_of) - self.raised).days)

    @property
    def late(self) -> int:
        """How many days it is late, or was when it was done; 0 in time and without a day."""
        if self.state is State.OVERDUE and self.deadline:
            return (self.as_of - self.deadline).days
        return max(0, (self.done - self.due).days) if self.done and self.due else 0

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state in (State.OPEN, State.OVERDUE)

    @property
    def is_decision(self) -> bool:
        """Whether it is a decision of a review, and not a record of its own."""
        return bool(self.key)

    @property
    def is_carried_on(self) -> bool:
        """Whether it is a decision that records carry out: count those, and not both."""
        return self.is_decision and bool(self.followed_by)


def actions(records: Iterable[Record], today: date) -> tuple[Action, ...]:
    """Return everything to be done as of *today*, done or not, by `due` and id.

    Records dated after *today* do not exist yet; what was done or closed after it is still
    open.  Tasks without a day come last.  Improvements and risks without `due`, improvements
    declined, and decisions that have no `due` and that nothing follows, ask for nothing.
    """
    there = [each for each in records if (raised := _day(each, "date")) and raised <= today]
    links = chain(there)
    found: dict[str, Action] = {}
    # Actions first: whether another task is done hangs on those that it led to.
    for record in sorted(there, key=lambda each: each.type.name != ACTION):
        if _is_task(record):
            found[record.id] = _task(record, links, found, today)
    reviews = [each for each in there if each.type.name in REVIEWS]
    decided = [each for review in reviews for each in _decisions(review, links, found, today)]
    every = (*found.values(), *decided)
    return tuple(sorted(every, key=lambda each: (each.due or date.max, each.record.id, each.key)))


def counts(tasks: Iterable[Action]) -> dict[State, int]:
    """Return how many of *tasks* are in each state; a decision counts in what carries it out."""
    found = dict.fromkeys(State, 0)
    for task in tasks:
        if not task.is_carried_on:
            found[task.state] += 1
    return found


def of_record(tasks: Iterable[Action], identity: str) -> tuple[Action, ...]:
    """Return those of *tasks* that stand in the record *identity*, or that it led to."""
    return tuple(task for task in tasks if task.record.id == identity or identity in task.raised_by)


def carrying(review: Record, index: int, links: Chain) -> tuple[Record, ...]:
    """Return the records that carry out the decision at *index* of *review*.

    That is the one it names.  A review that is closed can name none any more: of the records
    that it led to and no decision names, it is those of the same owner, or else those whose
    owner is that of no other decision.
    """
    after = links.followers.get(review.id, ())
    named = named_in(review, DECISIONS)
    if index in named:
        return tuple(each for each in after if each.id == named[index])
    free = [each for each in after if each.id not in named.values()]
    owners = {at: entry.get("owner") for at, entry in entries(review, DECISIONS) if at not in named}
    own = [each for each in free if _owner(each) == owners.get(index)]
    return tuple(own or [each for each in free if _owner(each) not in owners.values()])


def _is_task(record: Record) -> bool:
    kind = record.type.name
    if kind in WITH_A_DAY:
        return bool(record.get("due")) and record.get("stage") != DECLINED
    return kind in SOURCES


def _task(record: Record, links: Chain, known: Mapping[str, Action], today: date) -> Action:
    kind = record.type.name
    what, worked = SOURCES[kind]
    after = links.followers.get(record.id, ())
    closed = _past(record, "closed", today)
    done = _past(record, "done", today) or closed
    is_done = done is not None or (kind == IMPROVEMENT and record.get("stage") == "done")
    if not is_done and kind != ACTION:
        is_done, done = _done([known[each.id] for each in after if each.type.name == ACTION])
    return Action(
        record=record,
        what=next((text for key in what if (text := record.get(key))), record.title),
        owner=_owner(record),
        raised=_day(record, "date") or today,
        as_of=today,
        due=_day(record, "due"),
        done=done,
        effectiveness=record.get(worked) if worked else "",
        effectiveness_due=_day(record, "effectiveness_due"),
        raised_by=links.raised_by.get(record.id, ()),
        followed_by=after,
        is_done=is_done,
        is_closed=closed is not None,
    )


def _decisions(
    review: Record, links: Chain, known: Mapping[str, Action], today: date
) -> Iterator[Action]:
    for index, entry in entries(review, DECISIONS):
        after = carrying(review, index, links)
        due = _as_day(entry.get("due"))
        if due is None and not after:
            continue
        tasks = [known[each.id] for each in after if each.id in known]
        is_done, done = _done(tasks)
        if after and not tasks:
            # Another record that follows, such as the next review, tells what was done.
            is_done, done = True, max(filter(None, (_day(each, "date") for each in after)))
        told = [each.effectiveness for each in tasks if each.state is State.EFFECTIVE]
        yield Action(
            record=review,
            what=_text(entry.get("text")),
            owner=_text(entry.get("owner")),
            raised=_day(review, "date") or today,
            as_of=today,
            due=due,
            done=done,
            effectiveness="\n".join(told) if len(told) == len(tasks) else "",
            raised_by=(review.id,),
            followed_by=after,
            key=(DECISIONS, index),
            is_done=is_done,
            is_closed=is_done and all(each.is_closed for each in tasks),
        )


def _owner(record: Record) -> str:
    return record.get("action_owner") or record.get("owner")


def _done(tasks: Sequence[Action]) -> tuple[bool, date | None]:
    """Return whether there are *tasks* and all of them are done, and the day of the last."""
    if not tasks or not all(each.is_done for each in tasks):
        return False, None
    return True, max((each.done for each in tasks if each.done), default=None)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _past(record: Record, key: str, today: date) -> date | None:
    day = _day(record, key)
    return day if day and day <= today else None


def _day(record: Record, key: str) -> date | None:
    return _as_day(record.get(key))


def _as_day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
