"""The data of a catalogue's file as frozen values."""

from __future__ import annotations

from sms_docs.catalogue import Artefact, Catalogue, Clause, Holds, Requirement
from sms_docs.load.crosswalks import RELATION
from sms_docs.model import Data


def catalogue_of(data: Data) -> Catalogue:
    """Return the catalogue that *data*, which its schema has accepted, describes."""
    head = data["catalogue"]
    return Catalogue(
        id=head["id"],
        standard=head["standard"],
        title=head["title"],
        clauses={clause["id"]: _clause(clause) for clause in data["clauses"]},
        artefacts={entry["id"]: _artefact(entry) for entry in data.get("artefacts", ())},
        exclusions=head.get("exclusions", "allowed"),
        current=head.get("status", "current") == "current",
        new_later=tuple(entry["id"] for entry in data.get("new_in_2018", ())),
    )


def _clause(data: Data) -> Clause:
    crosswalk = data.get("maps_to", {})
    return Clause(
        number=data["id"],
        title=data["title"],
        parent=data["parent"],
        pdca=data["pdca"],
        requirements=tuple(_requirement(entry, data) for entry in data.get("requirements", ())),
        artefacts=tuple(data.get("artefacts", ())),
        maps_to={name: tuple(crosswalk[name]) for name in crosswalk if name != RELATION},
        note=data.get("note", ""),
        relation=crosswalk.get(RELATION, ""),
        map_note=data.get("map_note", ""),
        pdca_also=data.get("pdca_also", ""),
    )


def _requirement(data: Data, clause: Data) -> Requirement:
    return Requirement(
        id=data["id"],
        clause=clause["id"],
        text=data["text"],
        evidence=data["evidence"],
        explicit=data.get("explicit", False),
        artefacts=tuple(data.get("artefacts", clause.get("artefacts", ()))),
        points=tuple((point["id"], point["text"]) for point in data.get("points", ())),
        points_claimed=data.get("points_claimed", False),
        holds=_holds(data["holds"]) if "holds" in data else None,
    )


def _holds(data: Data) -> Holds:
    return Holds(data.get("of", ""), tuple(data.get("keys", ())), tuple(data.get("stated", ())))


def _artefact(data: Data) -> Artefact:
    return Artefact(
        id=data["id"],
        name=data["name"],
        kind=data["kind"],
        clauses=tuple(data["clauses"]),
        explicit=data["basis"] == "explicit",
    )
