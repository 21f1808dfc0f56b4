"""Templates into HTML, with every value escaped so that neither HTML nor Markdown obeys it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from textwrap import dedent
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sms_docs.views.passages import passages

TEMPLATES = Path(__file__).parents[1] / "templates"
_OBEYED = re.compile(r"[^A-Za-z0-9 ,.;/?@\x80-\U0010ffff]")
_INDENT = "    "
_ITEM = re.compile(r"^[-*] ", re.MULTILINE)
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MINUTE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})")


@lru_cache(maxsize=1 << 14)  # titles, roles and states come again on page after page
def escape(text: str) -> str:
    """Return *text* as HTML in which no ASCII character can mean anything.

    Not html.escape(): a value may pass through Markdown, attribute lists and
    template code on its way into the page, and each obeys other characters.
    """
    return escape_long(text)


def escape_long(text: str) -> str:
    """Return the same for a text that comes once, and is not worth keeping."""
    return _OBEYED.sub(_entity, text)


def _entity(match: re.Match[str]) -> str:
    return f"&#{ord(match[0])};"


def render(template: str, **values: Any) -> Markup:  # noqa: ANN401 - a template takes any value
    """Return *template* filled with *values*."""
    # The template escaped every value.
    return Markup(environment().get_template(template).render(**values))  # noqa: S704


def unbroken(html: str) -> str:
    """Return *html* without blank lines: they would end an HTML block for Markdown."""
    return "\n".join(line for line in html.split("\n") if line.strip())


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the template environment, made once."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=shown,
        trim_blocks=True,
        lstrip_blocks=True,
        # Else it would ask for the time of the file whenever a template is used.
        auto_reload=False,
    )
    filters = (ticks, prose, spaced, period, columns, passages, when, numeric, signed, entries)
    made.filters |= {each.__name__: each for each in filters}
    # Imported in each template, they would be made anew for each page.
    for name in ("parts", "values"):
        made.globals[name] = made.get_template(f"{name}.html").module
    return made


def shown(value: object) -> Markup:
    """Return *value* as it stands in the page; None shows nothing."""
    if isinstance(value, Markup):
        return value
    return _marked("" if value is None else str(value))


@lru_cache(maxsize=1 << 14)
def _marked(text: str) -> Markup:
    return Markup(escape(text))  # noqa: S704 - escaped right here


def spaced(text: str) -> str:
    """Return a key or slug as words, the first letter large."""
    words = str(text).replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def period(text: str) -> str:
    """Return an ISO 8601 duration in words; other text as it is."""
    match = re.fullmatch(r"P([0-9]{1,4})([DMY])", str(text))
    if not match:
        return str(text)
    word = {"D": "day", "M": "month", "Y": "year"}[match[2]]
    return f"{int(match[1])} {word}" + ("" if int(match[1]) == 1 else "s")


def when(text: str) -> str:
    """Return a day, or a day and a time, as it is read; empty for any other text."""
    if _DAY.fullmatch(str(text)):
        return str(text)
    match = _MINUTE.fullmatch(str(text))
    return f"{match[1]} {match[2]}" if match else ""


def numeric(rows: Iterable[object], key: str) -> bool:
    """Return whether all that the mappings among *rows* have under *key* are numbers."""
    values = [row[key] for row in rows if isinstance(row, Mapping) and key in row]
    return bool(values) and all(map(is_number, values))


def is_number(value: object) -> bool:
    """Return whether *value* is a number, or a decimal as text."""
    if isinstance(value, str):
        return bool(_NUMBER.fullmatch(value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def signed(value: object) -> str:
    """Return a number with the sign of a minus, which is as wide as a digit."""
    return str(value).replace("-", "\u2212", 1)


def columns(rows: Iterable[object]) -> list[str]:
    """Return the keys of all mappings among *rows*, each once, in order of appearance."""
    return list(dict.fromkeys(key for row in rows if isinstance(row, Mapping) for key in row))


def entries(value: object) -> list[Mapping[str, Any]]:
    """Return the mappings of a list; none of what is no list."""
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def ticks(text: str) -> Markup:
    """Return one line of prose in which text between back-ticks is code."""
    parts = [escape(part) for part in str(text).split("`")]
    if len(parts) % 2 == 0:
        return shown(text)
    for index in range(1, len(parts), 2):
        parts[index] = f"<code>{parts[index]}</code>"
    return Markup("".join(parts))  # noqa: S704 - every part was escaped


def prose(text: str) -> Markup:
    """Return paragraphs, lists and indented code of a docstring as HTML."""
    return Markup("").join(_block(block) for block in _blocks(text.strip("\n")))


def _blocks(text: str) -> list[str]:
    blocks: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        if blocks and _is_code(block) and _is_code(blocks[-1]):
            blocks[-1] += "\n\n" + block
        elif block.strip():
            blocks.append(block)
    return blocks


def _is_code(block: str) -> bool:
    return all(line.startswith(_INDENT) for line in block.split("\n") if line.strip())


def _block(block: str) -> Markup:
    if _is_code(block):
        # The line ends are entities by now, so that no reader of lines can harm the code.
        return Markup("<pre><code>{}</code></pre>").format(shown(dedent(block)))
    if _ITEM.match(block):
        items = [" ".join(part.split()) for part in _ITEM.split(block) if part.strip()]
        return Markup("<ul>{}</ul>").format(
            Markup("").join(Markup("<li>{}</li>").format(ticks(item)) for item in items)
        )
    return Markup("<p>{}</p>").format(ticks(" ".join(block.split())))
