"""Charts as SVG made at build time: values beside their target, each with a table of the same.

A breach is known by its shape and by a word, never by colour alone; what was not measured
is a gap.  Colours and letters come from sms.css, so that a chart follows light and dark.
"""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from sms_docs.views.chart.plot import HEIGHT, SPARK_HEIGHT, SPARK_WIDTH, WIDTH, plot, spark
from sms_docs.views.chart.scale import ZERO, Scale, written
from sms_docs.views.chart.series import MET, MISSED, NOT_MEASURED, Point, Series, state_of
from sms_docs.views.rendering import render

__all__ = [
    "MET",
    "MISSED",
    "NOT_MEASURED",
    "Point",
    "Series",
    "aims",
    "amount",
    "chart",
    "progress",
    "sparkline",
    "state_of",
]
COMPARED = {"at-least": "at least", "at-most": "at most", "equal": "exactly"}
# How wide the bar of `progress` is drawn.
WHOLE = 100


def chart(series: Series, *, table: bool = True) -> Markup:
    """Return *series* as a picture with its legend and, folded, the table of its values.

    Where nothing was measured there is no picture, only the sentence that says so and
    the table.  Leave the table out where the page has the same values beside it.
    """
    drawn = plot(series)
    return render(
        "chart.html",
        series=series,
        plot=drawn,
        amount=amount,
        width=WIDTH,
        height=HEIGHT,
        described=_described(series, drawn.scale if drawn else None),
        begins=written(drawn.scale.low) if drawn and not drawn.scale.has_zero else "",
        aims=aims(series),
        missed=any(each.state == MISSED for each in series.points),
        table=table,
    )


def sparkline(series: Series) -> Markup:
    """Return *series* as a line of marks for the cell of a table; nothing where it has no value."""
    drawn = spark(series)
    if drawn is None:
        return Markup("")
    return render(
        "sparkline.html",
        series=series,
        spark=drawn,
        width=SPARK_WIDTH,
        height=SPARK_HEIGHT,
        described=_described(series, None),
    )


def progress(part: Decimal, whole: Decimal, words: str) -> Markup:
    """Return a small bar that is filled as far as *part* is of *whole*; *words* say the same.

    What is below nothing leaves it empty, what is above the whole fills it.
    """
    share = part / whole if part.is_finite() and whole.is_finite() and whole > ZERO else ZERO
    filled = min(Decimal(1), max(ZERO, share)) * WHOLE
    return render("progress.html", filled=f"{filled:.1f}", whole=WHOLE, words=words)


def amount(value: Decimal | None) -> str:
    """Return a value in full, without zeros that say nothing; nothing for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def aims(series: Series) -> str:
    """Return the target in words, with the period of each change; empty where there is none."""
    told, before = [], None
    for each in series.points:
        if each.target is not None and each.target != before:
            since = "" if before is None else f" from {each.label}"
            told.append(f"{amount(each.target)}{since}")
            before = each.target
    if not told:
        return ""
    compared = COMPARED.get(series.comparator, "")
    return " ".join(f"{compared} {told[0]} {series.unit}".split()) + "".join(
        f", {other}" for other in told[1:]
    )


def _described(series: Series, side: Scale | None) -> str:
    """Return in sentences what the picture shows."""
    points = series.points
    if not series.measured:
        return "Nothing was measured."
    last = series.measured[-1]
    told = [f"From {points[0].label} to {points[-1].label}."]
    if aim := aims(series):
        told.append(f"Target: {aim}.")
    if missed := [each.label for each in points if each.state == MISSED]:
        told.append(f"Missed in {', '.join(missed)}.")
    if absent := sum(each.value is None for each in points):
        told.append(f"Not measured in {absent} of {len(points)}.")
    told.append(f"Newest value: {amount(last.value)} {series.unit} in {last.label}.")
    if side and not side.has_zero:
        told.append(f"The scale begins at {written(side.low)}.")
    return " ".join(told)
