"""Where the parts of a chart stand: scale, target, columns or line, marks and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from sms_docs.views.chart.scale import ZERO, Scale, scale, written
from sms_docs.views.chart.series import MISSED, Point, Series

# Narrow enough for a phone to show it in full size: there the letters are 12 pixels high.
WIDTH, HEIGHT = 350, 180
TOP, BOTTOM, RIGHT = 24, 36, 46
SPARK_WIDTH, SPARK_HEIGHT = 120, 30
# How wide a letter is at most, and how far words stand from what they belong to.
LETTER = 7.0
EDGE = 4.0
# From the ends of the scale to the values, so that a mark at the end is seen whole.
INNER = 7.0
LONGEST = 10
STUB = 2.0
WIDEST = 9.0
ABOVE, BELOW = -10.0, 17.0
LINE = 12.0


class Mark(NamedTuple):
    """A value at its place."""

    x: float
    y: float
    point: Point


class Column(NamedTuple):
    """A value as a column; *x* and *y* are its upper left corner."""

    x: float
    y: float
    width: float
    height: float
    point: Point


class Word(NamedTuple):
    """A word at its place; *anchor* is which end of it stands there."""

    x: float
    y: float
    text: str
    anchor: str = "middle"

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where it goes at most, from left to right."""
        wide = len(self.text) * LETTER
        left = self.x - {"start": 0.0, "middle": wide / 2, "end": wide}[self.anchor]
        return left, left + wide


class Plot(NamedTuple):
    """A chart with everything at its place.

    *rules* are the values of the scale, *ground* is the height of its foot, or of zero
    where there are columns; *line* and *target* are paths.
    """

    scale: Scale
    left: float
    right: float
    ground: float
    rules: Sequence[Word]
    periods: Sequence[Word]
    columns: Sequence[Column]
    line: str
    marks: Sequence[Mark]
    target: str
    words: Sequence[Word]


class Spark(NamedTuple):
    """A chart without scale and words, as high as a line of text."""

    line: str
    marks: Sequence[Mark]
    target: str


def plot(series: Series) -> Plot | None:
    """Return the chart of *series*; None where nothing was measured."""
    series = series.drawable()
    if not series.measured:
        return None
    side = scale(series.values, series.comparator)
    left = round(2 * EDGE + LETTER * max(len(written(tick)) for tick in side.ticks), 1)
    sheet = _Sheet(series, side, (left, WIDTH - RIGHT), (TOP, HEIGHT - BOTTOM))
    marks = sheet.marks()
    stands = side.has_zero
    ground = sheet.y(ZERO) if stands else sheet.y(side.low)
    return Plot(
        scale=side,
        left=left,
        right=WIDTH - RIGHT,
        ground=ground,
        rules=[Word(left - EDGE, sheet.y(each), written(each), "end") for each in side.ticks],
        periods=_periods(sheet),
        columns=[_column(mark, sheet.half, ground) for mark in marks] if stands else [],
        line="" if stands else sheet.line(),
        marks=[mark for mark in marks if not stands or mark.point.state == MISSED],
        target=sheet.target(),
        words=[*_breaches(sheet, ground if stands else None), *_name(sheet)],
    )


def spark(series: Series) -> Spark | None:
    """Return *series* as a line, its breaches and the newest value marked; None without any."""
    series = series.drawable()
    if not series.measured:
        return None
    side = scale(series.values, series.comparator)
    sheet = _Sheet(series, side, (0, SPARK_WIDTH), (INNER, SPARK_HEIGHT - INNER))
    *before, last = sheet.marks()
    missed = [mark for mark in before if mark.point.state == MISSED]
    return Spark(sheet.line(), [*missed, last], sheet.target())


