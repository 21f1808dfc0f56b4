"""The pack of a management review as text for a terminal, and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from sms_docs.printable import printable, unobeyed
from sms_docs.views.review_pack import Pack

LONGEST = 1000
WIDTH = 100


def as_text(made: Pack) -> str:
    """Return one page: each input with its topics, what is there, and the ids."""
    return "\n".join(_shown(line) for line in _text(made)) + "\n"


def _shown(line: str) -> str:
    return printable(line, limit=LONGEST)


def _text(made: Pack) -> Iterator[str]:
    yield _title(made)
    yield _span(made)
    for number, each in enumerate(made.inputs, 1):
        yield from ("", f"{number}. {each.title}", "=" * len(f"{number}. {each.title}"))
        for topic in each.topics:
            yield f"{topic.title}: {topic.summary}"
            yield from (f"  {line.id}  {line.text}" for line in topic.lines)


def as_markdown(made: Pack) -> str:
    """Return the same with headings and lists, in which no text means anything."""
    return "\n".join(_markdown(made)) + "\n"


def _markdown(made: Pack) -> Iterator[str]:
    yield f"# {_escaped(_title(made))}"
    yield from ("", _escaped(_span(made)))
    for number, each in enumerate(made.inputs, 1):
        yield from ("", f"## {number}. {_escaped(each.title)}")
        for topic in each.topics:
            yield from ("", f"### {_escaped(topic.title)}", "", _escaped(topic.summary))
            if topic.lines:
                yield ""
            yield from (f"- {_escaped(line.id)}: {_escaped(line.text)}" for line in topic.lines)


def _title(made: Pack) -> str:
    return f"Inputs of the management review {made.period.label}, {made.organisation}"


def _span(made: Pack) -> str:
    return f"From {made.period.first} to {made.period.last}, as of {made.as_of}."


def _escaped(text: str) -> str:
    return unobeyed(_shown(text))
