"""What a management review looks at: the twelve inputs of clause 9.3, out of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from sms_docs.calendar_period import CalendarPeriod
from sms_docs.views.review_pack.facts import Material, Topic
from sms_docs.views.review_pack.parties import other_parties, resources
from sms_docs.views.review_pack.performance import sms_performance
from sms_docs.views.review_pack.risks import changes, risks
from sms_docs.views.review_pack.services import feedback, service_performance
from sms_docs.views.review_pack.sms import (
    earlier_actions,
    improvement_opportunities,
    issues,
    objectives,
    policies,
)

# In the order of clause 9.3, by the keys of `inputs` in a management review.
INPUTS: Mapping[str, tuple[str, Callable[[Material], list[Topic]]]] = {
    "earlier_actions": ("Earlier actions", earlier_actions),
    "issues": ("Issues", issues),
    "sms_performance": ("Performance of the SMS", sms_performance),
    "improvement_opportunities": ("Opportunities for improvement", improvement_opportunities),
    "feedback": ("Feedback", feedback),
    "policies": ("Policies", policies),
    "objectives": ("Objectives", objectives),
    "service_performance": ("Performance of the services", service_performance),
    "other_parties": ("Other parties", other_parties),
    "resources": ("Resources", resources),
    "risks": ("Risks", risks),
    "changes": ("Changes", changes),
}


class Input(NamedTuple):
    """One of the twelve inputs; *key* is its key in a management review."""

    key: str
    title: str
    topics: tuple[Topic, ...]

    @property
    def digest(self) -> str:
        """What there is to it, in a few sentences."""
        return " ".join(f"{topic.title}: {topic.summary}" for topic in self.topics)


class Pack(NamedTuple):
    """All that a management review looks at."""

    organisation: str
    period: CalendarPeriod
    as_of: date
    inputs: tuple[Input, ...]


def pack(material: Material) -> Pack:
    """Return the twelve inputs of *material*, in the order of the standard."""
    found = tuple(Input(key, title, tuple(give(material))) for key, (title, give) in INPUTS.items())
    return Pack(material.system.settings.organisation, material.period, material.as_of, found)


def ids(made: Pack) -> tuple[str, ...]:
    """Return each id that *made* names, once, in order."""
    return tuple(
        dict.fromkeys(
            line.id for each in made.inputs for topic in each.topics for line in topic.lines
        )
    )


def as_data(made: Pack) -> Mapping[str, Any]:
    """Return *made* as values of JSON."""
    topics = [topic for each in made.inputs for topic in each.topics]
    return {
        "organisation": made.organisation,
        "period": made.period.label,
        "from": made.period.first.isoformat(),
        "to": made.period.last.isoformat(),
        "as_of": made.as_of.isoformat(),
        "summary": {
            "inputs": len(made.inputs),
            "topics": len(topics),
            "without": sum(not topic.lines for topic in topics),
            "ids": len(ids(made)),
        },
        "inputs": [
            {
                "key": each.key,
                "title": each.title,
                "digest": each.digest,
                "topics": [
                    {
                        "title": topic.title,
                        "summary": topic.summary,
                        "lines": [line._asdict() for line in topic.lines],
                    }
                    for topic in each.topics
                ],
            }
            for each in made.inputs
        ],
    }
