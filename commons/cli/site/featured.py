"""The commands on the collections that the home page features."""

import click

from commons.adapters.store.site import featured_sheets
from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Permission
from commons.errors import FullError
from commons.services.reuse.featuring import (
    feature_collection,
    move_collection,
    withdraw_collection,
)


@click.group(invoke_without_command=True)
@click.pass_context
def featured(context: click.Context) -> None:
    """Les collections à la une : les lister, en mettre, en retirer, les ranger."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        for one in featured_sheets.list_featured(work):
            gone = " (supprimée)" if one.deleted else ""
            click.echo(f"{one.sheet} {one.title}{gone}")


@featured.command("add")
@click.argument("sheet")
@ACCOUNT
def add(sheet: str, email: str) -> None:
    """Mettre une collection à la une, après les autres."""
    parts = open_instance()
    try:
        with parts.store.write() as work:
            actor = acting_account(work, email, Permission.FEATURE)
            feature_collection(parts.schema, work, actor, sheet)
    except FullError as error:
        msg = f"{error.most} collections sont déjà à la une : retirez-en une d’abord"
        raise click.ClickException(msg) from error
    click.echo(f"À la une : {sheet}")


@featured.command("remove")
@click.argument("sheet")
@ACCOUNT
def remove(sheet: str, email: str) -> None:
    """Retirer une collection de la une."""
    parts = open_instance()
    with parts.store.write() as work:
        actor = acting_account(work, email, Permission.FEATURE)
        withdraw_collection(work, actor, sheet)
    click.echo(f"Plus à la une : {sheet}")


@featured.command("move")
@click.argument("sheet")
@click.argument("steps", type=int)
@ACCOUNT
def move(sheet: str, steps: int, email: str) -> None:
    """Déplacer une collection de tant de places ; vers le haut : « -- -1 »."""
    parts = open_instance()
    with parts.store.write() as work:
        actor = acting_account(work, email, Permission.FEATURE)
        move_collection(work, actor, sheet, steps)
    click.echo(f"Déplacée : {sheet}")
