"""The commands on accounts that are open: who they are, what they may, who is invited."""

import click

from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_search import (
    AccountQuery,
    count_accounts,
    search_accounts,
)
from commons.adapters.store.people.credentials import invitations as store
from commons.cli.acting import find_account
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Role
from commons.errors import ForbiddenError
from commons.services.people.blocking import block_account, unblock_account
from commons.services.people.invitations import withdraw_invitation
from commons.services.people.roles import grant_role

AT_ONCE = 500
"""How many accounts are read at once: the others wait in the database."""

_ROLES = click.Choice([role.name.lower() for role in Role])
_LAST = "il faut au moins un compte d’administration"


@click.command("list")
@click.argument("words", required=False, default="")
@click.option("--role", type=_ROLES, help="Ceux de ce rôle.")
@click.option("--blocked", is_flag=True, help="Ceux qui sont bloqués.")
def list_accounts(words: str, role: str | None, *, blocked: bool) -> None:
    """Lister les comptes, le plus récent d’abord ; WORDS : dans le nom ou l’adresse."""
    parts = open_instance()
    wanted = Role[role.upper()] if role else None
    query = AccountQuery(words=words, role=wanted, blocked=blocked)
    with parts.store.read() as work:
        total = count_accounts(work, query)
        for start in range(0, total, AT_ONCE):
            for one in search_accounts(work, query, limit=AT_ONCE, offset=start):
                account = one.account
                seen = f"{one.seen:%Y-%m-%d}" if one.seen else "jamais"
                state = "" if account.active else " (bloqué)"
                click.echo(
                    f"{account.person.id} {account.person.name} <{account.email}>"
                    f" {account.role.name.lower()}{state},"
                    f" ouvert {account.created:%Y-%m-%d}, vu {seen}"
                )
    click.echo(f"{total} comptes", err=True)


@click.command("role")
@click.argument("name")
@click.argument("role", type=_ROLES)
def change_role(name: str, role: str) -> None:
    """Donner un rôle à un compte : NAME est son adresse, son nom ou son identifiant."""
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        try:
            changed = grant_role(
                work, None, find_account(work, name), Role[role.upper()]
            )
        except ForbiddenError as error:
            raise click.ClickException(_LAST) from error
    click.echo(f"{changed.person.name} : {role}")


@click.command("block")
@click.argument("name")
def block(name: str) -> None:
    """Bloquer un compte : plus personne n’y entre."""
    parts = open_instance()
    with parts.store.write() as work:
        try:
            blocked = block_account(work, None, find_account(work, name))
        except ForbiddenError as error:
            raise click.ClickException(_LAST) from error
    click.echo(f"Compte bloqué : {blocked.person.name}")


@click.command("unblock")
@click.argument("name")
def unblock(name: str) -> None:
    """Débloquer un compte."""
    parts = open_instance()
    with parts.store.write() as work:
        opened = unblock_account(work, None, find_account(work, name))
    click.echo(f"Compte débloqué : {opened.person.name}")


@click.command("invitations")
def list_invitations() -> None:
    """Lister les invitations qui attendent."""
    parts = open_instance()
    with parts.store.read() as work:
        waiting = store.open_invitations(work, limit=store.count_all_open(work))
        names = accounts.holder_names(work, {one.inviter for one in waiting})
    for one in waiting:
        whom = one.email or "qui a le lien"
        until = f"jusqu’au {one.until:%Y-%m-%d}"
        click.echo(f"{one.id} {names[one.inviter]} invite {whom}, {until}")


@click.command("uninvite")
@click.argument("invitation")
def uninvite(invitation: str) -> None:
    """Retirer une invitation : son lien n’ouvre plus rien."""
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        if not withdraw_invitation(work, None, invitation):
            raise click.ClickException(f"aucune invitation : {invitation}")
    click.echo("Invitation retirée.")
