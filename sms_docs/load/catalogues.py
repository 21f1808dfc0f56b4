"""Catalogues: a standard's clauses and requirements, from the project or the package."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import jsonschema_rs
from jsonschema_rs import ValidationErrorKind

from sms_docs.body import Place
from sms_docs.catalogue import Catalogue
from sms_docs.errors import ConfigurationError
from sms_docs.load import text, yaml
from sms_docs.load.catalogue_values import catalogue_of
from sms_docs.load.crosswalks import crosswalk_faults
from sms_docs.load.numbers import load_numbers
from sms_docs.model import KEY, TOP, Data, KeyPath
from sms_docs.suggest import suggest

SHIPPED = Path(__file__).parent.parent / "catalogues"
FOLDER = "catalogues"
ENDING = ".yml"
WORDING = ".wording.yml"
SCHEMA = SHIPPED / "catalogue.schema.json"


class Source(NamedTuple):
    """A file of a catalogue as read; *path* is what messages call it."""

    path: str
    data: Any
    places: Mapping[KeyPath, Place]

    def refuse(self, key: KeyPath, wrong: str, cure: str) -> NoReturn:
        """Raise for what is wrong at *key*."""
        line, column = self.places.get(key, TOP)
        message = f"{self.path}:{line}:{column}: {wrong}; {cure}"
        raise ConfigurationError(message)


def catalogue_names(root: Path) -> tuple[str, ...]:
    """Return the ids of the catalogues that *root* and the package hold, sorted."""
    own = {path.name for path in (root / FOLDER).glob("*" + ENDING)}
    named = {name.removesuffix(ENDING) for name in own if not name.endswith(WORDING)}
    return tuple(sorted(named | shipped_names()))


def shipped_names() -> set[str]:
    """Return the ids of the catalogues of the package."""
    return {path.stem for path in SHIPPED.glob("*.json")} - {SCHEMA.stem}


def no_catalogue(catalogue_id: str, root: Path) -> str:
    """Return why there is no catalogue *catalogue_id*; an empty text where there is one."""
    names = catalogue_names(root)
    if catalogue_id in names:
        return ""
    return f"no catalogue '{catalogue_id}'{suggest(catalogue_id, names)}; known: {', '.join(names)}"


def load_catalogue(catalogue_id: str, root: Path, *, wording: bool = False) -> Catalogue:
    """Return the catalogue *catalogue_id* of the project, else that of the package.

    *wording* lays the official texts of ``<id>.wording.yml``, where the project has
    bought them, over ours.  They are under copyright: for a terminal, never a site.

    Raises:
        ConfigurationError: no such catalogue, or one of its files is broken.
    """
    if missing := no_catalogue(catalogue_id, root):
        raise ConfigurationError(missing)
    source = _source(catalogue_id, root)
    if _is_own(catalogue_id, root):
        check_source(source, catalogue_id)
        check_crosswalks(source, root)
    catalogue = catalogue_of(source.data)
    return _with_wording(catalogue, root) if wording else catalogue


def _is_own(catalogue_id: str, root: Path) -> bool:
    return (root / FOLDER / (catalogue_id + ENDING)).exists()


def _source(catalogue_id: str, root: Path) -> Source:
    """Return the file of the project, else that of the package."""
    if _is_own(catalogue_id, root):
        return _read(root / FOLDER, catalogue_id + ENDING)
    return shipped_source(catalogue_id)


def shipped_source(catalogue_id: str) -> Source:
    """Return the file of a catalogue of the package.

    It is JSON, which reads in a twentieth of the time, and is checked by our tests alone:
    every run of every command reads it.
    """
    path = SHIPPED / f"{catalogue_id}.json"
    return Source(f"{FOLDER}/{path.name}", json.loads(path.read_bytes()), {})


def check_source(source: Source, catalogue_id: str) -> None:
    """Refuse what is no catalogue of the id *catalogue_id*.

    Raises:
        ConfigurationError: it names the file, the place and the cure.
    """
    _check_schema(source)
    _check_ids(source, catalogue_id)
    _check_references(source)


def check_crosswalks(source: Source, root: Path) -> None:
    """Refuse a crosswalk to a clause that does not exist, of a catalogue or a list of numbers.

    Raises:
        ConfigurationError: it names the file, the place and the cure.
    """
    lists, names = load_numbers(), catalogue_names(root)

    def numbers_of(name: str) -> Collection[str]:
        if name not in names:
            return lists[name].numbers
        aim = _source(name, root)
        if _is_own(name, root):
            _check_schema(aim)
        return [clause["id"] for clause in aim.data["clauses"]]

    for fault in crosswalk_faults(source.data, (*lists, *names), numbers_of):
        source.refuse(*fault)


def _read(folder: Path, name: str) -> Source:
    path = f"{FOLDER}/{name}"
    clean = text.read(folder, name)
    faults = [fault for fault in clean.faults if fault.rule not in text.READABLE]
    if faults:
        Source(path, None, {(): faults[0].place}).refuse((), faults[0].message, faults[0].fix)
    parsed = yaml.parse(clean.text)
    if parsed.faults:
        fault = parsed.faults[0]
        Source(path, None, {(): fault.place}).refuse((), fault.message, fault.fix)
    return Source(path, parsed.data, parsed.places)


def _check_schema(source: Source) -> None:
    validator = jsonschema_rs.validator_for(json.loads(SCHEMA.read_text(encoding="utf-8")))
    if validator.is_valid(source.data):
        return
    # A key that is misspelt is also a key that is missing: the former says more.
    error = min(validator.iter_errors(source.data), key=lambda error: not _unknown_keys(error))
    key = tuple(part if isinstance(part, int) else str(part) for part in error.instance_path)
    wrong = error.message
    if unknown := _unknown_keys(error):
        key = (*key, unknown[0], KEY)
        wrong = f"unknown key '{unknown[0]}'"
    elif isinstance(error.kind, ValidationErrorKind.Enum):
        wrong = f"'{error.instance}' is none of {', '.join(map(str, error.kind.options))}"
    source.refuse(key, wrong, f"{SCHEMA.name} says what a catalogue holds")


def _unknown_keys(error: jsonschema_rs.ValidationError) -> list[str]:
    kind = error.kind
    return kind.unexpected if isinstance(kind, ValidationErrorKind.AdditionalProperties) else []


def _check_ids(source: Source, catalogue_id: str) -> None:
    """Refuse a catalogue under another's name, an id used twice, a part in a wrong place."""
    named = source.data["catalogue"]["id"]
    if named != catalogue_id:
        wrong = f"the file of '{catalogue_id}' calls itself '{named}'"
        source.refuse(("catalogue", "id"), wrong, "give file and id the same name")
    seen: set[str] = set()
    for key, identity, stem, whole in _identities(source.data):
        if identity in seen:
            source.refuse(key, f"the id '{identity}' is used twice", "give each its own id")
        if stem != whole:
            source.refuse(key, f"'{identity}' stands in '{whole}'", f"begin its id with '{whole}'")
        seen.add(identity)


