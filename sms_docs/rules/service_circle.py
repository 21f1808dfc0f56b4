"""A service depends on itself, directly or by way of others.

What it finds
    Services whose `depends_on` lead in a circle. Each circle is reported once, at the entry that
    closes it.

Why it matters
    Dependencies say what to restore first and what an outage takes along. In a circle nothing
    comes first.

Example
        SVC-001    depends_on: [SVC-002]
        SVC-002    depends_on: [SVC-001]

Use instead
        SVC-001    depends_on: [SVC-002]
        SVC-002    depends_on: []

Fix
    Take out the entry that is not a need. Where two services really need each other, they are one
    service, or there is a third below both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, Document, ManagementSystem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS413"
SEVERITY = Severity.ERROR
KEY = "depends_on"


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each circle once, at the dependency that closes it."""
    services = {each.id: each for each in system.documents if KEY in each.data}
    below = {name: _needs(service) for name, service in services.items()}
    for circle in _circles(below):
        *_, last = circle
        service = services[last]
        place = service.place(KEY, below[last].index(circle[0]))
        message = (
            f"{last} depends on itself"
            if len(circle) == 1
            else f"{circle[0]} depends on itself: {' → '.join((*circle, circle[0]))}"
        )
        cure = f"Take '{circle[0]}' out of `{KEY}` of {last}, or another entry of the circle."
        yield Defect(service.path, place, message, cure, service.id)


def _needs(service: Document) -> list[str]:
    listed = service.data[KEY]
    return [each if isinstance(each, str) else "" for each in listed] if listed else []


def _circles(below: Mapping[str, Sequence[str]]) -> Iterator[list[str]]:
    """Give each circle that a walk from top to bottom closes, each entry looked at once.

    Not a function that calls itself: a chain of services may be longer than Python allows.
    """
    done: set[str] = set()
    for start in below:
        path: list[str] = []
        waiting = [(start, iter(below[start]))] if start not in done else []
        path += [start] if waiting else []
        while waiting:
            name, needs = waiting[-1]
            following = next(needs, None)
            if following is None:
                waiting.pop()
                path.pop()
                done.add(name)
            elif following in path:
                yield path[path.index(following) :]
            elif following in below and following not in done:
                path.append(following)
                waiting.append((following, iter(below[following])))
