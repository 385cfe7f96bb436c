"""The commands for who asks the operator to take along or delete what is theirs."""

from pathlib import Path

import click

from commons.adapters.store.people import persons
from commons.cli.acting import find_account
from commons.cli.opening import open_instance
from commons.core.files.durability import replace_file
from commons.errors import ForbiddenError, TooCostlyError
from commons.services.exchange.archive.own_archive import collect_own
from commons.services.exchange.archive.sheet_archive import ArchiveTerms, write_archive
from commons.services.people.leaving import find_credits, leave
from commons.wiring.purge_cleaner import PurgeCleaner

_LAST = "il faut au moins un compte d’administration"


@click.command("archive")
@click.argument("name")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def archive(name: str, file: Path) -> None:
    """Écrire dans un ZIP tout ce qui est à un compte, comme sa page le lui donne."""
    parts = open_instance()
    if file.exists():
        raise click.ClickException(f"{file} existe déjà")
    base = parts.settings.base_url
    terms = ArchiveTerms(schema=parts.schema, blobs=parts.blobs, base=base)
    with parts.store.read() as work:
        found = collect_own(work, terms, find_account(work, name))
    with replace_file(file, mode=0o600) as draft, draft.open("wb") as packed:
        write_archive(found, parts.blobs, packed)
    click.echo(f"Écrit : {file}")


@click.command("delete")
@click.argument("name")
@click.option("--erase-name", is_flag=True, help="Effacer aussi son nom des crédits.")
@click.option("--yes", is_flag=True, help="Ne rien demander.")
def delete(name: str, *, erase_name: bool, yes: bool) -> None:
    """Supprimer un compte, comme sa page le fait ; ce qui est publié reste."""
    parts = open_instance()
    with parts.store.read() as work:
        account = find_account(work, name)
        sheets = persons.count_sheets(work, account.person.id)
    click.echo(f"{account.person.name} : {sheets} fiches, qui restent.")
    if not yes:
        click.confirm("Supprimer ce compte ? Rien ne le rendra.", abort=True)
    try:
        with parts.store.read() as work:
            traces = find_credits(work, account) if erase_name else None
        with parts.store.write() as work:
            leave(parts.schema, work, account, traces, by_operator=True)
    except ForbiddenError as error:
        raise click.ClickException(_LAST) from error
    except TooCostlyError as error:
        msg = f"trop de fiches : commons purge person {account.person.id}"
        raise click.ClickException(msg) from error
    parts.catch_up()
    if erase_name:
        PurgeCleaner(components=parts).clean(wait=True)
    click.echo("Compte supprimé.")
