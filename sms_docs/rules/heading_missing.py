"""A document lacks a section that its type requires.

What it finds
    A Markdown document without one of the second-level headings that the schema of its type
    lists, such as Purpose and Scope. Upper and lower case do not matter.

Why it matters
    Readers and auditors look for the same thing in the same place in every procedure. A missing
    section is most often a missing decision.

Example
        ## Purpose

        Restore service quickly.

Use instead
        ## Purpose

        Restore service quickly.

        ## Scope

        All services of the catalogue.

Fix
    Add the section. Where it does not apply, say so in it, with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, Document, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS107"
SEVERITY = Severity.ERROR
SECTION = 2


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report once for each document that lacks headings, at the start of its text."""
    for document in system.documents:
        if document.type.format != "markdown":
            continue
        found = {h.text.casefold() for h in document.body.headings if h.level == SECTION}
        missing = [text for text in document.type.headings if text.casefold() not in found]
        if missing:
            sections = "section" if len(missing) == 1 else "sections"
            named = " and ".join(f"'{text}'" for text in missing)
            yield Defect(
                document.path,
                (document.body_line, 1),
                f"{document.id} lacks the {sections} {named}, which every"
                f" {document.type.title.lower()} has",
                _cure(document, missing),
                document.id,
            )


def _cure(document: Document, missing: Sequence[str]) -> str:
    elsewhere = {h.text.casefold(): h for h in document.body.headings if h.level != SECTION}
    parts = []
    new = []
    for text in missing:
        if heading := elsewhere.get(text.casefold()):
            parts.append(f"write line {heading.line} as `## {heading.text}`")
        else:
            new.append(f"`## {text}`")
    if new:
        parts.append(f"add {' and '.join(new)}; where a section does not apply, say why in it")
    cure = "; ".join(parts)
    return f"{cure[0].upper()}{cure[1:]}."
