"""The `commons` command, for the operator.

Each command exits non-zero with one clear line on failure; long work shows its
progress on standard error.
"""

import errno
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.cli.keeping import KEEPING
from commons.cli.loading import list_loads, load, load_starter, unload
from commons.cli.opening import open_instance
from commons.cli.progress import show_progress
from commons.core.domain.account import Role
from commons.core.domain.language.reserved_names import is_reserved
from commons.errors import CommonsError, UnfitFormError
from commons.feeds.catalogue import dump_releases
from commons.feeds.catalogue.dumps import write_dump
from commons.services.exchange.batch.csv_template import csv_template
from commons.services.exchange.export.folder_export import export_folder as write_export
from commons.services.people.accounts import Application, change_password, sign_up
from commons.settings import child_environment, from_env
from commons.wiring import Components, assemble_components, load_schema

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

_NEW = click.Path(path_type=Path)


class _Commands(click.Group):
    """Turns what Commons refuses into one line and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except CommonsError as error:
            raise click.ClickException(str(error) or type(error).__name__) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # who reads has heard enough
                raise
            what = error.filename or "le disque"
            raise click.ClickException(f"{what} : {error.strerror or error}") from error


@click.group(cls=_Commands)
@click.version_option(package_name="commons-wiki")
def main() -> None:
    """Tenir un commun de savoirs : fiches, versions, données liées."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


for _command in (load, unload, list_loads, *KEEPING):
    main.add_command(_command)


@main.command()
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
        load_starter(parts)
    _say_where(parts, host, port)
    parts.store.close()
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    words = ["-m", "gunicorn", "commons.app:serve_forked()", *SERVER]
    here = ["--bind", bind, "--workers", str(workers)]
    environ = child_environment(ALLOCATION)
    os.execve(sys.executable, [sys.executable, *words, *here], environ)  # noqa: S606  # no shell wanted


@main.command()
def routes() -> None:
    """Écrire chaque adresse, et qui y a droit, à quel rythme, avec quels fichiers."""
    words = ["-c", "from commons.app import print_routes; print_routes()"]
    os.execv(sys.executable, [sys.executable, *words])  # noqa: S606  # no shell wanted


@main.command("template")
@click.argument("kind")
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr")
def show_template(kind: str, language: str) -> None:
    """Écrire en sortie le tableau à remplir pour une sorte de fiches, en CSV."""
    schema, places = load_schema()
    found = schema.kinds.get(kind)
    if found is None:
        raise click.UsageError(f"KIND : {', '.join(schema.kinds)}")
    content = csv_template(schema, places, found, language)
    click.echo(content, nl=False)


@main.command()
@click.argument("folder", type=_NEW)
def export(folder: Path) -> None:
    """Écrire les fiches et toutes leurs versions en Markdown dans un dossier."""
    parts = open_instance()
    with show_progress("Versions") as told:
        count = write_export(parts.store, parts.blobs, folder, told)
    click.echo(f"{count} versions écrites dans {folder}")


@main.command()
@click.argument("file", type=_NEW, required=False)
@click.option("--current", is_flag=True, help="Les versions courantes seulement.")
@click.option(
    "--publish", is_flag=True, help="Remplacer les exports que le site propose."
)
def dump(file: Path | None, *, current: bool, publish: bool) -> None:
    """Écrire le commun en N-Quads (compressé si le nom finit par .gz)."""
    if publish == (file is not None) or (publish and current):
        raise click.UsageError("Donnez soit un fichier, soit --publish.")
    parts = open_instance()
    base = parts.settings.base_url
    if file is not None:
        written = write_dump(parts.store, file, base, current=current)
        click.echo(f"{written.versions} versions écrites dans {file}")
        return
    with show_progress("Versions") as told:
        made = dump_releases.publish_release(
            parts.store, parts.settings.dumps_dir, base, told
        )
    for one in made.dumps:
        click.echo(f"{one.sha256}  {one.name} ({one.versions} versions)")


@main.command()
@click.option("--anew", is_flag=True, help="Repartir de zéro.")
def index(*, anew: bool) -> None:
    """Mettre l'index de recherche à jour."""
    parts = open_instance()
    if anew:
        with parts.index.exclusive():
            parts.index.clear()
    with show_progress("Index") as told:
        count = parts.catch_up(told)
    click.echo(f"{count} fiches indexées")


@main.group()
def user() -> None:
    """Gérer les comptes."""


@user.command("add")
@click.argument("name")
@click.option("--email", required=True)
@click.option(
    "--role",
    type=click.Choice([role.name.lower() for role in Role]),
    default="contributor",
    show_default=True,
)
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe en entrée.")
@click.option(
    "--reserved-name", is_flag=True, help="Donner un nom qui parle pour le site."
)
def user_add(
    name: str, email: str, role: str, *, password_stdin: bool, reserved_name: bool
) -> None:
    """Ouvrir un compte."""
    parts = open_instance(new=True)
    site = parts.settings.site_name
    if is_reserved(name, site) and not reserved_name:
        raise click.ClickException(
            f"« {name} » parlerait pour le site : --reserved-name le donne quand même"
        )
    application = Application(
        email=email,
        name=name,
        password=_password(from_stdin=password_stdin),
        role=Role[role.upper()],
        reserved=reserved_name,
    )
    with parts.store.write() as work, _faults_said():
        if sign_up(work, application, site) is None:
            raise click.ClickException(f"{email} a déjà un compte")
    click.echo(f"Compte ouvert : {name} ({role})")


@user.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe en entrée.")
def user_password(email: str, *, password_stdin: bool) -> None:
    """Changer un mot de passe ; ferme les sessions ouvertes."""
    parts = open_instance()
    password = _password(from_stdin=password_stdin)
    with parts.store.write() as work, _faults_said():
        found = accounts.by_email(work, email)
        if found is None:
            raise click.ClickException("aucun compte n’a cette adresse")
        change_password(work, found[0], password)
    click.echo("Mot de passe changé, sessions fermées.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Mot de passe", hide_input=True, confirmation_prompt=True))


@contextmanager
def _faults_said() -> Iterator[None]:
    try:
        yield
    except UnfitFormError as error:
        raise click.ClickException(str(error)) from error


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
