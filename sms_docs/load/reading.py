"""What has been read so far, and the one way from a path to a source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sms_docs.load import text
from sms_docs.load.items import id_in_name
from sms_docs.load.schemas import Schemas
from sms_docs.load.source import Source, open_source
from sms_docs.model import Defect, Document, DocumentType, Record

MARK = "byte-order-mark"
# What helps with a file of measurements, where the usual cure does not.
SERIES = {
    "file-too-large": "Leave out what no target needs, or give counts by day and not each case.",
    "not-utf8": "Save the file as CSV UTF-8.",
}


@dataclass(slots=True)
class Reading:
    """Gathers items, faults by rule, and the other files by path."""

    root: Path
    schemas: Schemas
    documents: list[Document] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    faults: dict[str, list[Defect]] = field(default_factory=dict)
    files: dict[str, frozenset[str] | None] = field(default_factory=dict)
    series: dict[str, str] = field(default_factory=dict)

    def add(self, rule: str, defect: Defect) -> None:
        """Note *defect* for the rule that reports it."""
        self.faults.setdefault(rule, []).append(defect)

    def clean_text(self, path: str, largest: int = text.LARGEST) -> str | None:
        """Return the clean text of *path*, *largest* bytes at most; None if it has none."""
        clean = text.read(self.root, path, largest)
        self._note(path, clean.faults)
        return _readable(clean)

    def read_series(self, path: str) -> None:
        """Keep the clean text of the measurements at *path*, where it can be read."""
        clean = text.read(self.root, path)
        # A spreadsheet begins every file with one, and no reader of CSV minds.
        told = [fault for fault in clean.faults if fault.rule != MARK]
        self._note(path, (each._replace(fix=SERIES.get(each.rule, each.fix)) for each in told))
        content = _readable(clean)
        if content is not None:
            self.series[path] = content

    def source(self, path: str, kind: DocumentType) -> Source | None:
        """Return the file *path* taken apart; None where its text cannot be read."""
        clean = text.read(self.root, path)
        content = _readable(clean)
        if content is None:
            self._note(path, clean.faults)
            return None
        source = open_source(path, content, kind, self.schemas)
        # An invisible character in the metadata is an error there, and told once.
        told = {defect.place for rule, defect in source.faults if rule == "forbidden-character"}
        self._note(path, (fault for fault in clean.faults if fault.place not in told))
        identity = source.identity(id_in_name(path) or "") or None
        for rule, defect in source.faults:
            self.add(rule, defect._replace(document=identity))
        return source

    def _note(self, path: str, faults: Iterable[text.Fault]) -> None:
        for fault in faults:
            defect = Defect(path, fault.place, fault.message, fault.fix, id_in_name(path))
            self.add(fault.rule, defect)

    def frozen_faults(self) -> Mapping[str, tuple[Defect, ...]]:
        """Return the faults as a value: rule -> defects in the order met."""
        return {rule: tuple(defects) for rule, defects in self.faults.items()}


def _readable(clean: text.Clean) -> str | None:
    readable = all(fault.rule in text.READABLE for fault in clean.faults)
    return clean.text if readable else None
