"""A signature that is neither right nor wrong: by a kind of key that sms-docs does not know."""

from __future__ import annotations

import re
from pathlib import Path

CASE = Path(__file__).parent / "rules" / "signature_unverifiable.md"


def unverifiable() -> str:
    """Return the signature of the rule's own case."""
    found = re.search(r"-----BEGIN.*END SSH SIGNATURE-----", CASE.read_text(), re.DOTALL)
    assert found
    return re.sub(r"^ +", "", found[0], flags=re.MULTILINE) + "\n"
