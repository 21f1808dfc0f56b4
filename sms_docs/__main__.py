"""``python -m sms_docs`` is ``sms-docs``."""

from sms_docs.cli import main

if __name__ == "__main__":
    main()
