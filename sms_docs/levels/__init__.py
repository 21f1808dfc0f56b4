"""Service levels as code: targets of agreements, measurements, and what they come to."""

from __future__ import annotations

from sms_docs.levels.measured import by_target
from sms_docs.levels.results import Attainment, Result, results

__all__ = ["Attainment", "Result", "by_target", "results"]
