"""What is due for review: the overdue documents first, then those within the lead time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sms_docs.model import Document, ManagementSystem, Review
from sms_docs.period import earlier
from sms_docs.table import Column, Row, Table
from sms_docs.views.in_effect import holders

SHOWN = (Review.OVERDUE, Review.DUE)


def due(system: ManagementSystem, today: date, within: str) -> Table:
    """Return one row a document whose review falls due *within* the time from *today*.

    *within* is a period of ISO 8601, ``P30D``.  Texts and roles are those in force, the
    day of the review itself is in time.  ``days`` is negative where it has passed.
    """
    found = [
        _row(system, document, (today, day), review)
        for document in system.in_use
        if (day := document.standing.next_review)
        and (review := _review(day, today, within)) in SHOWN
    ]
    rows = tuple(sorted(found, key=lambda row: (row["next_review"], row["id"])))
    summary = {str(each): sum(row["review"] == each for row in rows) for each in SHOWN}
    frame = {"as_of": today.isoformat(), "within": within, "summary": summary, "rows": ()}
    title = f"Reviews due within {within} as of {today}"
    return Table(title, COLUMNS, rows, frame)


def _review(day: date, today: date, within: str) -> Review:
    if today > day:
        return Review.OVERDUE
    lead = earlier(day, within)
    return Review.DUE if lead and today >= lead else Review.CURRENT


def _row(
    system: ManagementSystem, document: Document, days: tuple[date, date], review: Review
) -> Row:
    today, day = days
    return {
        "id": document.id,
        "title": document.title,
        "review": str(review),
        "next_review": day.isoformat(),
        "days": (day - today).days,
        "owner": document.owner,
        "holders": list(holders(system, document.owner, today)),
        "version": document.version,
        "path": document.path,
    }


def in_words(days: int) -> str:
    """Return how far a day is from today: ``in 12 days``, ``today``, ``3 days ago``."""
    if not days:
        return "today"
    count = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    return f"in {count}" if days > 0 else f"{count} ago"


def persons(ids: Sequence[str]) -> str:
    """Return the ids in one cell; ``nobody`` where there are none."""
    return ", ".join(ids) or "nobody"


COLUMNS = (
    Column("id", "Id"),
    Column("review", "Review"),
    Column("next_review", "Next review"),
    Column("days", "When", in_words),
    Column("owner", "Owner"),
    Column("holders", "Held by", persons),
    Column("title", "Title"),
    Column("version", "Version"),
    Column("path", "Path"),
)
