"""A document or record names a role that does not exist.

What it finds
    An owner, or another value that must name a role, that `records/trust/roles.yml` does not
    list. Where that file lists no roles at all, this is reported once.

Why it matters
    A document whose owner nobody is gets reviewed by nobody.

Example
        owner: incident-manger

Use instead
        owner: incident-manager

Fix
    Correct the name, or add the role to `records/trust/roles.yml`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sms_docs.model import TOP, Defect, ManagementSystem, Severity
from sms_docs.suggest import suggester

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sms_docs.trace import Trace

CODE = "SMS701"
SEVERITY = Severity.ERROR


def check(system: ManagementSystem, _trace: Trace, _today: date) -> Iterator[Defect]:
    """Report each reference to an unknown role; once for all where there are no roles."""
    known = system.roles
    listed_in = system.types["roles"].directory
    hint = suggester(known.keys())
    for item in system.items:
        for reference in item.references:
            if reference.kind != "role" or reference.value in known:
                continue
            if not known:
                what = "no roles can be read from this file, so every owner is unknown"
                cure = f"Write {listed_in}: each role with `id`, `title` and `duties`."
                yield Defect(listed_in, TOP, what, cure)
                return
            key = reference.key or "role"
            yield Defect(
                item.path,
                item.place(*reference.path),
                f"{item.id} names the {key.replace('_', ' ')} '{reference.value}', which is no"
                f" role in {listed_in}{hint(reference.value)}",
                f"Correct `{key}`, or add the role to {listed_in}.",
                item.id,
            )
