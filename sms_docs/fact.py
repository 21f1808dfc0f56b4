"""What the package itself knows of service management: terms, steps, numbers of other standards."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from sms_docs.catalogue import Catalogue
from sms_docs.slug import slug


class Term(NamedTuple):
    """A word of service management, defined in our own words.

    *long* is what an abbreviation stands for, or another word for the same.  *forms* are
    further spellings: plurals, mostly.  *everyday* words are not worth a tooltip.
    """

    name: str
    definition: str
    long: str = ""
    forms: tuple[str, ...] = ()
    everyday: bool = False

    @property
    def anchor(self) -> str:
        """Where the glossary defines it."""
        return slug(self.name)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way in which a text may write it."""
        return (self.name, *filter(None, [self.long]), *self.forms)


class Proof(NamedTuple):
    """Something that proves a step on the way to a certificate.

    *asks* are the artefacts of the catalogue that it is made of; *page* is the page of the
    site that shows it.  Without either it lies outside of the SMS.
    """

    name: str
    asks: tuple[str, ...] = ()
    page: str = ""


class Step(NamedTuple):
    """A step on the way to a certificate, and the clauses that it is about.

    *counts* says what its percentage is made of: the requirements of its clauses that are
    ``claimed``, ``answered`` or ``current``, and its ``proofs``.
    """

    id: str
    title: str
    pdca: str
    clauses: tuple[str, ...]
    proofs: tuple[Proof, ...]
    done_when: str
    counts: tuple[str, ...] = ("current", "proofs")


class Numbers(NamedTuple):
    """A standard of which we know the numbers alone, for crosswalks that lead there.

    *rated* tells that the word about a crosswalk (equal, partial, none) is meant for it.
    """

    id: str
    standard: str
    about: str
    rated: bool
    numbers: tuple[str, ...]

    @property
    def slug(self) -> str:
        """Its designation as part of an address."""
        return re.sub(r"[^a-z0-9]+", "-", self.standard.lower())


class Facts(NamedTuple):
    """All of it; *steps_of* is the id of the catalogue whose clauses the steps name.

    *editions* are the catalogues of the package, in force or not, by id.
    """

    terms: tuple[Term, ...] = ()
    steps: tuple[Step, ...] = ()
    steps_of: str = ""
    numbers: Mapping[str, Numbers] = MappingProxyType({})
    editions: Mapping[str, Catalogue] = MappingProxyType({})


NOTHING_KNOWN = Facts()
