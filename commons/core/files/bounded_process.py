"""Runs Python in a process of its own, whose time and memory are bounded.

For work on what strangers send: a file of some kilobytes can keep a library busy for
minutes, and one that breaks it takes the process along; neither is the server's.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from commons.errors import StorageError

_ENVIRONMENT: dict[str, str] = {}
"""It knows nothing of our settings, of which one is a secret."""


def run_bounded(
    arguments: Sequence[str], *, seconds: float, folder: Path | None = None
) -> "subprocess.CompletedProcess[bytes]":
    """Run Python with arguments ("-m", a module, …); return its output and its code.

    `seconds` is how long it may last by the clock; `folder` is where it runs. A
    negative code says that the system stopped it. Raises TimeoutExpired of
    subprocess, StorageError when no process can be started.
    """
    try:
        return subprocess.run(  # noqa: S603  # our own module, on files that we named
            [sys.executable, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=_ENVIRONMENT,
            cwd=folder,
            timeout=seconds,
            check=False,
        )
    except OSError as error:
        raise StorageError(f"no process can be started: {error}") from error
