"""Runs `python -m sms_docs` and writes what it cost to the file that MEASURED names.

A process of its own, because a peak of memory is handed down from whoever starts a
program, and this one is small.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

# Ends the program before it takes the machine along.
CEILING = 2 << 30

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (CEILING, CEILING))
    command = [sys.executable, "-m", "sms_docs", *sys.argv[1:]]
    code = subprocess.run(command, check=False).returncode
    cost = resource.getrusage(resource.RUSAGE_CHILDREN)
    # macOS counts bytes, Linux kibibytes.
    peak = cost.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    Path(os.environ["MEASURED"]).write_text(f"{cost.ru_utime + cost.ru_stime} {peak}")
    sys.exit(code)