def _identities(data: Data) -> Iterator[tuple[KeyPath, str, str, str]]:
    """Give each id with its key path, its stem, and the whole that the stem must name."""
    for c, clause in enumerate(data["clauses"]):
        yield ("clauses", c, "id"), clause["id"], "", ""
        for r, requirement in enumerate(clause.get("requirements", ())):
            at = ("clauses", c, "requirements", r)
            identity = requirement["id"]
            yield (*at, "id"), identity, identity.rpartition("-")[0], clause["id"]
            for p, point in enumerate(requirement.get("points", ())):
                stem = point["id"].rstrip("0123456789")
                yield (*at, "points", p, "id"), point["id"], stem, identity
    for a, artefact in enumerate(data.get("artefacts", ())):
        yield ("artefacts", a, "id"), artefact["id"], "", ""


def _check_references(source: Source) -> None:
    """Refuse the name of a clause or of an artefact that the catalogue does not have."""
    clauses = {clause["id"] for clause in source.data["clauses"]}
    artefacts = {artefact["id"] for artefact in source.data.get("artefacts", ())}
    above: set[str] = set()
    for c, clause in enumerate(source.data["clauses"]):
        above.add(clause["id"])
        if clause["parent"] == clause["id"] or clause["parent"] in clauses - above:
            wrong = f"the parent '{clause['parent']}' does not stand above '{clause['id']}'"
            source.refuse(("clauses", c, "parent"), wrong, "list each clause below its parent")
    for key, number in _clause_names(source.data):
        if number not in clauses:
            hint = suggest(number, clauses)
            source.refuse(key, f"no clause '{number}'{hint}", "name a clause of this file")
    for key, identity in _artefact_names(source.data):
        if identity not in artefacts:
            hint = suggest(identity, artefacts)
            source.refuse(key, f"no artefact '{identity}'{hint}", "list it under artefacts")


def _clause_names(data: Data) -> Iterator[tuple[KeyPath, str]]:
    for c, clause in enumerate(data["clauses"]):
        if clause["parent"] is not None:
            yield ("clauses", c, "parent"), clause["parent"]
    for a, artefact in enumerate(data.get("artefacts", ())):
        for n, number in enumerate(artefact["clauses"]):
            yield ("artefacts", a, "clauses", n), number


def _artefact_names(data: Data) -> Iterator[tuple[KeyPath, str]]:
    for c, clause in enumerate(data["clauses"]):
        for n, identity in enumerate(clause.get("artefacts", ())):
            yield ("clauses", c, "artefacts", n), identity
        for r, requirement in enumerate(clause.get("requirements", ())):
            for n, identity in enumerate(requirement.get("artefacts", ())):
                yield ("clauses", c, "requirements", r, "artefacts", n), identity


def _with_wording(catalogue: Catalogue, root: Path) -> Catalogue:
    name = catalogue.id + WORDING
    if not (root / FOLDER / name).exists():
        return catalogue
    source = _read(root / FOLDER, name)
    official = _official(source)
    known = catalogue.requirements
    for identity in official:
        if identity not in known:
            wrong = f"no requirement '{identity}' in {catalogue.id}{suggest(identity, known)}"
            source.refuse(("wording", identity), wrong, "take the entry out or mend its id")
    clauses = {
        number: clause._replace(
            requirements=tuple(
                requirement._replace(text=official.get(requirement.id, requirement.text))
                for requirement in clause.requirements
            ),
        )
        for number, clause in catalogue.clauses.items()
    }
    return catalogue._replace(clauses=clauses)


def _official(source: Source) -> Mapping[str, str]:
    data = source.data
    official = data.get("wording") if isinstance(data, dict) and len(data) == 1 else None
    cure = 'write `wording:` and below it lines such as `"8.6.1-a": the text`'
    if not isinstance(official, dict):
        source.refuse((), "the file does not hold wording and nothing else", cure)
    for identity, wording in official.items():
        if not isinstance(wording, str):
            source.refuse(("wording", identity), f"'{identity}' has no text", cure)
    return official
