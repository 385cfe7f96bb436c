"""The commands on organisations: list them, merge two of them, take one away."""

import click

from commons.adapters.store.people import organisations as store
from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Permission
from commons.core.domain.people.profile import DirectoryQuery
from commons.errors import UnfitFormError
from commons.services.people.directory.organisations import merge_into, remove

AT_ONCE = 500


@click.group(invoke_without_command=True)
@click.pass_context
def organisations(context: click.Context) -> None:
    """Les organisations : les lister, en fusionner deux, en retirer une."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    terms, query = parts.settings.review, DirectoryQuery()
    with parts.store.read() as work:
        total = store.list_organisations(work, query, terms, limit=1).total
        for start in range(0, total, AT_ONCE):
            page = store.list_organisations(
                work, query, terms, limit=AT_ONCE, offset=start
            )
            for one in page.organisations:
                click.echo(f"{one.id} {one.name}")
        waiting = store.waiting_organisations(work, terms, limit=AT_ONCE)
    for one in waiting:
        click.echo(f"{one.id} {one.name} (pas encore montrée)")
    click.echo(f"{total} organisations", err=True)


@organisations.command("merge")
@click.argument("organisation")
@click.argument("into")
@ACCOUNT
def merge(organisation: str, into: str, email: str) -> None:
    """Fusionner une organisation dans une autre, qui prend sa place."""
    parts = open_instance()
    try:
        with parts.store.write() as work:
            actor = acting_account(work, email, Permission.REVIEW)
            staying = merge_into(work, actor, organisation, into)
    except UnfitFormError as error:
        raise click.ClickException(" ".join(error.faults.values())) from error
    click.echo(f"Fusionnée : {organisation} → {staying.id} {staying.name}")


@organisations.command("remove")
@click.argument("organisation")
@ACCOUNT
def take_away(organisation: str, email: str) -> None:
    """Retirer une organisation."""
    parts = open_instance()
    with parts.store.write() as work:
        remove(work, acting_account(work, email, Permission.REVIEW), organisation)
    click.echo(f"Organisation retirée : {organisation}")
