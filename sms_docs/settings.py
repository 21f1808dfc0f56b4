"""``[tool.sms-docs]`` as a value: what an organisation has chosen."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class Waiver(NamedTuple):
    """Leave to depart from a rule on one document, until a day inclusive."""

    rule: str
    document: str
    reason: str
    who: str
    until: date
    line: int


class Settings(NamedTuple):
    """``[tool.sms-docs]`` of pyproject.toml; *path* is where it stands."""

    organisation: str
    sms_id: str
    path: str = "pyproject.toml"
    catalogues: tuple[str, ...] = ("iso-iec-20000-1-2018",)
    directories: tuple[str, ...] = ()
    review_lead: str = "P30D"
    publish: tuple[str, ...] = ("public", "internal")
    enforce: frozenset[str] = frozenset()
    waivers: tuple[Waiver, ...] = ()
    demonstration: bool = False
    as_of: date | None = None
    imported: str = ""
