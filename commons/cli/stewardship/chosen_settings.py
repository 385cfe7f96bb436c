"""The command on the settings that may be chosen in the pages."""

import click

from commons.adapters.store.site.chosen_settings import read_chosen
from commons.cli.opening import open_instance
from commons.errors import ForbiddenError, UnfitFormError
from commons.services.stewardship.chosen_settings import (
    EDITABLE,
    REOPENING,
    choose_settings,
)


@click.command()
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option("--default", is_flag=True, help="Reprendre la valeur d’origine.")
def settings(name: str | None, value: str | None, *, default: bool) -> None:
    """Les réglages que l’on choisit aussi dans les pages : les lire, en changer un."""
    parts = open_instance()
    if name is not None and (default or value is not None):
        name = name.upper().removeprefix("COMMONS_")
        try:
            with parts.store.write(reopens=name == REOPENING) as work:
                wanted = None if default else value
                choose_settings(work, parts.settings, None, {name: wanted})
        except ForbiddenError as error:
            msg = f"{name} est fixé par l’environnement, ou n’est pas de ces réglages"
            raise click.ClickException(msg) from error
        except UnfitFormError as error:
            raise click.ClickException(error.faults[name]) from error
        parts = open_instance()
    with parts.store.read() as work:
        chosen = read_chosen(work)
    for one in EDITABLE:
        if name in {None, one.name}:
            where = (
                "environnement"
                if one.name in parts.settings.fixed
                else "choisi"
                if one.name in chosen
                else "origine"
            )
            click.echo(f"{one.name}={one.read(parts.settings)} ({where})")
