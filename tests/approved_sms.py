"""A small SMS on disk whose documents were approved: several versions, and one of each kind.

POL-001 has version 1.1 in force, 1.0 before it, 2.0 approved for 2027, and a working text
2.1; its picture was changed with each version but the second.  PRC-001 has one version,
late for review.  SVC-001 is a service, approved twice and recorded only.  POL-002 was
withdrawn for POL-001, POL-003 never approved.
"""

from __future__ import annotations

from pathlib import Path

from approving import approve, lay, retract

POLICY = "policies/POL-001-service-management-policy.md"
PROCEDURE = "procedures/PRC-001-incident-management.md"
SERVICE = "docs/services/SVC-001-workplace.yml"
PICTURE = "policies/pictures/map.png"
DIRECTOR = ("cora-finch", "managing-director")
MANAGER = ("ben-marsh", "service-manager")
DEMONSTRATION = "demonstration = true\nas_of = 2026-11-20\n"
MKDOCS = """\
site_name: Approved
theme:
  name: material
  font: false
  features: [content.action.edit]
plugins: [search, sms-docs]
markdown_extensions:
  - attr_list
  - tables
  - toc: {permalink: true}
validation:
  links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}
"""
LINKS = """
See the ![map](pictures/map.png), the
[procedure](../procedures/PRC-001-incident-management.md#steps), the
[workplace](../docs/services/SVC-001-workplace.yml) and the
[form](../procedures/PRC-009-forms.md#first).
"""


def edit(path: Path, *changes: tuple[str, str]) -> None:
    """Put the second text of each pair in the place of the first."""
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")


def lay_approved(root: Path, *, demonstration: bool = True) -> Path:
    """Write the SMS to *root*; return it."""
    lay(root)
    if demonstration:
        edit(root / "pyproject.toml", ("organisation", f"{DEMONSTRATION}organisation"))
    (root / "mkdocs.yml").write_text(MKDOCS, encoding="utf-8")
    (root / "docs/index.md").write_text("# Home\n\n[Draft](../policies/POL-003-draft.md)\n")
    draw(root, b"1.0")
    _policy(root)
    _withdrawn(root)
    approve(root, "PRC-001", *MANAGER, "2025-10-02T10:30:00Z")
    approve(root, "SVC-001", *MANAGER, "2026-09-01T10:30:00Z", signed=False)
    edit(root / SERVICE, ('version: "1.0"', 'version: "1.1"'), ("First issue", "Second issue"))
    approve(root, "SVC-001", *MANAGER, "2026-10-01T10:30:00Z", signed=False)
    return root


def draw(root: Path, mark: bytes) -> None:
    """Write another picture."""
    (root / PICTURE).parent.mkdir(exist_ok=True)
    (root / PICTURE).write_bytes(b"\x89PNG\r\n\x1a\n" + mark)


def _policy(root: Path) -> None:
    policy = root / POLICY
    text = policy.read_text(encoding="utf-8")
    edit(policy, ("All services.\n", f"All services.\n{LINKS}"))
    (root / "procedures/PRC-009-forms.md").write_text(
        (root / PROCEDURE).read_text(encoding="utf-8").replace("PRC-001", "PRC-009"),
        encoding="utf-8",
    )
    approve(root, "POL-001", *DIRECTOR, "2026-01-10T09:00:00Z")
    approve(root, "POL-001", *MANAGER, "2026-01-12T10:30:00Z")
    edit(
        policy,
        ('version: "1.0"', 'version: "1.1"'),
        ("First issue.", "Escalations are named."),
        ("agreed to do.", "agreed to do, and escalate\nin one hour what we cannot do."),
    )
    approve(root, "POL-001", *MANAGER, "2026-05-02T10:30:00Z")
    approve(
        root,
        "POL-001",
        *DIRECTOR,
        "2026-06-02T10:30:00Z",
        meaning="confirm",
        comment="Read against the new contracts.",
    )
    draw(root, b"2.0")
    edit(
        policy,
        ('version: "1.1"', 'version: "2.0"'),
        ("Escalations are named.", "Suppliers are in.\neffective_from: 2027-01-01"),
        ("We do", "We and our suppliers do"),
    )
    approve(root, "POL-001", *DIRECTOR, "2026-11-02T10:30:00Z")
    early = approve(root, "POL-001", *MANAGER, "2026-11-02T12:30:00Z")
    retract(root, early, "2026-11-02T12:45:00Z", "Wrong copy in hand.")
    approve(root, "POL-001", *MANAGER, "2026-11-03T10:30:00Z")
    draw(root, b"2.1")
    # By now there is no PRC-009 any more.
    (root / "procedures/PRC-009-forms.md").unlink()
    edit(
        policy,
        ('version: "2.0"', 'version: "2.1"'),
        ("Suppliers are in.", "One hour is half an hour."),
        ("in one hour", "in half an hour"),
        (" and the\n[form](../procedures/PRC-009-forms.md#first).", "."),
    )
    draft = text.replace("POL-001", "POL-003").replace("Service management", "Draft")
    (root / "policies/POL-003-draft.md").write_text(draft, encoding="utf-8")


def _withdrawn(root: Path) -> None:
    old = (root / "policies/POL-003-draft.md").read_text(encoding="utf-8")
    old = old.replace("POL-003", "POL-002").replace("Draft policy", "Old policy")
    (root / "policies/POL-002-old.md").write_text(old, encoding="utf-8")
    approve(root, "POL-002", *DIRECTOR, "2026-02-10T09:00:00Z")
    approve(root, "POL-002", *MANAGER, "2026-02-12T10:30:00Z")
    approve(
        root,
        "POL-002",
        *DIRECTOR,
        "2026-03-10T09:00:00Z",
        meaning="withdraw",
        comment="POL-001 says it all.",
        successor="POL-001",
    )
