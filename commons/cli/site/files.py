"""The command of where files are kept: what is there, and copying it elsewhere."""

from pathlib import Path
from urllib.parse import urlsplit

import click

from commons.adapters.storage.opening import storage_at
from commons.cli.opening import open_instance
from commons.cli.progress import show_progress
from commons.services.operations.file_copies import PARTS, copy_files, find_damaged
from commons.settings import MEGABYTE


@click.group("files", invoke_without_command=True)
@click.pass_context
def files(context: click.Context) -> None:
    """Où sont les fichiers, et combien."""
    if context.invoked_subcommand:
        return
    storage = open_instance().storage
    click.echo(storage.place)
    for part in PARTS:
        found = [one.size_bytes for one in storage.entries(f"{part}/")]
        click.echo(f"{part} : {len(found)} fichiers, {sum(found) / MEGABYTE:.1f} Mo")


@files.command("copy-to")
@click.argument("address", metavar="ADRESSE")
@click.option("--verify", is_flag=True, help="Relire ensuite tout ce qui y est.")
def copy_to(address: str, *, verify: bool) -> None:
    """Copier les fichiers vers s3://… ou le dossier de données d’un autre commun.

    Ce qui manque là-bas est copié, vérifié par son empreinte ; interrompue, la copie
    reprend où elle s’est arrêtée.
    """
    parts = open_instance()
    target = storage_at(address)
    local = Path(address) if not urlsplit(address).scheme else parts.settings.data_dir
    with show_progress("Fichiers") as told:
        made = copy_files(parts.storage, target, local, told)
    faults = [*made.faults, *(find_damaged(target) if verify else ())]
    for fault in faults:
        click.echo(fault, err=True)
    click.echo(
        f"{made.count} fichiers copiés, {made.size_bytes} octets ;"
        f" {made.there} y étaient déjà"
    )
    if faults:
        raise SystemExit(1)
