"""Runs `python -m sms_docs` and writes what it cost to the file that MEASURED names.

The peak is that of the program alone: ru_maxrss would count the memory of the process
that started it, from before the start.
"""

from __future__ import annotations

import atexit
import os
import re
import resource
import runpy
import time
from pathlib import Path

# Ends the program before it takes the machine along.
CEILING = 2 << 30
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


def note() -> None:
    status = Path("/proc/self/status")
    found = PEAK.search(status.read_text()) if status.exists() else None
    peak = int(found[1]) * 1024 if found else 0
    Path(os.environ["MEASURED"]).write_text(f"{time.process_time()} {peak}")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (CEILING, CEILING))
    atexit.register(note)
    runpy.run_module("sms_docs", run_name="__main__", alter_sys=True)
