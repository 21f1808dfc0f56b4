"""Which records the documents in force ask for: the entries of `records` that name a kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from sms_docs.approval import History, Revision
from sms_docs.evidence import day_of
from sms_docs.model import GONE, Document, DocumentType, ManagementSystem, Record, Status
from sms_docs.period import later

# Where there is a record about each month, quarter or year, by how often it is asked for.
LENGTHS = {"P1M": "month", "P3M": "quarter", "P12M": "year", "P1Y": "year"}
# YAML is read in a layer above this one; and reading every text that was ever approved as a
# document would cost as much as reading those of today.  So an older text is only searched for
# an entry that says the same.  What is asked for today is read properly: a text that hides its
# entry from these patterns makes the entry younger, and never demands what nobody has approved.
LIST = re.compile(r"^[\"']?records[\"']?:((?:.*\n)(?:(?:[ \t#].*|-[ \t].*|-)?\n)*)", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*#.*\n", re.MULTILINE)
BETWEEN = re.compile(r"\n[ \t]*-[ \t\n]|\}[ \t\n]*,[ \t\n]*\{")
PAIR = re.compile(r"[\"']?([\w-]+)[\"']?:[ \t]+[\"']?([^\"',{}\[\]#\n]+)")
VALUE = re.compile(r"[\"',{}\[\]#\n]")
NOTHING = History("")
SERVICE, AGREEMENT = "service", "agreement"
Pairs = frozenset[tuple[str, str]]


class Demand(NamedTuple):
    """A kind of record that a document in force asks for.

    *position* is the place of the entry among the `records` of the document, *since* the day
    from which the document asks for it.  *where* maps keys to the texts that such a record
    has.  *every* is empty where a record is kept when something happens, *each* where one
    record is about all; else it is the name of the type of which each item has its own.
    """

    document: Document
    position: int
    name: str
    kind: DocumentType
    since: date
    where: Mapping[str, str]
    every: str
    grace: str
    each: str
    retention: str

    @property
    def wanted(self) -> Mapping[str, str]:
        """The values that a record has which answers it: it comes from the document itself.

        Only where the entry names another `procedure` under `where`, it comes from that.
        """
        return {"procedure": self.document.id, **self.where}

    @property
    def what(self) -> str:
        """The record in words: ``extract (process change)``."""
        title = self.kind.title
        # An abbreviation stays as it is.
        small = title if title[1:2].isupper() else title[:1].lower() + title[1:]
        values = ", ".join(f"{key.replace('_', ' ')} {text}" for key, text in self.where.items())
        return f"{small} ({values})" if values else small

    @property
    def length(self) -> str:
        """The ``month``, ``quarter`` or ``year`` that each record is about; empty for others."""
        is_about_one = "period" in self.kind.schema.get("properties", {})
        return LENGTHS.get(self.every, "") if is_about_one else ""

    @property
    def artefacts(self) -> tuple[str, ...]:
        """The artefacts that the records asked for can be: *where* rules out the others."""
        return tuple(
            each
            for each in self.kind.artefacts
            if all(
                value is True or self.where.get(key, value) == value
                for key, value in self.kind.conditions.get(each, {}).items()
            )
        )


def demands(system: ManagementSystem, today: date, *, working: bool = False) -> tuple[Demand, ...]:
    """Return what the documents ask for as of *today*, by document and place.

    *working* takes the working texts as in force from *today* on.
    """
    texts = sorted(in_force(system, working=working), key=attrgetter("id"))
    return tuple(demand for text in texts for demand in _demands(system, text, today))


def in_force(system: ManagementSystem, *, working: bool = False) -> Iterator[Document]:
    """Give the texts in force; with *working* the working texts that have not been taken out."""
    for document in system.documents if working else system.in_use or system.documents:
        status = document.standing.status
        if status not in GONE if working else status is Status.IN_FORCE:
            yield document


def first_in_force(system: ManagementSystem, document: Document, today: date) -> date:
    """Return the day on which *document* came into force first; *today* where none is known."""
    days = [revision.effective for revision in _revisions(system, document, today)]
    return min(days, default=document.standing.in_force_since or today)


def subjects_of(
    system: ManagementSystem, each: str, today: date, *, working: bool
) -> Iterator[tuple[Document | Record, date]]:
    """Give the items of the type *each* with the day from which there are records about them.

    That are documents in force; services only where an agreement in force is about them, and
    from the first such agreement on; records until they are closed.
    """
    promised = _promised(system, today, working=working) if each == SERVICE else None
    for document in in_force(system, working=working):
        if document.type.name != each:
            continue
        if promised is None:
            yield document, first_in_force(system, document, today)
        elif document.id in promised:
            # The promise counts, however late the service was entered in the catalogue.
            yield document, promised[document.id]
    for record in system.records:
        day = day_of(record) if record.type.name == each and record.valid else None
        if day and day <= today and not "" < record.get("closed") <= today.isoformat():
            yield record, day


def _promised(system: ManagementSystem, today: date, *, working: bool) -> Mapping[str, date]:
    """Return each service that an agreement in force is about -> the day of the first one."""
    now = {
        each.get("service")
        for each in in_force(system, working=working)
        if each.type.name == AGREEMENT
    }
    found: dict[str, date] = {}
    # Also those that have been replaced since.
    for text in system.in_use or system.documents:
        service = text.get("service")
        if text.type.name == AGREEMENT and service in now:
            day = first_in_force(system, text, today)
            found[service] = min(day, found.get(service, day))
    return found


def _revisions(system: ManagementSystem, document: Document, today: date) -> list[Revision]:
    history = system.histories.get(document.id, NOTHING)
    return [revision for revision in history.revisions if revision.effective <= today]


def _demands(system: ManagementSystem, document: Document, today: date) -> Iterator[Demand]:
    entries = document.data.get("records")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        kind = system.types.get(_text(entry, "kind"))
        if kind is None or kind.category != "record":
            continue
        where = entry.get("where")
        demand = Demand(
            document,
            index,
            _text(entry, "name"),
            kind,
            today,
            {k: v for k, v in where.items() if isinstance(v, str)} if _is_map(where) else {},
            _duration(entry, "every"),
            _duration(entry, "grace"),
            _text(entry, "each"),
            _duration(entry, "retention"),
        )
        yield demand._replace(since=_since(demand, _revisions(system, document, today), today))


def _is_map(value: object) -> bool:
    return isinstance(value, dict)


def _text(entry: Any, key: str) -> str:  # noqa: ANN401 - of a file that may be broken
    value = entry.get(key) if isinstance(entry, dict) else None
    return value if isinstance(value, str) else ""


def _duration(entry: Mapping[str, Any], key: str) -> str:
    """Return the duration at *key*; empty where it is none, which the schema reports."""
    value = _text(entry, key)
    return value if later(date(2001, 1, 1), value) else ""


def _since(demand: Demand, revisions: Sequence[Revision], today: date) -> date:
    """Return the day from which *demand* holds: that of the first text that has it.

    Each text after that one has it too; where one left it out, it begins anew.
    """
    if not revisions:
        return demand.document.standing.in_force_since or today
    text = demand.document.text
    days: list[date] = []
    for revision in reversed(revisions):
        stored = revision.stored.text
        if stored != text and not any(_is_same(demand, pairs) for pairs in _entries(stored)):
            break
        days.append(revision.effective)
    return min(days, default=today)


def _is_same(demand: Demand, pairs: Pairs) -> bool:
    """Return whether an entry of an older text asks for the same as *demand*.

    Another rhythm of what is kept by month, quarter or year is another demand: nobody has to
    write the months of a year in which the document asked for quarters.
    """
    wanted = {("kind", demand.kind.name), *demand.where.items()}
    if demand.each:
        wanted.add(("each", demand.each))
    keys = {key for key, _ in pairs}
    if {(key, VALUE.split(text)[0].strip()) for key, text in wanted} - pairs:
        return False
    if ("each" in keys, "every" in keys) != (bool(demand.each), bool(demand.every)):
        return False
    every = {value for key, value in pairs if key == "every"}
    return not demand.length or any(LENGTHS.get(each) == demand.length for each in every)


@lru_cache(maxsize=64)
def _entries(text: str) -> tuple[Pairs, ...]:
    """Return the keys and values of each entry of `records` in the stored *text*."""
    front = text.partition("\n---\n")[0] + "\n" if text.startswith("---\n") else text
    found = LIST.search(front)
    if not found:
        return ()
    return tuple(
        frozenset((key, value.strip()) for key, value in PAIR.findall(entry))
        for entry in BETWEEN.split(COMMENT.sub("", found[1]))
    )
