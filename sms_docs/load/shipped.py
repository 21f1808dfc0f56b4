"""Where the files are that sms-docs brings along."""

from __future__ import annotations

from pathlib import Path

from sms_docs.errors import SmsDocsError

PACKAGE = Path(__file__).resolve().parent.parent


def shipped(name: str) -> Path:
    """Return the folder *name* (``schemas``, ``starter``) that comes with sms-docs.

    A wheel holds it in ``sms_docs/shipped/``.  In a checkout the folder lies beside
    the package, and the starter is the checkout itself.

    Raises:
        SmsDocsError: the installation lacks the folder.
    """
    beside = PACKAGE.parent if name == "starter" else PACKAGE.parent / name
    for folder in (PACKAGE / "shipped" / name, beside):
        if folder.is_dir():
            return folder
    message = f"{PACKAGE}: the folder '{name}' is missing; install sms-docs again"
    raise SmsDocsError(message)
