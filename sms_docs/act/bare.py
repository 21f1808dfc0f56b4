"""Refuse a new version of a text in which nothing has changed but its number."""

from __future__ import annotations

from sms_docs.act.signable import NOTHING, OF_WORKING_TEXT, Signable
from sms_docs.errors import ConfigurationError
from sms_docs.load import frontmatter, yaml
from sms_docs.model import ManagementSystem
from sms_docs.trust import TRUST, Meaning

# What a raise of the version changes by itself.
RAISED = frozenset({"version", "change", "authors"})


def refuse_bare(system: ManagementSystem, signable: Signable, meaning: Meaning) -> None:
    """Refuse a text that differs from the one approved before in nothing but its version.

    What was withdrawn comes back so.

    Raises:
        ConfigurationError: it does.
    """
    before, subject = signable.previous, signable.subject
    if meaning not in OF_WORKING_TEXT or subject == TRUST or before is None:
        return
    if system.histories.get(subject, NOTHING).withdrawn:
        return
    ((old, new),) = signable.changes
    if dict(old.embedded) != dict(new.embedded) or _content(old.text) != _content(new.text):
        return
    message = (
        f"{signable.path}: nothing has changed since {subject} {before.version} was approved but"
        f" the version and the line on the change; edit the text, or set the version back to"
        f" {before.version}; if it was read again and holds, `sms-docs confirm {subject}"
        " --checked TEXT`"
    )
    raise ConfigurationError(message)


def _content(text: str) -> tuple[object, str]:
    """Return what *text* says: its values without those of a raise, and its body."""
    front = frontmatter.split(text) if text.startswith("---\n") else None
    parsed = yaml.parse(front.yaml if front else text).data
    data = parsed if isinstance(parsed, dict) else {"": text}
    kept = {key: value for key, value in data.items() if key not in RAISED}
    return kept, front.body if front else ""
