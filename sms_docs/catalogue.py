"""A standard as frozen values: its clauses, and what each of them demands."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple


class Holds(NamedTuple):
    """Keys of metadata that answer a requirement.

    They are asked of every document of the type *of*; where that is empty, of those that
    claim the requirement.  *keys* must hold something, *stated* must only be there.
    """

    of: str = ""
    keys: tuple[str, ...] = ()
    stated: tuple[str, ...] = ()


class Requirement(NamedTuple):
    """One demand inside a clause, in our own words.

    *evidence* is ``document``, ``record`` or ``none``: what proves it.  *artefacts*
    are the D.. and R.. items that it asks for.  With *points_claimed* the points are the
    least that a document must hold: who claims the requirement claims each of them too.
    """

    id: str
    clause: str
    text: str
    evidence: str
    explicit: bool = False
    artefacts: tuple[str, ...] = ()
    points: tuple[tuple[str, str], ...] = ()
    points_claimed: bool = False
    holds: Holds | None = None


class Clause(NamedTuple):
    """A numbered clause of a standard.

    *maps_to* holds crosswalks by catalogue, *relation* how close they come (equal, partial,
    none) and *map_note* what to know about them.  *pdca_also* is a further step of the four.
    """

    number: str
    title: str
    parent: str | None
    pdca: str
    requirements: tuple[Requirement, ...] = ()
    artefacts: tuple[str, ...] = ()
    maps_to: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    note: str = ""
    relation: str = ""
    map_note: str = ""
    pdca_also: str = ""


class Artefact(NamedTuple):
    """A document (D..) or record (R..) that a standard asks for."""

    id: str
    name: str
    kind: str
    clauses: tuple[str, ...]
    explicit: bool


class Catalogue(NamedTuple):
    """A standard's clause tree, in its order.

    *new_later* are the clauses of the edition after it that have no counterpart in it.
    """

    id: str
    standard: str
    title: str
    clauses: Mapping[str, Clause]
    artefacts: Mapping[str, Artefact] = MappingProxyType({})
    exclusions: str = "allowed"
    current: bool = True
    new_later: tuple[str, ...] = ()

    @property
    def requirements(self) -> Mapping[str, Requirement]:
        """Requirement id -> requirement, in the order of the standard."""
        return {r.id: r for clause in self.clauses.values() for r in clause.requirements}

    @property
    def points(self) -> Mapping[str, tuple[str, str]]:
        """Point id -> its requirement's id and its text, in the order of the standard."""
        return {
            name: (requirement.id, text)
            for requirement in self.requirements.values()
            for name, text in requirement.points
        }
