"""The schemas: which types there are, and what is wrong with data of a type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

import jsonschema_rs

from sms_docs.load.formats import ACCEPTING
from sms_docs.load.schema_files import SchemaFile, refuse, schema_files
from sms_docs.load.schema_marks import check_unique
from sms_docs.load.schema_parts import URN, Part
from sms_docs.load.schema_properties import Known, Property, properties, references
from sms_docs.load.violation import Violation
from sms_docs.model import Data, DocumentType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sms_docs.load.explain import Explainer

__all__ = ["Property", "Schemas", "Violation", "load_schemas"]


def load_schemas(root: Path | None) -> Schemas:
    """Return the schemas of sms-docs, overridden by name and extended by those of *root*.

    Raises:
        ConfigurationError: a schema of the project cannot be used; it names the place.
    """
    files = schema_files(root)
    if any(file.own for file in files.values()):
        from sms_docs.load.schema_checks import check_schemas  # noqa: PLC0415 - rarely needed

        check_schemas(files)
    check_unique(files)
    documents = {f"{URN}{file.name}": file.schema for file in files.values()}
    known: Known = {}
    types = {
        file.name: _type(file, documents, known)
        for file in files.values()
        if "x-sms" in file.schema
    }
    return Schemas(types, documents)


@dataclass(frozen=True, slots=True)
class Schemas:
    """Every schema, compiled when it is first asked.

    *types* are by name, *documents* are the schema documents of types and of shared
    bases by ``$id``.
    """

    types: Mapping[str, DocumentType]
    documents: Mapping[str, Data] = field(repr=False)
    _validators: dict[str, jsonschema_rs.Validator] = field(default_factory=dict, repr=False)
    _explainers: list[Explainer] = field(default_factory=list, repr=False)
    _registries: list[jsonschema_rs.Registry] = field(default_factory=list, repr=False)

    def violations(self, type_name: str, data: object) -> tuple[Violation, ...]:
        """Return what the schema *type_name* has against *data*, each fault once.

        Only data that fails is explained, because explaining is slow.
        """
        validator = self._validators.get(type_name)
        if validator is None:
            validator = self._validators[type_name] = self._compile(type_name)
        if validator.is_valid(data):
            return ()
        if not self._explainers:
            from sms_docs.load.explain import Explainer  # noqa: PLC0415 - jsonschema is slow

            self._explainers.append(Explainer(self.documents))
        return self._explainers[0].explain(f"{URN}{type_name}", data)

    def properties(self, type_name: str) -> tuple[Property, ...]:
        """Return what the schema *type_name* says about each key, inner keys after outer."""
        home = f"{URN}{type_name}"
        return tuple(properties(Part(home, self.documents[home]), self.documents))

    def _compile(self, type_name: str) -> jsonschema_rs.Validator:
        try:
            if not self._registries:
                resources = [(home, dict(schema)) for home, schema in self.documents.items()]
                self._registries.append(jsonschema_rs.Registry(resources, retriever=_refuse))
            return jsonschema_rs.Draft202012Validator(
                dict(self.documents[f"{URN}{type_name}"]),
                registry=self._registries[0],
                formats=dict(ACCEPTING),
                validate_formats=True,
                # The other engine backtracks, and a pattern could hold it for ever.
                pattern_options=jsonschema_rs.RegexOptions(),
            )
        except (ValueError, jsonschema_rs.ValidationError) as error:
            path = SchemaFile(type_name, {}).path
            refuse(path, f"cannot be used: {error}", "correct the schema")


def _refuse(uri: str) -> NoReturn:
    message = f"remote references are not allowed: {uri}"
    raise LookupError(message)


def _type(file: SchemaFile, documents: Mapping[str, Data], known: Known) -> DocumentType:
    marks = file.schema["x-sms"]
    return DocumentType(
        name=file.name,
        title=file.schema.get("title", file.name),
        category=marks["category"],
        directory=marks["directory"],
        prefixes=tuple(marks.get("prefixes", ())),
        format=marks["format"],
        headings=tuple(marks.get("headings", ())),
        artefacts=tuple(
            each if isinstance(each, str) else each["id"] for each in marks.get("artefacts", ())
        ),
        references=references(Part(f"{URN}{file.name}", file.schema), documents, known),
        schema=file.schema,
        path=file.path,
        retention=marks.get("retention", ""),
        conditions={
            each["id"]: each["where"]
            for each in marks.get("artefacts", ())
            if isinstance(each, dict)
        },
        published=marks.get("published", True),
    )
