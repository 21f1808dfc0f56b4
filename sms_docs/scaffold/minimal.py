"""The least to begin with: the documents that the standard names, and the services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from sms_docs.catalogue import Catalogue, Requirement
from sms_docs.scaffold.starter import Paper

# A catalogue without agreements, or agreements without services, would say nothing.
OF_SERVICES = frozenset({"service", "agreement", "contract", "supplier-agreement"})
# A process description is asked for of every process; it is what can come later.
LATER = "process"
# What one may read besides is no part of it.
BESIDES = "related"


def minimal(papers: Sequence[Paper], catalogue: Catalogue) -> tuple[Paper, ...]:
    """Return those of *papers* that *catalogue* names, and all of services and agreements.

    What these rest on by their data, such as the service that a policy covers, comes along.
    """
    asked = frozenset(_numbers(catalogue))
    chosen = {
        paper.id
        for paper in papers
        if paper.kind.name in OF_SERVICES or not asked.isdisjoint(paper.claims)
    }
    needed = [paper for paper in papers if paper.kind.name in OF_SERVICES]
    while needed:
        named = set(chain.from_iterable(map(_needs, needed))) - chosen
        chosen |= named
        needed = [paper for paper in papers if paper.id in named]
    return tuple(paper for paper in papers if paper.id in chosen)


def _numbers(catalogue: Catalogue) -> Iterable[str]:
    """Give the number of each requirement that a document by name answers, and its clause's."""
    for requirement in catalogue.requirements.values():
        if _names_a_document(requirement, catalogue):
            yield requirement.id
            yield requirement.clause


def _names_a_document(requirement: Requirement, catalogue: Catalogue) -> bool:
    asked = [catalogue.artefacts[each] for each in requirement.artefacts]
    return any(each.explicit and each.kind not in ("record", LATER) for each in asked)


def _needs(paper: Paper) -> Iterable[str]:
    return (value for path, value in paper.references() if path[0] != BESIDES)