class _Sheet:
    """Gives each value its place: the points from left to right, the values from below."""

    def __init__(
        self, series: Series, side: Scale, across: tuple[float, float], down: tuple[float, float]
    ) -> None:
        self.points = series.points
        self.rises = series.comparator != "at-least"
        self.side = side
        self.across, self.down = across, down
        self.half = (across[1] - across[0] - 2 * INNER) / len(self.points) / 2

    def x(self, index: int) -> float:
        """Return the middle of the place of a point."""
        return round(self.across[0] + INNER + self.half * (2 * index + 1), 1)

    def y(self, value: Decimal) -> float:
        """Return the height of *value*."""
        top, bottom = self.down
        return round(bottom - self.side.share(value) * (bottom - top), 1)

    def marks(self) -> list[Mark]:
        """Return the values at their places."""
        return [
            Mark(self.x(index), self.y(each.value), each)
            for index, each in enumerate(self.points)
            if each.value is not None
        ]

    def line(self) -> str:
        """Return the path from value to value; it ends where none was measured."""
        steps, pen = [], "M"
        for index, each in enumerate(self.points):
            if each.value is None:
                pen = "M"
            else:
                steps.append(f"{pen}{self.x(index)} {self.y(each.value)}")
                pen = "L"
        return "".join(steps)

    def target(self) -> str:
        """Return the path of the target: level over each point, with a step where it changed."""
        steps, before = [], None
        for index, each in enumerate(self.points):
            if each.target is not None:
                here, end = self.x(index) - self.half, self.x(index) + self.half
                y = self.y(each.target)
                # A step is drawn where a line is under way.
                start = f"M{here:.1f} {y}" if before is None else f"V{y}"
                steps.append(f"{start}H{end:.1f}")
            before = each.target
        return "".join(steps)


def _column(mark: Mark, half: float, ground: float) -> Column:
    """Return the column from *ground* to *mark*; of zero a stub is seen, of nothing nothing."""
    wide = round(min(WIDEST, half * 0.7), 1)
    height = max(STUB, abs(mark.y - ground))
    top = ground - height if mark.y <= ground else ground
    return Column(round(mark.x - wide, 1), round(top, 1), 2 * wide, round(height, 1), mark.point)


def _periods(sheet: _Sheet) -> list[Word]:
    """Return the words below the points, the newest for certain, the others where there is room."""
    words: list[Word] = []
    free = float(WIDTH)
    for index in range(len(sheet.points) - 1, -1, -1):
        text = sheet.points[index].label
        short = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
        word = _inside(Word(sheet.x(index), HEIGHT - EDGE, short))
        if word.reach[1] <= free and word.reach[0] >= 0:
            words.append(word)
            free = word.reach[0] - 2 * EDGE
    return words[::-1]


def _breaches(sheet: _Sheet, ground: float | None) -> Iterator[Word]:
    """Give the word for each run of breaches where it covers no other word.

    It stands at the end of a column that rises from *ground*; else on the side of a mark
    that is away from the target.
    """
    free = 0.0
    for missed, run in groupby(sheet.marks(), lambda mark: mark.point.state == MISSED):
        if missed:
            marks = list(run)
            heights = [mark.y for mark in marks]
            up = sheet.rises if ground is None else max(heights) <= ground
            y = min(heights) + ABOVE if up else max(heights) + BELOW
            x = (marks[0].x + marks[-1].x) / 2
            word = _inside(Word(round(x, 1), round(y, 1), MISSED))
            if word.reach[0] >= free:
                free = word.reach[1]
                yield word


def _name(sheet: _Sheet) -> Iterator[Word]:
    """Give the word beside the end of the line of the target."""
    last = sheet.points[-1].target
    if last is not None:
        yield Word(sheet.across[1] + EDGE, sheet.y(last) + EDGE, "target", "start")


def _inside(word: Word) -> Word:
    """Return *word* moved so far that it begins and ends in the picture."""
    left, right = word.reach
    moved = max(0.0, EDGE - left) - max(0.0, right - (WIDTH - EDGE))
    return word._replace(x=round(word.x + moved, 1))
