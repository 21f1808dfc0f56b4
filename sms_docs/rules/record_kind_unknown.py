"""A document asks for records of a kind that does not exist.

What it finds
    An entry of `records` whose `kind` is the name of no type of record, whose `each` is the name of
    no type of document or record, or whose `where` has a key that records of the kind do not have.

Why it matters
    Nobody can write such a record, and nothing would ever look for it: the document seems to
    demand evidence, and its absence goes unnoticed.

Example
        records:
          - name: Service report
            kept_in: Repository, records/service-reports
            retention: P3Y
            kind: service-reports

Use instead
            kind: service-report

Fix
    Write the name of a type; `sms-docs schema` lists them. For a kind of your own add a schema.
    What is kept in another system has no `kind`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import Defect, Document, ManagementSystem, Severity
from sms_docs.suggest import suggest, suggester

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS605"
SEVERITY = Severity.ERROR
# Keys of every record, beside those of its kind.
COMMON = ("procedure", "owner", "classification")


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each kind and each type of subjects that is none."""
    known = {
        "kind": [each.name for each in system.types.values() if each.category == "record"],
        "each": [each.name for each in system.types.values() if each.category != "trust"],
    }
    hints = {key: suggester(names) for key, names in known.items()}
    for document in system.documents:
        entries = document.data.get("records")
        for position, entry in enumerate(entries if isinstance(entries, list) else ()):
            for key, names in known.items() if isinstance(entry, dict) else ():
                name = entry.get(key)
                if isinstance(name, str) and name not in names:
                    yield _defect(document, position, (key, name), hints[key])
            yield from _keys(system, document, position)


def _keys(system: ManagementSystem, document: Document, position: int) -> Iterator[Defect]:
    """Report each key under `where` that records of the kind cannot have."""
    entry = document.data["records"][position]
    where = entry.get("where") if isinstance(entry, dict) else None
    kind = system.types.get(str(entry.get("kind"))) if isinstance(where, dict) else None
    if kind is None or not isinstance(where, dict):
        return
    known = sorted({*kind.schema.get("properties", {}), *COMMON})
    for key in where:
        if key not in known:
            yield Defect(
                document.path,
                document.place("records", position, "where", str(key)),
                f"records of kind {kind.name} have no key '{key}'{suggest(str(key), known)}",
                f"Write a key of theirs; `sms-docs schema {kind.name}` lists them.",
                document.id,
            )


def _defect(
    document: Document, position: int, wrong: tuple[str, str], hint: Callable[[str], str]
) -> Defect:
    key, name = wrong
    what = "no kind of record" if key == "kind" else "no type of document or record"
    return Defect(
        document.path,
        document.place("records", position, key),
        f"there is {what} '{name}'{hint(name)}",
        f"Write the name of a type under `{key}`; `sms-docs schema` lists them.",
        document.id,
    )
