"""The command that checks every table, file and index, and makes again what it can."""

from collections.abc import Callable

import click

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.measures import backup_counts
from commons.cli.opening import open_instance
from commons.cli.progress import show_progress
from commons.core.progress import OnProgress
from commons.services.operations.checks import repair
from commons.services.operations.checks.integrity_check import (
    unlawful_heads,
    verify_instance,
)
from commons.services.stewardship.purge.cleaning import due_purges
from commons.wiring.components import Components


@click.command()
@click.option("--look", is_flag=True, help="Regarder seulement, ne rien refaire.")
@click.option(
    "--shapes", is_flag=True, help="Juger aussi chaque fiche par les formes publiées."
)
def check(*, look: bool, shapes: bool) -> None:
    """Vérifier chaque table, les fichiers et l’index ; refaire ce qui se déduit."""
    judge = _shape_judge() if shapes else None
    parts = open_instance()
    look = look or parts.store.read_only
    with show_progress("Fiches") as told:
        stale = _stale(parts, told) if look else name_remade(parts, told)
    with show_progress("Versions") as told:
        faults = list(
            verify_instance(parts.schema, parts.store, parts.index, parts.blobs, told)
        )
    with parts.store.read() as work:
        faults += unlawful_heads(parts.schema, work)
        faults += _unfinished(work)
    if judge:
        with show_progress("Formes") as told:
            faults += judge(parts, told)
    for fault in (*stale, *faults):
        click.echo(fault, err=True)
    name_strays(parts)
    if stale or faults:
        raise SystemExit(1)
    with parts.store.read() as work:
        purged = backup_counts.count_rows(work)["purged versions"]
    if purged:
        click.echo(f"{purged} versions réécrites ou retirées pour de bon.")
    click.echo("Tout est en ordre.")


def _unfinished(work: Work) -> list[str]:
    """Say which removals are not over: files may still hold what was removed."""
    pending = due_purges(work)
    return [
        f"le retrait {one.id} n’est pas fini : commons purge finish" for one in pending
    ]


def _shape_judge() -> Callable[[Components, OnProgress], list[str]]:
    """Give what judges the heads by the published shapes; pyshacl is not always there."""
    try:
        from commons.services.operations.checks import shape_check  # noqa: PLC0415  # slow, and for one option alone
    except ModuleNotFoundError as error:
        raise click.UsageError(
            f'--shapes demande {error.name} : pip install "commons-wiki[shapes]"'
        ) from error

    def judge(parts: Components, on_progress: OnProgress) -> list[str]:
        with parts.store.read() as work:
            return list(
                shape_check.find_shape_violations(
                    parts.schema, parts.settings.base_url, work, on_progress
                )
            )

    return judge


def _stale(parts: Components, on_progress: OnProgress) -> list[str]:
    with parts.store.read() as work:
        return list(repair.find_stale_rows(parts.schema, work, on_progress))


def name_remade(parts: Components, on_progress: OnProgress) -> list[str]:
    """Make again what the log says, and give a sentence of each table that changed."""
    made = repair.make_again(parts.schema, parts.store, on_progress)
    return [f"{sentence} : refait d’après le journal" for sentence in made]


def name_strays(parts: Components) -> None:
    """Tell of files among those of a commons that are none of its own."""
    for path in parts.blobs.strays():
        said = f"{path} n’est pas un fichier du commun : laissé de côté"
        click.echo(said, err=True)
