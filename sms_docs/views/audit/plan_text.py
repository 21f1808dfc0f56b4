"""The audit programme for a terminal, as Markdown and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sms_docs.model import Document
from sms_docs.printable import printable, printable_json
from sms_docs.views.audit.plan import Planned, Programme
from sms_docs.views.audit.shares import Gap
from sms_docs.views.audit.subjects import Subject
from sms_docs.views.plain_markdown import plain

LONG = 1000


def as_text(found: Programme) -> str:
    """Return *found* in lines, every text in it made safe."""
    lines = [f"Audit programme by {found.catalogue.standard}, {_span(found)}", _counted(found)]
    for audit in found.audits:
        lines += ["", f"{audit.month}  {_name(audit)}", f"  {_auditors(audit)}"]
        lines += [line for subject in audit.subjects for line in _why(subject)]
        lines += ["  documents", *map(_document_line, audit.documents)]
    if found.gaps:
        lines += ["", "not taken up", *(f"  {line}" for line in _left_out(found))]
    return "".join(f"{printable(line, LONG)}\n" for line in lines)


def as_markdown(found: Programme) -> str:
    """Return *found* as Markdown, every text in it made safe."""
    head = f"# Audit programme by {plain(found.catalogue.standard)}"
    lines = [head, "", f"{plain(_span(found))}. {plain(_counted(found))}"]
    for audit in found.audits:
        lines += [
            "",
            f"## {audit.month}: {plain(_name(audit))}",
            "",
            f"{plain(_sentence(_auditors(audit)))}",
        ]
        lines += ["", "| Clause | Title | How often | Why |", "| --- | --- | --- | --- |"]
        lines += [f"| {' | '.join(map(plain, _cells(each)))} |" for each in audit.subjects]
        lines += ["", "| Document | Version | Owner | Title |", "| --- | --- | --- | --- |"]
        lines += [
            f"| {' | '.join(map(plain, (each.id, each.version, each.owner, each.title)))} |"
            for each in audit.documents
        ]
    if found.gaps:
        lines += ["", "## Not taken up", "", *(f"- {plain(line)}" for line in _left_out(found))]
    return "\n".join(lines) + "\n"


def as_json(found: Programme) -> str:
    """Return *found* as JSON; `sms-docs schema audit-plan` describes it."""
    once = [each for each in found.subjects if not each.is_yearly]
    value = {
        "catalogue": found.catalogue.id,
        "as_of": found.as_of.isoformat(),
        "from": found.wish.start.isoformat(),
        "years": found.wish.years,
        "audits_a_year": found.wish.audits,
        "auditor_roles": list(found.roles),
        "summary": {
            "audits": len({each.month for each in found.audits}),
            "every_year": len(found.subjects) - len(once),
            "once": len(once),
            "gaps": len(found.gaps),
        },
        "rows": [_row(each) for each in found.audits],
        "gaps": [_gap(each) for each in found.gaps],
    }
    return printable_json(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _span(found: Programme) -> str:
    return f"{found.wish.label} (as of {found.as_of})"


def _counted(found: Programme) -> str:
    yearly = sum(each.is_yearly for each in found.subjects)
    return f"{yearly} clauses and processes every year, {len(found.subjects) - yearly} once"


def _name(audit: Planned) -> str:
    if audit.record is None:
        return f"proposed, {audit.requirements} requirements"
    return f"{audit.record.id} {audit.record.title}, fixed, {audit.requirements} requirements"


def _auditors(audit: Planned) -> str:
    names = ", ".join(audit.auditors)
    if audit.record is None:
        return f"proposed auditor: {names}" if names else f"no auditor: {audit.note}"
    return f"auditors: {names}" + (f"; not independent: {audit.note}" if audit.note else "")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _document_line(document: Document) -> str:
    return f"    {document.id} {document.version}  {document.title} ({document.owner})"


def _why(subject: Subject) -> Iterator[str]:
    yield f"  {subject.number} {subject.title}: {_how_often(subject)}"
    for reason in subject.reasons:
        yield f"    {reason.weight}  {reason.text}"


def _how_often(subject: Subject) -> str:
    if subject.is_yearly:
        return f"every year, weight {subject.weight}"
    return f"once, {_last(subject)}"


def _last(subject: Subject) -> str:
    return f"last audited on {subject.audited}" if subject.audited else "never audited"


def _cells(subject: Subject) -> tuple[str, ...]:
    why = "; ".join(f"{each.text} ({each.weight})" for each in subject.reasons)
    how_often = f"every year, weight {subject.weight}" if subject.is_yearly else "once"
    return subject.number, subject.title, how_often, why or _last(subject)


def _left_out(found: Programme) -> Iterator[str]:
    """Give what no audit takes up, in words: a line a year, and one for the whole programme."""
    by_year: dict[int | None, list[str]] = {}
    for gap in found.gaps:
        by_year.setdefault(gap.year, []).append(gap.subject.number)
    for year, numbers in by_year.items():
        when = "the whole programme" if year is None else f"year {year + 1}"
        yield (
            f"{when}: {', '.join(numbers)}; every audit of that time is fixed and has another"
            " scope: widen one of them, or ask for more --audits"
        )


def _row(audit: Planned) -> dict[str, Any]:
    return {
        "month": audit.month,
        "record": audit.record.id if audit.record else None,
        "title": audit.record.title if audit.record else None,
        "requirements": audit.requirements,
        "clauses": [_subject(each) for each in audit.subjects],
        "documents": [_document(each) for each in audit.documents],
        "auditors": list(audit.auditors),
        "note": audit.note,
    }


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "number": subject.number,
        "title": subject.title,
        "requirements": len(subject.requirements),
        "how_often": "every-year" if subject.is_yearly else "once",
        "weight": subject.weight,
        "reasons": [each._asdict() for each in subject.reasons],
        "last_audited": subject.audited or None,
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "id": document.id,
        "title": document.title,
        "version": document.version,
        "owner": document.owner,
    }


def _gap(gap: Gap) -> dict[str, Any]:
    return {
        "year": None if gap.year is None else gap.year + 1,
        "number": gap.subject.number,
        "title": gap.subject.title,
    }
