"""What is done and said when an instance is about to be served."""

from importlib import import_module

import click

from commons.adapters.store.log import revisions
from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Role
from commons.wiring.components import Components


def prepare_serving(parts: Components, address: str) -> None:
    """Load the starter sheets into an empty instance, and say where it is served.

    `address` is the host and the port. Raises what loading raises.
    """
    with parts.store.read() as work:
        empty = revisions.head_sequence(work) == 0
    if empty and not parts.store.read_only:
        loading = import_module(
            "commons.cli.exchange.loading"
        )  # large, and needed only once
        loading.load_starter(parts)
    _say_where(parts, address)


def _say_where(parts: Components, address: str) -> None:
    settings = parts.settings
    click.echo(f"{settings.site_name} écoute sur http://{address}")
    click.echo(f"Adresse publique : {settings.base_url}")
    click.echo(f"Données : {settings.data_dir}")
    with parts.store.read() as work:
        admins = [a for a in accounts.all_accounts(work) if a.role is Role.ADMIN]
    if not admins:
        click.echo(
            "Premier compte d’administration : "
            "commons user add NOM --email ADRESSE --role admin"
        )
