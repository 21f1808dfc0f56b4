"""The facts that the package ships: vocabulary, steps to a certificate, numbers, editions."""

from __future__ import annotations

import json
from pathlib import Path

from sms_docs.fact import Facts, Proof, Step, Term
from sms_docs.load.catalogues import load_catalogue, shipped_names
from sms_docs.load.numbers import FACTS, load_numbers
from sms_docs.model import Data

VOCABULARY = FACTS / "vocabulary.json"
STEPS = FACTS / "certification-steps.json"


def load_facts(root: Path) -> Facts:
    """Return the facts; an edition of which *root* has its own file comes from there.

    Raises:
        ConfigurationError: that file is broken.
    """
    path = json.loads(STEPS.read_bytes())
    return Facts(
        terms=tuple(map(_term, json.loads(VOCABULARY.read_bytes())["vocabulary"])),
        steps=tuple(map(_step, path["steps"])),
        steps_of=path["catalogue"],
        numbers=load_numbers(),
        editions={name: load_catalogue(name, root) for name in sorted(shipped_names())},
    )


def _term(data: Data) -> Term:
    return Term(
        data["term"],
        data["definition"],
        data.get("long", ""),
        tuple(data.get("forms", ())),
        everyday=data.get("everyday", False),
    )


def _step(data: Data) -> Step:
    return Step(
        id=data["id"],
        title=data["title"],
        pdca=data["pdca"],
        clauses=tuple(data["clauses"]),
        proofs=tuple(
            Proof(each["name"], tuple(each.get("asks", ())), each.get("page", ""))
            for each in data["proofs"]
        ),
        done_when=data["done_when"],
        counts=tuple(data["counts"]),
    )
