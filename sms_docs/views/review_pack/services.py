"""Inputs of a management review about the services: what customers say, what was kept."""

from __future__ import annotations

from sms_docs.model import Record
from sms_docs.views.review_pack.facts import (
    Line,
    Material,
    Topic,
    counted,
    entries,
    names,
    none,
    short,
    topic,
)
from sms_docs.views.review_pack.levels import levels, reports


def feedback(material: Material) -> list[Topic]:
    """Return what customers said: surveys, complaints, reviews of agreements."""
    surveys = tuple(map(_survey, material.of_period("satisfaction-survey")))
    reviews = tuple(map(_review, material.of_period("agreement-review")))
    return [
        topic(material, "Satisfaction surveys", "satisfaction survey", surveys),
        _complaints(material),
        topic(
            material,
            "Reviews with customers",
            "review of an agreement",
            reviews,
            "reviews of agreements",
        ),
    ]


def _survey(record: Record) -> Line:
    asked, answered = record.data.get("asked"), record.data.get("answered")
    marks = [
        f"{each.get('question')} {each.get('mark')} of {each.get('of')}"
        for each in entries(record, "marks")
    ]
    words = f"{record.title} ({record.get('period')}): {answered} answers of {asked} asked"
    return Line(record.id, "; ".join([words, *marks]))


def _review(record: Record) -> Line:
    decided = counted(sum(1 for _ in entries(record, "decisions")), "decision")
    words = (
        f"{record.get('agreement')} with {record.get('customer')}, {record.get('period')}:"
        f" {record.get('result')}, {decided}; {short(record.get('findings'))}"
    )
    return Line(record.id, words)


def _complaints(material: Material) -> Topic:
    title = "Complaints"
    found = material.of_period("complaint")
    if not found:
        return Topic(title, none("complaint", material.period))
    answered = sum(bool(each.get("answered")) for each in found)
    escalated = sum(each.data.get("escalated") is True for each in found)
    still = sum(not material.closed(each) for each in found)
    told = (
        f"{counted(len(found), 'complaint')} of {material.period.label}: {answered} answered,"
        f" {escalated} escalated, {still} open on {material.as_of}."
    )
    return Topic(title, told, tuple(_complaint(material, each) for each in found))


def _complaint(material: Material, record: Record) -> Line:
    answer = f"answered on {record.get('answered')}" if record.get("answered") else "not answered"
    escalated = ", escalated" if record.data.get("escalated") is True else ""
    ended = f"closed on {material.closed(record)}" if material.closed(record) else "open"
    words = f"{record.title}, {record.get('customer')}, {record.get('service')}, {record.date}:"
    return Line(record.id, f"{words} {answer}{escalated}, {ended}")


def service_performance(material: Material) -> list[Topic]:
    """Return what was promised and kept, the reports on it, and what went badly wrong."""
    incidents = tuple(
        Line(
            each.id,
            f"{each.title}, {names(each, 'services')}, {each.get('began')} to"
            f" {each.get('ended')}: {short(each.get('impact'))}",
        )
        for each in material.of_period("major-incident")
    )
    tests = tuple(
        Line(each.id, f"{each.title}, {each.get('plan')}, {each.date}: {each.get('result')}")
        for each in material.of_period("continuity-test")
    )
    invoked = tuple(
        Line(
            each.id, f"{each.title}, {each.get('plan')}: {each.get('began')} to {each.get('ended')}"
        )
        for each in material.of_period("invocation-report")
    )
    return [
        levels(material),
        reports(material),
        topic(material, "Major incidents", "major incident", incidents),
        topic(material, "Continuity tests", "continuity test", tests),
        topic(
            material,
            "Continuity plans invoked",
            "invocation of a continuity plan",
            invoked,
            "invocations of a continuity plan",
        ),
    ]
