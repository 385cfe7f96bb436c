"""The commands that serve the wiki, and say what it serves."""

import os
import sys
from importlib import import_module

import click

from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain.account import Role
from commons.settings import child_environment, from_env
from commons.wiring import Components, assemble_components

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
    """Servir le wiki ; les fiches de départ entrent dans une instance vide."""
    parts = assemble_components(from_env())
    with parts.store.read() as work:
        empty = revisions.head_sequence(work) == 0
    if empty:
        loading = import_module("commons.cli.loading")  # large, and needed only once
        loading.load_starter(parts)
    _say_where(parts, host, port)
    parts.store.close()
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    words = ["-m", "gunicorn", "commons.app:serve_forked()", *SERVER]
    here = ["--bind", bind, "--workers", str(workers)]
    environ = child_environment(ALLOCATION)
    os.execve(sys.executable, [sys.executable, *words, *here], environ)  # noqa: S606  # no shell wanted


@click.command()
def routes() -> None:
    """Écrire chaque adresse, et qui y a droit, à quel rythme, avec quels fichiers."""
    words = ["-c", "from commons.app import print_routes; print_routes()"]
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606  # no shell wanted


def _say_where(parts: Components, host: str, port: int) -> None:
    settings = parts.settings
    click.echo(f"{settings.site_name} écoute sur http://{host}:{port}")
    click.echo(f"Adresse publique : {settings.base_url}")
    click.echo(f"Données : {settings.data_dir}")
    with parts.store.read() as work:
        admins = [a for a in accounts.all_accounts(work) if a.role is Role.ADMIN]
    if not admins:
        click.echo(
            "Premier compte d’administration : "
            "commons user add NOM --email ADRESSE --role admin"
        )
