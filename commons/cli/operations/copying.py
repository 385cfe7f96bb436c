"""The command that moves an instance from one database engine to another, and back."""

import click

from commons.adapters.store.engine.unit_of_work import open_store
from commons.cli.opening import open_instance
from commons.cli.progress import say_counts, show_progress
from commons.services.operations.backups.instance_copy import copy_instance


@click.command("copy-to")
@click.argument("url")
@click.option("--replace", is_flag=True, help="Remplacer le commun qui s’y trouve.")
def copy_to(url: str, *, replace: bool) -> None:
    """Copier la base dans une autre, SQLite ou PostgreSQL, et vérifier la copie.

    URL est ce que COMMONS_DATABASE_URL dira ensuite. Arrêtez d’abord le serveur : ce que
    l’on enregistre pendant la copie n’y est pas. Interrompue, elle ne laisse rien que
    l’on puisse servir, et se recommence.
    """
    target = open_store(url)
    parts = open_instance()
    with show_progress("Lignes et versions") as told:
        copied = copy_instance(
            parts.schema, parts.store, target, replace=replace, on_progress=told
        )
    click.echo(f"{say_counts(copied.counts)} dans {target.place}")
    click.echo(
        "Chaque ligne et chaque empreinte y sont les mêmes. Pour servir de là :"
        f" COMMONS_DATABASE_URL={target.address}, avec le même dossier de données"
        f" ({parts.settings.data_dir}), où restent les fichiers et la clé secrète."
    )
    if copied.is_behind:
        said = (
            "On a enregistré pendant la copie, et ce n’y est pas : arrêtez le serveur,"
            " puis recommencez avec --replace"
        )
        click.echo(said, err=True)
