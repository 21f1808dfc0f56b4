"""What stops a run: a broken set-up, never a broken document."""


class SmsDocsError(Exception):
    """sms-docs cannot go on; the text names the file, the reason and the cure."""

    exit_code = 2


class ConfigurationError(SmsDocsError):
    """Settings, a schema or a catalogue cannot be used."""


class WriteRefused(SmsDocsError):  # noqa: N818 - says what happened
    """A file could not be written, or something stands in its way; nothing was lost."""

    exit_code = 4


class CheckNotRun(SmsDocsError):  # noqa: N818 - says what happened
    """A check that was asked for cannot run here; the run must not look green."""

    exit_code = 3
