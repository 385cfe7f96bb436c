"""The commands that write a backup and put it back."""

import shutil
from functools import partial
from pathlib import Path

import click

from commons.adapters.storage.opening import open_storage
from commons.adapters.store.engine.engines import file_address
from commons.adapters.store.engine.unit_of_work import Store, open_store
from commons.adapters.store.site.audit_log import note_act
from commons.cli.opening import open_instance
from commons.cli.operations.backup_places import fetched_backup, open_place
from commons.cli.operations.checking import name_remade, name_strays
from commons.cli.progress import say_counts, show_progress
from commons.cli.stewardship.purging import reapply_file
from commons.core.domain import clock
from commons.core.domain.schema.kind import Schema
from commons.core.domain.site.audit import AuditAct
from commons.core.progress import OnProgress
from commons.errors import CommonsError, DamagedError, FileFormatError
from commons.services.operations.backups.backup import write_backup
from commons.services.operations.backups.backup_manifest import DATABASE, Manifest
from commons.services.operations.backups.restore import (
    Target,
    restore_backup as put_back,
)
from commons.services.operations.backups.rotation import (
    KeepTerms,
    name_series,
    parse_keep,
    rotate,
)
from commons.services.operations.backups.verification import verify_backup
from commons.services.operations.checks import repair
from commons.services.operations.checks.integrity_check import (
    verify_instance,
    verify_rows,
)
from commons.services.operations.file_copies import share_files
from commons.services.stewardship.purge.cleaning import LIST
from commons.services.stewardship.purge.reapply import read_list
from commons.settings import Settings, from_env
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components

WAY_ON = " (avec --faulty, ce qui peut l’être est restauré)"


class _Terms(click.ParamType[KeepTerms]):
    """How many backups are kept: by day, week and month."""

    name = "JOURS,SEMAINES,MOIS"

    def convert(
        self,
        value: str | KeepTerms,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> KeepTerms:
        try:
            return value if isinstance(value, KeepTerms) else parse_keep(value)
        except ValueError:
            self.fail("trois nombres, comme 7,4,12, dont un au moins", param, ctx)


@click.command()
@click.argument("file")
@click.option(
    "--keep",
    type=_Terms(),
    help="Dans un dossier : ce que l’on garde, par jour, semaine et mois (7,4,12).",
)
@click.option(
    "--verify",
    is_flag=True,
    help="La remettre à l’essai, et comparer avec ce qu’elle dit.",
)
def backup(file: str, *, keep: KeepTerms | None, verify: bool) -> None:
    """Sauvegarder tout, même pendant qu’on écrit (compressé si .tar.gz ou .tgz).

    Dans un dossier, ou dans un stockage s3://…, le nom vient de l’adresse du site et de
    l’instant.
    """
    parts = open_instance()
    path = Path(file)
    many = "://" in file or path.is_dir()
    series = name_series(parts.settings.base_url) if many else None
    if keep and series is None:
        raise click.UsageError(f"--keep demande un dossier qui existe : {file}")
    place = open_place(file if many else str(path.parent), parts.settings.data_dir)
    name = series.name_at(clock.now()) if series else path.name
    manifest = place.add(name, partial(_write, parts))
    for fault in manifest.faults:
        _say(fault)
    name_strays(parts)
    click.echo(f"{_counted(manifest)} dans {f'{file}/{name}' if series else file}")
    if manifest.faults:
        if series:
            place.rename(name, series.mark_faulty(name))
        raise click.ClickException(
            "la sauvegarde est écrite, mais quelque chose y manque ou y est abîmé :"
            " seul « commons restore --faulty » la remettra"
        )
    if verify:
        with place.fetch(name) as written, show_progress("Versions") as told:
            verify_backup(parts.schema, written, manifest, told)
        click.echo("Remise à l’essai : les comptes et les empreintes sont les mêmes")
    _note_backup(parts, manifest)
    if keep and series:
        for gone in rotate(place, series, keep):
            click.echo(f"{gone} retirée")


def _write(parts: Components, path: Path) -> Manifest:
    with show_progress("Octets") as told:
        look = partial(_looked, parts.schema)
        return write_backup(parts.store, parts.blobs, path, told, look)


def _note_backup(parts: Components, manifest: Manifest) -> None:
    """Write down that a backup was made, where something can be written."""
    try:
        with parts.store.write(quiet=True) as work:
            note_act(work, "", AuditAct.BACKUP, head=str(manifest.head))
    except CommonsError as error:
        _say(f"la sauvegarde n’est pas notée dans le journal des actes : {error}")


@click.command()
@click.argument("file")
@click.option(
    "--faulty", is_flag=True, help="Restaurer ce qui peut l’être, et dire le reste."
)
@click.option(
    "--purged",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=f"La liste ({LIST}) de ce qui fut retiré pour de bon depuis.",
)
def restore(file: str, *, faulty: bool, purged: Path | None) -> None:
    """Remettre une sauvegarde (fichier, ou s3://…) dans un dossier vide ou absent."""
    if purged:
        read_list(purged.read_text(encoding="utf-8"))
    settings = from_env()
    home = settings.data_dir
    target = Target(data_dir=home, store=open_store(settings.database_url))
    with fetched_backup(file, home) as path, show_progress("Versions") as told:

        def prepare(folder: Path) -> list[str]:
            faults = _made_ready(folder, settings, told)
            if faulty or not faults:
                share_files(folder, open_storage(settings))
            return faults

        try:
            manifest = put_back(path, target, prepare, faulty=faulty, said=_say)
        except (DamagedError, FileFormatError) as error:
            if faulty:
                raise
            raise click.ClickException(f"{error}{WAY_ON}") from error
    click.echo(f"{_counted(manifest)} dans {home}")
    if not settings.keeps_index:
        with show_progress("Index") as told:
            open_instance().catch_up(told)
    if purged:
        reapply_file(open_instance(), purged)
    else:
        _say(
            "Si des textes ont été retirés pour de bon depuis cette sauvegarde, ils sont"
            f" revenus : commons purge reapply {LIST}, celui de l’ancien dossier"
        )


def _looked(schema: Schema, snapshot: Store, named: dict[str, str]) -> list[str]:
    """Make again what can be, in the snapshot alone; give what is wrong beside."""
    for sentence in repair.make_again(schema, snapshot):
        _say(f"{sentence} : refait dans la sauvegarde")
    return list(verify_rows(schema, snapshot, named))


def _made_ready(folder: Path, wanted: Settings, on_progress: OnProgress) -> list[str]:
    """Upgrade and index an instance where it was unpacked; give its faults.

    An index that does not lie in the folder is made once the database is in its place.
    """
    search = {"COMMONS_SEARCH": wanted.search} if wanted.keeps_index else {}
    parts = assemble_components(
        from_env(
            {
                "COMMONS_DATA_DIR": str(folder),
                "COMMONS_DATABASE_URL": str(file_address(folder / DATABASE)),
                "COMMONS_SECRET_KEY": "signs nothing here",
                **search,
            }
        )
    )
    parts.store.refuse_writes(lambda: False)  # whatever was chosen where it was saved
    try:
        for sentence in name_remade(parts, on_progress):
            _say(sentence)
        if wanted.keeps_index:
            parts.catch_up()
        return list(
            verify_instance(
                parts.schema, parts.store, parts.index, parts.blobs, on_progress
            )
        )
    finally:
        parts.store.close()
        if not wanted.keeps_index:
            shutil.rmtree(parts.settings.index_dir)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _counted(manifest: Manifest) -> str:
    return f"{say_counts(manifest.counts)}, {manifest.files.count} fichiers"
