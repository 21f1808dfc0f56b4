"""A generated SMS of any size with unique texts, and defects planted at known lines."""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from approving import approve_trust, public_key, sign
from corpus_records import KIND_LINE, Records

from sms_docs.approval import APPROVALS, NAMESPACE, Named, Statement
from sms_docs.statement import file_name, write
from sms_docs.statement.wording import sentence
from sms_docs.trust import Meaning

# Long enough ago for two whole months since, and not for a review to be due.
SIGNED = datetime.now(UTC).replace(microsecond=0) - timedelta(days=100)

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
- id: service-manager
  title: Service manager
  duties: [Approves procedures.]
"""
PEOPLE = """people:
- id: ada-example
  name: Ada Example
  emails: [ada@example.org]
  roles:
  - role: incident-manager
    from: 2020-01-01
- id: ben-example
  name: Ben Example
  emails: [ben@example.org]
  roles:
  - role: service-manager
    from: 2020-01-01
"""
POLICY = """serial: 1
max_age_days: 30
max_skew_minutes: 10
types:
  default:
    approve:
      level: {level}
      approvals:
        - role: service-manager
          count: 1
trust:
  separate_from_authors: false
  approve:
    level: {level}
    approvals:
      - role: service-manager
        count: 1
"""
APPROVER, ROLE = "ben-example", "service-manager"

Planted = set[tuple[str, str, int]]


def generate(
    root: Path, size: int, seed: int = 20261120, level: str = "recorded", records: int = 0
) -> Planted:
    """Write *size* files below *root*; return the planted (code, path, line).

    About *records* of them are records, the others procedures, each approved at *level*:
    recorded or signed; empty leaves them drafts, and drafts ask for no records.
    """
    rng = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for folder in ("procedures", "records/trust"):
        (root / folder).mkdir(parents=True)
    (root / "pyproject.toml").write_text(SETTINGS)
    (root / "records/trust/roles.yml").write_text(ROLES)
    (root / "records/trust/people.yml").write_text(PEOPLE)
    kept = Records(root, records, SIGNED.date(), datetime.now(UTC).date())
    kept.write(size - records)
    procedures = size - kept.written
    planted: Planted = set()
    for number in range(1, procedures + 1):
        path = path_of(number)
        text, found = document(rng, number, procedures, kept)
        planted |= {(code, path, line) for code, line in found}
        (root / path).write_text(text)
        if level:
            approve(root, f"PRC-{number:05d}", path, text, signed=level == "signed")
    if level:
        trust = root / "records/trust"
        (trust / "policy.yml").write_text(POLICY.format(level=level))
        (trust / "revoked.yml").write_text("revoked: []\n")
        (trust / "allowed_signers").write_text(
            f'{APPROVER} namespaces="{NAMESPACE}",valid-after="20200101Z",'
            f'valid-before="20990101Z" {public_key(APPROVER)}\n'
        )
        at = f"{SIGNED:%Y-%m-%dT%H:%M:%SZ}"
        approve_trust(root, APPROVER, role=ROLE, at=at, signed=level == "signed")
    return planted


def approve(root: Path, identity: str, path: str, text: str, *, signed: bool) -> None:
    """Store the approval of the document *identity*, yesterday, by the one who may."""
    statement = Statement(
        meaning=Meaning.APPROVE,
        subject=Named(identity, sha256(text.encode()).hexdigest()),
        embedded=(),
        version="1.0",
        path=path,
        authors=("ada-example",),
        signer=APPROVER,
        signer_name="Ben Example",
        role=ROLE,
        signed_at=SIGNED,
        sms_id="urn:uuid:00000000-0000-4000-8000-000000000001",
        sentence=sentence(Meaning.APPROVE, identity, "1.0"),
        effective_from=date(2026, 1, 1),
    )
    folder = root / APPROVALS / identity / "1.0"
    folder.mkdir(parents=True)
    (folder / f"{identity}.md").write_text(text)
    content = write(statement)
    (folder / file_name(statement)).write_bytes(content)
    if signed:
        (folder / f"{file_name(statement)}.sig").write_text(sign(content, APPROVER))


def path_of(number: int) -> str:
    """Return the path of the procedure *number*."""
    return f"procedures/PRC-{number:05d}-generated.md"


def document(
    rng: random.Random, number: int, size: int, kept: Records
) -> tuple[str, list[tuple[str, int]]]:
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
    ]
    found = [("SMS604", len(lines) + KIND_LINE)] if number in kept.missing else []
    lines += [*kept.entries.get(number, ()), "---"]
    found += [("SMS701", 5)] if defect == 0 else []
    found += [("SMS502", 12 + len(claims))] if defect == 1 else []
    for heading in ("Purpose", "Scope", "Roles", "Steps", "Records"):
        lines += ["", f"## {heading}", "", *paragraph(rng)]
        if heading == "Steps":
            target = size + 7 if defect == 2 else rng.randint(1, size)
            anchor = "nowhere" if defect == 3 else "purpose"
            lines += ["", f"See [the next]({Path(path_of(target)).name}#{anchor})."]
            found += [("SMS401", len(lines))] if defect == 2 else []
            found += [("SMS402", len(lines))] if defect == 3 else []
    return "\n".join(lines) + "\n", found


def paragraph(rng: random.Random) -> list[str]:
    """Return about 700 characters of text in lines."""
    words = rng.choices(WORDS, k=92)
    return [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
