"""Crosswalks both ways: from the clauses of a catalogue in force to another standard, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sms_docs.catalogue import Catalogue, Clause
from sms_docs.fact import Numbers
from sms_docs.views.site import Site

FOLDER = "crosswalks/"
NONE = "none"


class Crosswalk(NamedTuple):
    """What *home*, a catalogue in force, and another standard have in common.

    *there* maps every number of the other standard to its title and a note, both empty where
    we know the numbers only.  *pairs* are (number of *home*, number there).  *new* are the
    clauses of *home* that an earlier edition lacks.  *is_rated* tells that the catalogue
    says how close the counterparts come.
    """

    id: str
    standard: str
    about: str
    uri: str
    home: Catalogue
    there: Mapping[str, tuple[str, str]]
    pairs: Sequence[tuple[str, str]]
    new: frozenset[str] = frozenset()
    is_edition: bool = False
    is_rated: bool = False

    @property
    def numbers_at(self) -> Mapping[str, Sequence[str]]:
        """Number of *home* -> its own counterparts there."""
        return _grouped(self.pairs)

    @property
    def left_out(self) -> Sequence[str]:
        """The numbers there without a counterpart in *home*."""
        mapped = {there for _, there in self.pairs}
        return [number for number in self.there if number not in mapped]


class Here(NamedTuple):
    """A clause of *home*; *through* is the one above it whose counterparts these are."""

    clause: Clause
    numbers: Sequence[str]
    through: str
    relation: str
    note: str


class There(NamedTuple):
    """A clause of the other standard that has counterparts, or a title at least."""

    number: str
    title: str
    note: str
    clauses: Sequence[Clause]


def crosswalks(site: Site) -> Mapping[str, Crosswalk]:
    """Return each crosswalk by the id of the other standard: editions, then numbers alone."""
    found: dict[str, Crosswalk] = {}
    homes = {catalogue.id: catalogue for catalogue in site.catalogues}
    for edition in {**site.facts.editions, **homes}.values():
        named = {name for clause in edition.clauses.values() for name in clause.maps_to}
        if home := next((homes[name] for name in homes if name in named - {edition.id}), None):
            found[edition.id] = _with_edition(home, edition)
    for numbers in site.facts.numbers.values():
        for home in homes.values():
            one = _with_numbers(home, numbers)
            if one.pairs:
                found.setdefault(numbers.id, one)
    return found


def _with_edition(home: Catalogue, edition: Catalogue) -> Crosswalk:
    return Crosswalk(
        id=edition.id,
        standard=edition.standard,
        about=edition.title,
        uri=f"{FOLDER}{edition.id}/",
        home=home,
        there={each.number: (each.title, each.note) for each in edition.clauses.values()},
        pairs=[
            (number, clause.number)
            for clause in edition.clauses.values()
            for number in clause.maps_to.get(home.id, ())
        ],
        new=frozenset(edition.new_later),
        is_edition=True,
    )


def _with_numbers(home: Catalogue, numbers: Numbers) -> Crosswalk:
    return Crosswalk(
        id=numbers.id,
        standard=numbers.standard,
        about=numbers.about,
        uri=f"{FOLDER}{numbers.slug}/",
        home=home,
        there=dict.fromkeys(numbers.numbers, ("", "")),
        pairs=[
            (clause.number, number)
            for clause in home.clauses.values()
            for number in clause.maps_to.get(numbers.id, ())
        ],
        is_rated=numbers.rated,
    )


def from_here(crosswalk: Crosswalk) -> Iterator[Here]:
    """Give every clause of *home* with its counterparts, else with those of one above it."""
    own = crosswalk.numbers_at
    for clause in crosswalk.home.clauses.values():
        says = clause.number in own or clause.number in crosswalk.new
        says = says or crosswalk.id in clause.maps_to
        through = "" if says else _above(clause, crosswalk.home, own)
        numbers = own.get(through or clause.number, ())
        relation = note = ""
        if crosswalk.is_rated and not through and crosswalk.id in clause.maps_to:
            relation, note = (clause.relation if numbers else NONE), clause.map_note
        yield Here(clause, numbers, through, relation, note)


def _above(clause: Clause, home: Catalogue, own: Mapping[str, Sequence[str]]) -> str:
    """Return the nearest clause above *clause* that has counterparts; empty where none has."""
    above = clause.parent
    while above and above in home.clauses:
        if above in own:
            return above
        above = home.clauses[above].parent
    return ""


def from_there(crosswalk: Crosswalk) -> Iterator[There]:
    """Give every clause of the other standard that has a counterpart or a title."""
    back = _grouped((there, here) for here, there in crosswalk.pairs)
    clauses = crosswalk.home.clauses
    for number, (title, note) in crosswalk.there.items():
        if title or number in back:
            found = [clauses[each] for each in back.get(number, ()) if each in clauses]
            yield There(number, title, note, found)


def _grouped(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return found
