"""What runs out: keys that end soon or have ended, and roles with a last day that is near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

from sms_docs.model import ManagementSystem
from sms_docs.period import earlier
from sms_docs.table import Column, Row, Table
from sms_docs.trust import Person, SignerKey, Trust
from sms_docs.views.due import in_words
from sms_docs.views.in_effect import demand_trust
from sms_docs.views.trust_seats import KeyState, key_state

EXPIRED, EXPIRING = "expired", "expiring"
KEY, ROLE = "key", "role"


def expiring(system: ManagementSystem, today: date, within: str) -> Table:
    """Return one row a key or role that ends *within* the time from *today*, or has ended.

    A key counts as long as the person holds a role, and none of the other keys lasts
    longer.  ``ends`` is the last day, ``days`` how far it is; negative where it is past.
    *within* is a period of ISO 8601.

    Raises:
        ConfigurationError: there are no trust files in effect that can be read.
    """
    trust = demand_trust(system)
    found = _rows(trust, today, within)
    rows = tuple(sorted(found, key=lambda row: (row["ends"], row["person"], row["name"])))
    summary = {each: sum(row["state"] == each for row in rows) for each in (EXPIRED, EXPIRING)}
    frame = {
        "as_of": today.isoformat(),
        "within": within,
        "serial": trust.serial,
        "rows": (),
        "summary": summary,
    }
    title = f"Keys and roles that end within {within} as of {today} (serial {trust.serial})"
    return Table(title, COLUMNS, rows, frame)


def _rows(trust: Trust, today: date, within: str) -> Iterator[Row]:
    for person in trust.people.values():
        ends = [last for _, _, last in person.roles]
        if not person.roles or (all(ends) and max(ends) < today.isoformat()):
            continue
        key = _last_key(trust, person, today)
        if key and key.valid_before:
            last = _last_day(key.valid_before)
            add = f"sms-docs trust add-key {person.id} --key FILE.pub --until DATE"
            add = "" if _leaves(person, last) else add
            yield from _row((person, KEY, key.fingerprint), last, (today, within), add)
        for role, last_day in _ending(person, today):
            add = f"sms-docs trust add-key PERSON --key FILE.pub --role {role}"
            add = "" if _leaves(person, last_day) else add
            yield from _row((person, ROLE, role), last_day, (today, within), add)


def _leaves(person: Person, day: date) -> bool:
    """Return whether no role of *person* lasts longer than *day*."""
    return all(last and last <= day.isoformat() for _, _, last in person.roles)


def _last_key(trust: Trust, person: Person, today: date) -> SignerKey | None:
    """Return the key of *person* that lasts longest; None without one that is not revoked."""
    usable = [
        key
        for key in trust.keys
        if key.person == person.id and key_state(key, trust.revoked, today) is not KeyState.REVOKED
    ]
    never = datetime.max.replace(tzinfo=UTC)
    return max(usable, key=lambda key: key.valid_before or never, default=None)


def _last_day(before: datetime) -> date:
    """Return the last day on which a key counts that is valid before *before*."""
    day = before.date()
    return day if before.time() > time() else date.fromordinal(day.toordinal() - 1)


def _ending(person: Person, today: date) -> Iterator[tuple[str, date]]:
    """Give each role of *person* with a last day, where no other entry prolongs it."""
    for role, _, last in person.roles:
        ends = [end for name, _, end in person.roles if name == role]
        if last and last >= today.isoformat() and all(ends) and last == max(ends):
            yield role, date.fromisoformat(last)


def _row(
    what: tuple[Person, str, str], last: date, days: tuple[date, str], command: str
) -> Iterator[Row]:
    """Give the row of *what* where its *last* day lies within the time or in the past."""
    (person, kind, name), (today, within) = what, days
    start = earlier(last, within)
    if start is None or today < start:
        return
    yield {
        "person": person.id,
        "what": kind,
        "name": name,
        "state": EXPIRED if last < today else EXPIRING,
        "ends": last.isoformat(),
        "days": (last - today).days,
        "next": command,
    }


COLUMNS = (
    Column("person", "Person"),
    Column("what", "What"),
    Column("state", "State"),
    Column("ends", "Last day"),
    Column("days", "When", in_words),
    Column("name", "Name"),
    Column("next", "Next"),
)
