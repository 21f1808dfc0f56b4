"""What to ask about a requirement: made from what proves it, its points, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sms_docs.model import Document
from sms_docs.trace import Claims, Row, State

BY_EVIDENCE = {
    "document": (
        "Let them show the text that they work by. Is it in force, and does it say all of this?",
        "Take somebody who works by it: how did they learn of it, and when did they last read it?",
    ),
    "record": (
        "Let them show the full list of the last 12 months. Is it complete, and who keeps it?",
    ),
    "none": ("Who does this? Let them show how it was done the last time, and what came of it.",),
}
SAMPLES = "Take the samples. Does each show what was done, when and by whom, and that it worked?"
LAST = "What would have to happen for this to go wrong, and who would notice?"


def questions(row: Row, findings: Iterable[tuple[str, str, str]], *, sampled: bool) -> list[str]:
    """Return what to ask; *findings* are earlier ones as audit, grade and nonconformity.

    *sampled* tells whether there are samples to look at.
    """
    samples = [SAMPLES] if sampled else []
    asked = BY_EVIDENCE[row.requirement.evidence]
    return [*asked, *samples, *_own(row), *_again(findings), LAST]


def claims(row: Row) -> Claims:
    """Return the claims to the requirement of *row*, then those to one of its points."""
    return (*row.claims, *(claim for each in row.points.values() for claim in each))


def _own(row: Row) -> Iterator[str]:
    documents = {document.id: document for document, _ in claims(row)}
    if named := ", ".join(map(_named, documents.values())):
        yield f"Is it done as the text says? It stands in {named}."
    for name, text in row.requirement.points:
        where = _places(row.points.get(name, ()))
        yield f"Is this part met: {text.rstrip('.')}?{where}"
    if row.state is not State.CURRENT:
        yield f"It is {row.state}, no more: {row.reason}. What has been done about it?"


def _again(findings: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    for audit, grade, nonconformity in findings:
        where = f" ({nonconformity})" if nonconformity else ""
        yield f"What came of the {grade} of {audit}{where}, and does it hold?"


def _named(document: Document) -> str:
    return f"{document.id} {document.version}".rstrip()


def _places(claims: Claims) -> str:
    named = (
        f"{document.id}#{claim.anchor}" if claim.anchor else document.id
        for document, claim in claims
    )
    found = ", ".join(dict.fromkeys(named))
    return f" See {found}." if found else ""
