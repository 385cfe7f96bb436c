"""The commands that write what the commons holds: Markdown, N-Quads, tables, index."""

from pathlib import Path

import click

from commons.adapters.store.log import revisions
from commons.cli.opening import open_instance
from commons.cli.progress import show_progress
from commons.core.domain.addresses import iri
from commons.feeds.catalogue.dumps import write_dump
from commons.services.exchange.archive.sheet_archive import (
    FOR_OPERATOR,
    ArchiveTerms,
    collect_archive,
    save_archive,
)
from commons.services.exchange.batch.csv_template import csv_template
from commons.services.exchange.export.folder_export import export_folder as write_export
from commons.services.exchange.export.site_file import write_site_file
from commons.wiring.assembly import load_schema
from commons.wiring.components import Components

_NEW = click.Path(path_type=Path)


@click.command("template")
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


@click.command()
@click.argument("place", type=_NEW)
@click.option(
    "--sheet",
    "sheets",
    multiple=True,
    metavar="ID",
    help="Cette fiche seule (ou ces fiches), avec ses versions, dans un ZIP.",
)
@click.option(
    "--deleted",
    is_flag=True,
    help="Avec les fiches supprimées : ne donnez pas cet export à d’autres.",
)
def export(place: Path, sheets: tuple[str, ...], *, deleted: bool) -> None:
    """Écrire les fiches et toutes leurs versions en Markdown dans un dossier."""
    if sheets and deleted:
        raise click.UsageError("--sheet ne va pas avec --deleted.")
    parts = open_instance()
    if sheets:
        _export_zip(parts, place, sheets)
        return
    with show_progress("Versions") as told:
        count = write_export(parts.store, parts.blobs, place, told, deleted=deleted)
    with parts.store.read() as work:
        write_site_file(work, parts.settings.review, place)
    click.echo(f"{count} versions écrites dans {place}")


def _export_zip(parts: Components, path: Path, sheets: tuple[str, ...]) -> None:
    """Write a ZIP of some sheets, named by identifier or address."""
    asked = [(iri.sheet_mentioned(address) or (address, None))[0] for address in sheets]
    with parts.store.read() as work:
        heads = revisions.get_heads(work, asked)
        missing = [name for name in asked if name not in heads]
        if missing:
            raise click.ClickException(f"aucune fiche « {missing[0]} »")
        terms = ArchiveTerms(
            schema=parts.schema,
            blobs=parts.blobs,
            base=parts.settings.base_url,
            limits=FOR_OPERATOR,
        )
        archive = collect_archive(work, terms, list(heads.values()))
    save_archive(archive, parts.blobs, path)
    click.echo(f"{len(archive.versions)} versions écrites dans {path}")


@click.command()
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
        made = parts.dumps.publish(told)
    for one in made.dumps:
        click.echo(f"{one.sha256}  {one.name} ({one.versions} versions)")


@click.command()
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
