"""The commands that serve the wiki, and say what it serves.

They become another process at once, so that nothing is read twice at a start.
"""

import os
import sys

import click

from commons.settings import (
    child_environment,
    from_env,
    held_address,
    server_environment,
)

SERVER = (
    "--worker-class=commons.web.middleware.http_server.Worker",
    "--threads=8",
    "--preload",
    "--no-control-socket",
    "--log-level=warning",
)
"""How gunicorn serves; the bench's floor is served the same way."""

MAPPED_BYTES = 1 << 20
"""What is larger glibc gives back to the system as soon as it is free (mallopt(3)):
the pictures decoded by eight threads once stayed with a worker, 1.5 GB of them."""

ALLOCATION = {
    "MALLOC_MMAP_THRESHOLD_": str(MAPPED_BYTES),
    "MALLOC_ARENA_MAX": "2",  # else each thread keeps heaps of its own, ever larger
}
"""How a serving process asks the system for memory (mallopt(3))."""

STARTED_AGAIN = {"PYTHONSAFEPATH": "1"}
"""What lets gunicorn start itself anew (USR2): it runs its own file then, whose folder
has an `http` that would hide Python's."""

BASE_URL = "COMMONS_BASE_URL"
"""The public address: without one, that of this machine, where the server listens."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Processus.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Servir le wiki ; les fiches de départ entrent dans une instance vide.

    Une socket que systemd tient (LISTEN_FDS) sert à la place de --host et --port.
    """
    held = held_address()
    bind = held or (f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    words = ["-m", "gunicorn", f"commons.preload:serve_forked({bind!r})", *SERVER]
    here = ["--bind", bind, "--workers", str(workers)]
    own = server_environment(from_env())
    environ = child_environment({**ALLOCATION, **STARTED_AGAIN, **own})
    if not held and not environ.get(BASE_URL, "").strip():
        environ[BASE_URL] = f"http://localhost:{port}"
    os.execve(sys.executable, [sys.executable, *words, *here], environ)  # noqa: S606  # no shell wanted


@click.command()
def routes() -> None:
    """Écrire chaque adresse, et qui y a droit, à quel rythme, avec quels fichiers."""
    words = ["-c", "from commons.app import print_routes; print_routes()"]
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606  # no shell wanted
