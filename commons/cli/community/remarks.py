"""The commands on what is asked and said under sheets."""

import click

from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Permission
from commons.errors import UnfitFormError
from commons.services.community.remarks import hide_remark, show_remark


@click.group()
def remarks() -> None:
    """Les messages sous les fiches : les masquer, les montrer de nouveau."""


@remarks.command("hide")
@click.argument("remark")
@click.argument("reason")
@ACCOUNT
def hide(remark: str, reason: str, email: str) -> None:
    """Masquer un message, avec une raison que son auteur lira."""
    parts = open_instance()
    try:
        with parts.store.write() as work:
            actor = acting_account(work, email, Permission.MODERATE)
            hidden = hide_remark(work, actor, remark, reason)
    except UnfitFormError as error:
        raise click.ClickException(" ".join(error.faults.values())) from error
    click.echo(f"Message masqué : /sheets/{hidden.sheet}")


@remarks.command("show")
@click.argument("remark")
@ACCOUNT
def show(remark: str, email: str) -> None:
    """Montrer de nouveau un message masqué."""
    parts = open_instance()
    with parts.store.write() as work:
        actor = acting_account(work, email, Permission.MODERATE)
        shown = show_remark(work, actor, remark)
    click.echo(f"Message montré : /sheets/{shown.sheet}")
