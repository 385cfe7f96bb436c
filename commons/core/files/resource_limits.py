"""Bounds what the process that it is called in may take.

Apart from what starts such processes, which they need not read.
"""

import os
import resource


def bound_resources(processor_seconds: int, memory_bytes: int) -> None:
    """Have the system stop this process past its time, and refuse it more memory."""
    os.umask(0o077)
    for what, most in (
        (resource.RLIMIT_CPU, processor_seconds),
        (resource.RLIMIT_AS, memory_bytes),
    ):
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))
