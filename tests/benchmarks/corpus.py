"""A generated SMS of any size with unique texts, and defects planted at known lines."""

from __future__ import annotations

import random
from pathlib import Path

WORDS = (  # noqa: SIM905 - one word a line would be a page
    "service incident change request customer supplier escalation baseline release capacity"
    " recovery window owner shift ticket queue outage router backup patch quarterly review"
    " threshold agreement evidence measure forecast workload restore approval stakeholder"
).split(" ")
# One document in so many carries a planted defect; they take turns through the kinds.
EVERY = 50
CLAUSES = ("8.6.1", "8.5.1.2", "8.3.3", "9.1", "10.1.1", "7.5.2")
SETTINGS = """[tool.sms-docs]
organisation = "Generated"
sms_id = "urn:uuid:00000000-0000-4000-8000-000000000001"
"""
ROLES = """roles:
- id: incident-manager
  title: Incident manager
  duties: [Runs incidents.]
"""
PEOPLE = """people:
- id: ada-example
  name: Ada Example
  emails: [ada@example.org]
  roles:
  - role: incident-manager
    from: 2026-01-01
"""

Planted = set[tuple[str, str, int]]


def generate(root: Path, size: int, seed: int = 20261120) -> Planted:
    """Write *size* procedures below *root*; return the planted (code, path, line)."""
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for folder in ("procedures", "records/trust"):
        (root / folder).mkdir(parents=True)
    (root / "pyproject.toml").write_text(SETTINGS)
    (root / "records/trust/roles.yml").write_text(ROLES)
    (root / "records/trust/people.yml").write_text(PEOPLE)
    planted: Planted = set()
    for number in range(1, size + 1):
        path = file_name(number)
        text, found = document(rng, number, size)
        planted |= {(code, path, line) for code, line in found}
        (root / path).write_text(text)
    return planted


def file_name(number: int) -> str:
    """Return the path of the procedure *number*."""
    return f"procedures/PRC-{number:05d}-generated.md"


def document(rng: random.Random, number: int, size: int) -> tuple[str, list[tuple[str, int]]]:
    """Return the text of one procedure of about 4 KB, and its planted (code, line)."""
    defect = number // EVERY % 4 if number % EVERY == 0 else None
    related = sorted({f"PRC-{rng.randint(1, size):05d}" for _ in range(rng.randint(0, 4))})
    claims = [f'  - "{clause}"' for clause in rng.sample(CLAUSES, rng.randint(1, 5))]
    lines = [
        "---",
        f"id: PRC-{number:05d}",
        f"title: Generated procedure {number}",
        'version: "1.0"',
        "owner: nobody-known" if defect == 0 else "owner: incident-manager",
        "authors: [ada-example]",
        "classification: internal",
        "audience: [all-staff]",
        "review_interval: P12M",
        "effective_from: 2026-01-01",
        "clauses:",
        *claims,
        '  - "8.99"' if defect == 1 else '  - "9.4#steps"',
        f"related: [{', '.join(related)}]",
        f"change: Change number {rng.getrandbits(40)}.",
        "---",
    ]
    found = [("SMS701", 5)] if defect == 0 else []
    found += [("SMS502", 12 + len(claims))] if defect == 1 else []
    for heading in ("Purpose", "Scope", "Roles", "Steps", "Records"):
        lines += ["", f"## {heading}", "", *paragraph(rng)]
        if heading == "Steps":
            target = size + 7 if defect == 2 else rng.randint(1, size)
            anchor = "nowhere" if defect == 3 else "purpose"
            lines += ["", f"See [the next]({Path(file_name(target)).name}#{anchor})."]
            found += [("SMS401", len(lines))] if defect == 2 else []
            found += [("SMS402", len(lines))] if defect == 3 else []
    return "\n".join(lines) + "\n", found


def paragraph(rng: random.Random) -> list[str]:
    """Return about 700 characters of text in lines."""
    words = rng.choices(WORDS, k=92)
    return [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
