"""The command on the logo and the colour of the site."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import click

from commons.adapters.media.ingest import take_file
from commons.adapters.store.site.appearance import read_appearance
from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Permission
from commons.core.domain.schema.problem import RULES, Rule
from commons.core.domain.site.appearance import Appearance
from commons.errors import UnfitFileError, UnfitFormError
from commons.services.stewardship.appearance import save_appearance
from commons.wiring.components import Components


@click.group(invoke_without_command=True)
@click.pass_context
def appearance(context: click.Context) -> None:
    """Le logo et la couleur du site : les dire, les changer."""
    if context.invoked_subcommand is not None:
        return
    with open_instance().store.read() as work:
        standing = read_appearance(work)
    click.echo(f"couleur : {standing.colour or 'celle livrée'}")
    click.echo(f"logo : {standing.logo or 'aucun'} {standing.logo_text}".rstrip())


@appearance.command("colour")
@click.argument("colour")
@ACCOUNT
def change_colour(colour: str, email: str) -> None:
    """Choisir la couleur du site (#RRGGBB) ; « » pour celle livrée."""
    parts = open_instance()
    _save(parts, email, lambda look: replace(look, colour=colour))
    click.echo(f"Couleur : {colour or 'celle livrée'}")


@appearance.command("logo")
@click.argument(
    "file",
    required=False,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
)
@click.option("--text", default="", help="Ce que dit le logo, pour qui ne le voit pas.")
@ACCOUNT
def change_logo(file: Path | None, text: str, email: str) -> None:
    """Choisir le logo du site ; sans fichier, le retirer."""
    parts, name = open_instance(), ""
    if file is not None:
        try:
            with file.open("rb") as sent:
                name = take_file(parts.blobs, sent, file.name, image=True).name
        except UnfitFileError as error:
            sentence = RULES[Rule(error.rule)] % error.details
            raise click.ClickException(sentence) from error
    _save(parts, email, lambda look: replace(look, logo=name, logo_text=text))
    click.echo(f"Logo : {name or 'aucun'}")


def _save(
    parts: Components, email: str, change: Callable[[Appearance], Appearance]
) -> None:
    try:
        with parts.store.write() as work:
            actor = acting_account(work, email, Permission.SITE)
            save_appearance(work, actor, change(read_appearance(work)))
    except UnfitFormError as error:
        raise click.ClickException(" ".join(error.faults.values())) from error
