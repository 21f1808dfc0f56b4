"""Where the boxes of the service map stand: in layers, what rests on others above them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from math import ceil
from typing import NamedTuple

from sms_docs.views.service_map import Links

# More boxes make no picture; the table has them.
MOST = 60
A_ROW = 6
WIDTH, HEIGHT = 160, 62
ACROSS, DOWN = 18, 46
HEADED = 26
LINES, CHARACTERS = 2, 20


class Box(NamedTuple):
    """A document at its place; *lines* are its title broken up."""

    id: str
    kind: str
    x: int
    y: int
    lines: Sequence[str]


class Drawing(NamedTuple):
    """Boxes, the lines between them as paths, and the names of the layers with their height."""

    width: int
    height: int
    boxes: Sequence[Box]
    lines: Sequence[str]
    labels: Sequence[tuple[str, int]]


def draw(links: Mapping[str, Links], titles: Mapping[str, str]) -> Drawing | None:
    """Return the map of *links*; None where there is nothing to draw, or too much."""
    agreements = sorted({each for one in links.values() for each in one.agreements})
    supports = sorted({each for one in links.values() for each in one.rests_on})
    if not links or len(links) + len(agreements) + len(supports) > MOST:
        return None
    edges = [
        *((each, service) for service, one in links.items() for each in one.agreements),
        *((service, each) for service, one in links.items() for each in one.depends_on),
        *((service, each) for service, one in links.items() for each in one.rests_on),
    ]
    bands = [("agreement", "Agreements with customers", agreements)]
    for depth, services in enumerate(_layers(links)):
        bands.append(("service", "" if depth else "Services", services))
    bands.append(("support", "Contracts and agreements with suppliers", supports))
    return _placed([band for band in bands if band[2]], edges, titles)


def _layers(links: Mapping[str, Links]) -> list[list[str]]:
    """Return the services by how many others stand above them in the longest line."""
    depth: dict[str, int] = {}

    def depth_of(service: str, below: frozenset[str]) -> int:
        if service not in depth:
            # In a circle somebody has to come first.
            above = [each for each in links[service].needed_by if each in links.keys() - below]
            inner = below | {service}
            depth[service] = max((depth_of(each, inner) + 1 for each in above), default=0)
        return depth[service]

    for service in links:
        depth_of(service, frozenset({service}))
    return [
        [service for service in links if depth[service] == level]
        for level in range(max(depth.values()) + 1)
    ]


class _Sheet:
    """Takes the boxes row by row, and finds a way between them for each line."""

    def __init__(self) -> None:
        self.width = A_ROW * (WIDTH + ACROSS) + ACROSS
        self.y = ACROSS
        self.middle: dict[str, int] = {}
        self.row_of: dict[str, int] = {}
        # The upper edge of each row, and the left edges of the boxes in it.
        self.rows: list[tuple[int, list[int]]] = []

    def take(self, names: Sequence[str], shift: int) -> Iterator[tuple[str, int, int]]:
        """Give each of *names* with the place of its box in a new row, moved by *shift*."""
        left = (self.width - len(names) * (WIDTH + ACROSS) + ACROSS) // 2 + shift
        places = [left + index * (WIDTH + ACROSS) for index in range(len(names))]
        for name, x in zip(names, places, strict=True):
            self.middle[name] = x + WIDTH // 2
            self.row_of[name] = len(self.rows)
            yield name, x, self.y
        self.rows.append((self.y, places))
        self.y += HEIGHT + DOWN

    def line(self, one: str, other: str) -> str:
        """Return a path from the box of *one* down to that of *other*, around those between."""
        x, aim = self.middle[one], self.middle[other]
        start, end = self.row_of[one], self.row_of[other]
        if end <= start:
            # A circle: the line goes up again, behind the boxes.
            return f"M{x} {self.rows[start][0]}L{aim} {self.rows[end][0] + HEIGHT}"
        steps = [f"M{x} {self.rows[start][0] + HEIGHT}"]
        for y, places in self.rows[start + 1 : end]:
            free = _free(x, aim, places)
            steps += [_bend(x, free, y), f"V{y + HEIGHT}"]
            x = free
        return "".join([*steps, _bend(x, aim, self.rows[end][0])])


def _free(x: int, aim: int, places: Sequence[int]) -> int:
    """Return where a line at *x* passes the boxes at *places*: aside, on the side of *aim*."""
    for left in places:
        if left - ACROSS // 2 < x < left + WIDTH + ACROSS // 2:
            return left + WIDTH + ACROSS // 2 if aim > x else left - ACROSS // 2
    return x


def _bend(x: int, aim: int, y: int) -> str:
    """Return the way from *x* to *aim* through the gap above the row at *y*."""
    middle = y - DOWN // 2
    return f"V{y - DOWN}" + (f"V{y}" if x == aim else f"C{x} {middle} {aim} {middle} {aim} {y}")


def _placed(
    bands: Sequence[tuple[str, str, list[str]]],
    edges: Sequence[tuple[str, str]],
    titles: Mapping[str, str],
) -> Drawing:
    above: dict[str, list[str]] = {}
    for one, other in edges:
        above.setdefault(other, []).append(one)
    sheet, boxes, labels = _Sheet(), list[Box](), list[tuple[str, int]]()

    def under(name: str) -> tuple[float, str]:
        over = [sheet.middle[each] for each in above.get(name, ()) if each in sheet.middle]
        return (sum(over) / len(over) if over else sheet.width / 2), name

    for kind, label, names in bands:
        if label:
            labels.append((label, sheet.y + ACROSS // 2))
            sheet.y += HEADED
        rows = _rows(sorted(names, key=under))
        for number, row in enumerate(rows):
            # Lines from the row above go down between the boxes of this one.
            shift = (WIDTH + ACROSS) // (4 if number % 2 else -4) if len(rows) > 1 else 0
            for name, x, y in sheet.take(row, shift):
                boxes.append(Box(name, kind, x, y, _lines(titles[name])))
    lines = [sheet.line(*edge) for edge in edges]
    return Drawing(sheet.width, sheet.y - DOWN + ACROSS, boxes, lines, labels)


def _rows(names: Sequence[str]) -> list[Sequence[str]]:
    """Return *names* in rows of about the same length."""
    if len(names) <= A_ROW:
        return [names]
    size = ceil(len(names) / ceil(len(names) / (A_ROW - 1)))
    return [names[start : start + size] for start in range(0, len(names), size)]


def _lines(title: str) -> Sequence[str]:
    return textwrap.wrap(title, CHARACTERS, max_lines=LINES, placeholder=" …")
