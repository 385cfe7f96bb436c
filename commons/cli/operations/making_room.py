"""The commands that give room back: unused files, uncompressed blocks."""

from datetime import timedelta

import click

from commons.cli.opening import open_instance
from commons.cli.progress import show_progress
from commons.services.operations.housekeeping.compaction import (
    compress_all,
    give_back,
)
from commons.services.operations.housekeeping.expiry import RetentionTerms, expire_all
from commons.services.operations.housekeeping.media_cleanup import sweep_media


@click.command("sweep")
@click.option(
    "--days",
    type=click.IntRange(min=1),
    default=30,
    show_default=True,
    help="Garder ce qui a servi depuis.",
)
def sweep_files(days: int) -> None:
    """Retirer les fichiers déposés qu'aucune version ni aucun brouillon ne nomme."""
    parts = open_instance()
    chosen = parts.settings
    terms = RetentionTerms(draft_days=chosen.draft_days, copy_days=chosen.copy_days)
    ended = expire_all(parts.store, chosen.data_dir, terms)
    swept = sweep_media(parts.store, parts.blobs, timedelta(days=days))
    click.echo(f"{swept.count} fichiers retirés, {swept.size_bytes} octets")
    click.echo(
        f"{ended.drafts} brouillons échus, {ended.traces} traces d’import,"
        f" {ended.copies} copies retirés"
    )


@click.command()
def compact() -> None:
    """Comprimer les anciens blocs, puis rendre au disque la place libre de la base.

    Pendant la seconde étape, qui enregistre attend, ou lit qu'il faut revenir : 15 à 30 s
    par Go qui reste. Elle demande autant de place libre que la base en occupe.
    """
    parts = open_instance()
    before = parts.store.size_bytes()
    with show_progress("Blocs") as told:
        compress_all(parts.store, told)
    give_back(parts.store)
    after = parts.store.size_bytes()
    click.echo(f"{before / 1e6:.0f} Mo avant, {after / 1e6:.0f} Mo après")
