"""What a signer adds in words of his own: one line, which is signed and shown."""

from __future__ import annotations

from unicodedata import normalize

from sms_docs.errors import ConfigurationError
from sms_docs.printable import UNPRINTABLE
from sms_docs.trust import TRUST

LONGEST = 500


def numbered(subject: str, version: str) -> str:
    """Return *version* in the word that *subject* has for it: the trust files have serials."""
    return f"{'serial' if subject == TRUST else 'version'} {version}"


def words(text: str, option: str) -> str:
    """Return *text* without blanks around it; *option* is how it was given.

    Quotes and apostrophes may be in it: it stands in no file that a template or a
    parser of Markdown reads.

    Raises:
        ConfigurationError: it says nothing, is too long, or is not one line of text.
    """
    line = normalize("NFC", text.strip())
    if refused := dict.fromkeys(UNPRINTABLE.findall(line)):
        named = " ".join(f"U+{ord(each):04X}" for each in refused)
        message = f"{option}: these characters are not allowed here: {named}; write one line"
        raise ConfigurationError(message)
    if len(line) > LONGEST:
        message = f"{option}: it has {len(line)} characters; write at most {LONGEST}"
        raise ConfigurationError(message)
    if not any(map(str.isalnum, line)):
        message = f"{option}: say in words what it is; it is signed, and auditors read it"
        raise ConfigurationError(message)
    return line
