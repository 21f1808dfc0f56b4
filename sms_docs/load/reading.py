"""What has been read so far, and the one way from a path to a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sms_docs.load import text
from sms_docs.load.items import id_in_name
from sms_docs.load.schemas import Schemas
from sms_docs.load.source import Source, open_source
from sms_docs.model import Defect, Document, DocumentType, Record


@dataclass(slots=True)
class Reading:
    """Gathers items, faults by rule, and the other files by path."""

    root: Path
    schemas: Schemas
    documents: list[Document] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    faults: dict[str, list[Defect]] = field(default_factory=dict)
    files: dict[str, frozenset[str] | None] = field(default_factory=dict)

    def add(self, rule: str, defect: Defect) -> None:
        """Note *defect* for the rule that reports it."""
        self.faults.setdefault(rule, []).append(defect)

    def clean_text(self, path: str) -> str | None:
        """Return the clean text of *path*; None where it cannot be read."""
        clean = text.read(self.root, path)
        for fault in clean.faults:
            self.add(
                fault.rule,
                Defect(path, fault.place, fault.message, fault.fix, id_in_name(path)),
            )
        return clean.text if all(f.rule in text.READABLE for f in clean.faults) else None

    def source(self, path: str, kind: DocumentType) -> Source | None:
        """Return the file *path* taken apart; None where its text cannot be read."""
        content = self.clean_text(path)
        if content is None:
            return None
        source = open_source(path, content, kind, self.schemas)
        identity = source.identity(id_in_name(path) or "") or None
        for rule, defect in source.faults:
            self.add(rule, defect._replace(document=identity))
        return source

    def frozen_faults(self) -> Mapping[str, tuple[Defect, ...]]:
        """Return the faults as a value: rule -> defects in the order met."""
        return {rule: tuple(defects) for rule, defects in self.faults.items()}
