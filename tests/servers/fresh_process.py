"""Runs a few lines of Python in a process that has read nothing yet."""

import subprocess
import sys


def printed_by(program: str) -> str:
    """Return what the lines print. Raises CalledProcessError where they end in an error."""
    done = subprocess.run(  # our own lines
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    return done.stdout
