"""What each stored text says of itself, and who committed to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sms_docs.approval import Stated, StoredText
from sms_docs.load import frontmatter, yaml
from sms_docs.model import TOP, Data, Defect, Document, ManagementSystem, Record
from sms_docs.trust import TRUST

PEOPLE = "records/trust/people.yml"
NOBODY: frozenset[str] = frozenset()
# (subject, version) -> the e-mails of those who committed to it.
Committers = Mapping[tuple[str, str], frozenset[str]]


def stated(system: ManagementSystem, committed: Committers) -> Mapping[tuple[str, str], Stated]:
    """Return (subject, version) -> what the stored text says of itself.

    Its authors are those that it names and those who committed to it by *committed*; an
    e-mail that people.yml does not map is left out, `unknown_committers` reports it.
    """
    by_email = _by_email(system)
    texts: dict[str, Document | Record] = {item.id: item for item in system.items}
    found = {}
    for subject, dossier in system.dossiers.items():
        for version, stored in dossier.texts.items() if subject != TRUST else ():
            emails = committed.get((subject, version), NOBODY)
            persons = frozenset(one for each in emails for one in by_email.get(each, ()))
            said = _said(stored, texts.get(subject))
            found[subject, version] = said._replace(
                authors=said.authors | persons, committed=persons - said.authors
            )
    return found


def unknown_committers(system: ManagementSystem, committed: Committers) -> Iterable[Defect]:
    """Give each e-mail of *committed* that people.yml does not map to a person."""
    by_email = _by_email(system)
    seen: dict[str, str] = {}
    for (subject, _), emails in sorted(committed.items()):
        for email in sorted(emails):
            if email not in by_email:
                seen.setdefault(email, subject)
    for email, subject in seen.items():
        yield Defect(
            PEOPLE,
            TOP,
            f"'{email}' has committed to {subject}, and belongs to nobody here: whether an"
            " author approves the own text cannot be told",
            f"Add the address to the `emails` of a person in {PEOPLE}.",
        )


def _by_email(system: ManagementSystem) -> Mapping[str, set[str]]:
    """Return e-mail -> the persons who have it; whoever shares one answers for it."""
    found: dict[str, set[str]] = {}
    for person in system.people.values():
        for email in person.emails:
            found.setdefault(email.casefold(), set()).add(person.id)
    return found


def _said(stored: StoredText, working: Document | Record | None) -> Stated:
    data: Data
    if working is not None and working.text == stored.text:
        data = working.data
    else:
        text = stored.text
        parsed = yaml.parse(frontmatter.split(text).yaml if text.startswith("---\n") else text)
        data = parsed.data if isinstance(parsed.data, dict) else {}
    authors = data.get("authors")
    named = authors if isinstance(authors, list) else (authors,)
    return Stated(
        id=str(data.get("id", "")),
        version=str(data.get("version", "")),
        authors=frozenset(each for each in named if isinstance(each, str)),
        effective_from=_day(data.get("effective_from")),
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
