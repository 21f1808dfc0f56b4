"""Start the record of a management review from what the data say of its period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from sms_docs.act.lock import lock
from sms_docs.act.new import Chooser, Wish, find_type
from sms_docs.act.records import Draft, draft
from sms_docs.act.write import create
from sms_docs.errors import WriteRefused
from sms_docs.load.project import load
from sms_docs.model import ManagementSystem, Record
from sms_docs.views.in_effect import holders
from sms_docs.views.review_pack import Pack
from sms_docs.views.review_pack.sms import REVIEW, reviews_of

# What a person has to add; `placeholder-left` reports each of them.
SAW = "‹What the review saw in it.›"
DECIDED = "‹What was decided, and why.›"
# How much of a digest the record takes.
LONGEST = 3900
# Who takes part: those who do the work of the procedure, and those who answer for it.
PARTS = ("accountable", "responsible")
# What stays the same from one review to the next.
KEPT = ("procedure", "owner", "classification", "retention")
REFUSED = str.maketrans("", "", "<>")


def record_review(root: Path, made: Pack) -> Draft:
    """Write a management review of the period of *made*, its inputs filled in, to be completed.

    Raises:
        WriteRefused: there is one of that period already, or the file cannot be written.
        ConfigurationError: there is nothing for the record to name, such as a procedure.
    """
    with lock(root):
        system = load(root)
        label = made.period.label
        if there := next(reviews_of(system, made.period), None):
            message = (
                f"{there} is the management review {label} already, by its title: nothing was"
                " written; complete that one, or leave --record out"
            )
            raise WriteRefused(message)
        given = _given(system, made)
        written = draft(system, REVIEW, made.as_of, given)
        create(root, written.path, written.text.encode())
        return written


def _given(system: ManagementSystem, made: Pack) -> dict[str, object]:
    """Return the values of the record; what stays the same is that of the newest review."""
    kind = find_type(REVIEW, system.types.values())
    choose = Chooser(system, kind, Wish(REVIEW, ""), made.as_of).choose
    before = _newest(system)
    kept = {key: value for key in KEPT if before and (value := before.get(key))}
    procedure = kept.get("procedure") or choose("document")
    owner = kept.get("owner") or choose("role")
    return {
        **kept,
        "title": f"Management review {made.period.label}",
        "procedure": procedure,
        "owner": owner,
        "attendees": _attendees(system, procedure, made) or [choose("person")],
        "inputs": {each.key: _input(each.digest) for each in made.inputs},
        "decisions": [{"text": DECIDED, "owner": owner}],
    }


def _newest(system: ManagementSystem) -> Record | None:
    reviews = [each for each in system.records if each.type.name == REVIEW and each.valid]
    return max(reviews, key=lambda each: (each.date, each.id), default=None)


def _input(digest: str) -> str:
    return f"{SAW} {digest.translate(REFUSED)}"[:LONGEST]


def _attendees(system: ManagementSystem, procedure: str, made: Pack) -> list[str]:
    """Return who holds a role that has a part in the *procedure* on the day of the pack."""
    raci: object = None
    for document in system.documents:
        if document.id == procedure:
            raci = document.data.get("raci")
    found: dict[str, None] = {}
    for entry in raci if isinstance(raci, list) else ():
        for role in _roles(entry) if isinstance(entry, Mapping) else ():
            found |= dict.fromkeys(holders(system, role, made.as_of))
    return list(found)


def _roles(entry: Mapping[str, object]) -> Iterator[str]:
    for part in PARTS:
        value = entry.get(part)
        for role in value if isinstance(value, list) else [value]:
            if isinstance(role, str):
                yield role
