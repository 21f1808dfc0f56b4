"""The checklist for a terminal, as Markdown to fill in, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sms_docs.model import Record
from sms_docs.printable import printable, printable_json
from sms_docs.views.audit.checklist import Checklist, Earlier, Item, Kept, Source
from sms_docs.views.audit.sample import ALGORITHM, Pointed, Sample
from sms_docs.views.plain_markdown import plain

LONG = 1000
GRADES = "met / nonconformity / observation / improvement"


def as_text(found: Checklist) -> str:
    """Return *found* in lines, every text in it made safe."""
    lines = [_title(found), _how_drawn(found)]
    for item in found.items:
        requirement = item.row.requirement
        lines += ["", f"{requirement.id} {item.row.clause.title}: {_state(item)}"]
        lines.append(f"  {requirement.text}")
        lines += _section("documents", [_source(each) for each in item.sources])
        lines += _section("newest records", [_kept(each) for each in item.records])
        lines += _section("earlier findings", [_finding(each) for each in item.findings])
        drawn = [*map(_sample, item.samples), *map(_pointed, item.pointed)]
        lines += _section("sample", drawn)
        lines += _section("ask", [f"[ ] {each}" for each in item.questions])
    return "".join(f"{printable(line, LONG)}\n" for line in lines)


def as_markdown(found: Checklist) -> str:
    """Return *found* as Markdown with room for the answers, every text in it made safe."""
    command = _command(found)
    how = plain(_how_drawn(found).removesuffix(command))
    lines = [f"# {plain(_title(found))}", "", f"{how} `{command}`"]
    for item in found.items:
        lines += ["", *_in_markdown(item)]
    return "\n".join(lines) + "\n"


def as_json(found: Checklist) -> str:
    """Return *found* as JSON; `sms-docs schema audit-checklist` describes it."""
    value = {
        "catalogue": found.catalogue.id,
        "as_of": found.as_of.isoformat(),
        "numbers": list(found.numbers),
        "sampling": {
            "algorithm": ALGORITHM,
            "seed": found.seed,
            "of_each_kind": found.size,
            "after": found.since.isoformat(),
            "until": found.as_of.isoformat(),
        },
        "rows": [_row(each) for each in found.items],
    }
    return printable_json(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _title(found: Checklist) -> str:
    numbers = ", ".join(found.numbers)
    return f"Audit checklist for {numbers} of {found.catalogue.standard} as of {found.as_of}"


def _how_drawn(found: Checklist) -> str:
    return (
        f"Samples: {found.size} of each kind of record dated after {found.since} and up to"
        f" {found.as_of}, {ALGORITHM}; the seed is {found.seed}. To draw again: {_command(found)}"
    )


def _command(found: Checklist) -> str:
    return f"printf %s {found.seed}:ID | sha256sum"


def _state(item: Item) -> str:
    return f"{item.row.state}, {item.row.reason}" if item.row.reason else str(item.row.state)


def _section(name: str, lines: list[str]) -> Iterator[str]:
    yield f"  {name}" if lines else f"  {name}: none"
    yield from (f"    {line}" for line in lines)


def _document(source: Source) -> str:
    document = source.document
    return f"{document.id} {document.version} {document.title}"


def _owned(source: Source) -> str:
    document = source.document
    return f"{document.standing.status}, owner {document.owner}"


def _source(source: Source) -> str:
    where = f"{source.heading}, {source.link}" if source.heading else source.link
    return f"{_document(source)} ({_owned(source)}): {where}"


def _record(record: Record) -> str:
    """Return *record* in words; of a record about people nothing but its id and day."""
    return " ".join(filter(None, (record.id, record.date, _title_of(record))))


def _title_of(record: Record) -> str | None:
    return record.title if record.type.published else None


def _kept(kept: Kept) -> str:
    return f"{kept.kind}, {kept.total} in all: {'; '.join(map(_record, kept.newest))}"


def _finding(finding: Earlier) -> str:
    followed = f" ({finding.nonconformity})" if finding.nonconformity else ""
    text = " ".join(finding.text.split())
    return f"{finding.audit.id} {finding.audit.date} {finding.grade}{followed}: {text}"


def _sample(sample: Sample) -> str:
    drawn = "; ".join(map(_record, sample.drawn))
    return f"{sample.kind}, {len(sample.drawn)} of {len(sample.population)}: {drawn}"


def _pointed(pointed: Pointed) -> str:
    numbers = ", ".join(pointed.numbers)
    return f"already drawn by {pointed.id} from {pointed.system} on {pointed.sampled}: {numbers}"


def _in_markdown(item: Item) -> Iterator[str]:
    requirement = item.row.requirement
    yield f"## {plain(requirement.id)} {plain(item.row.clause.title)}"
    yield from ("", plain(requirement.text), "", f"State: {plain(_state(item))}")
    yield from _part("Documents", [_link(each) for each in item.sources])
    yield from _part("Newest records", [plain(_kept(each)) for each in item.records])
    yield from _part("Earlier findings", [plain(_finding(each)) for each in item.findings])
    yield from _part("Sample", list(_to_look_at(item)))
    yield from _part("Questions", [f"[ ] {plain(each)}\n  Answer:" for each in item.questions])
    yield from _part("Judgement", [f"[ ] {GRADES}:", "[ ] Evidence seen:"])


def _part(name: str, lines: list[str]) -> Iterator[str]:
    yield from ("", f"### {name}", "")
    yield from (f"- {line}" for line in lines or ["none"])


def _link(source: Source) -> str:
    place = f", {plain(source.heading)}" if source.heading else ""
    link = f"[{plain(_document(source))}{place}]({quote(source.link, safe='/#')})"
    return f"{link}: {plain(_owned(source))}"


def _to_look_at(item: Item) -> Iterator[str]:
    for sample in item.samples:
        yield (
            f"{plain(sample.kind)}, {len(sample.drawn)} of {len(sample.population)}:"
            f" {plain(', '.join(sample.population))}"
        )
        yield from (f"[ ] {plain(_record(each))}:" for each in sample.drawn)
    yield from (plain(_pointed(each)) for each in item.pointed)


def _row(item: Item) -> dict[str, Any]:
    requirement = item.row.requirement
    return {
        "clause": item.row.clause.number,
        "requirement": requirement.id,
        "title": item.row.clause.title,
        "text": requirement.text,
        "evidence": requirement.evidence,
        "state": str(item.row.state),
        "reason": item.row.reason,
        "documents": [_as_document(each) for each in item.sources],
        "records": [
            {"kind": each.kind, "count": each.total, "newest": [*map(_as_record, each.newest)]}
            for each in item.records
        ],
        "findings": [
            {
                "audit": each.audit.id,
                "date": each.audit.date,
                "grade": each.grade,
                "text": each.text,
                "nonconformity": each.nonconformity or None,
            }
            for each in item.findings
        ],
        "samples": [
            {
                "kind": each.kind,
                "population": list(each.population),
                "drawn": [record.id for record in each.drawn],
            }
            for each in item.samples
        ],
        "already_drawn": [
            {**each._asdict(), "numbers": list(each.numbers)} for each in item.pointed
        ],
        "questions": list(item.questions),
    }


def _as_document(source: Source) -> dict[str, Any]:
    document = source.document
    return {
        "id": document.id,
        "title": document.title,
        "version": document.version,
        "status": str(document.standing.status),
        "owner": document.owner,
        "heading": source.heading or None,
        "link": source.link,
    }


def _as_record(record: Record) -> dict[str, Any]:
    return {"id": record.id, "date": record.date, "title": _title_of(record)}
