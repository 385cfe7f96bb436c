"""The commands on the themes of a site, as its editors change them in the pages."""

from collections.abc import Callable
from typing import Any

import click

from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Permission
from commons.core.domain.schema.theme import arrange_themes
from commons.errors import UnfitFormError
from commons.services.stewardship.themes import (
    ThemeDesk,
    ThemeForm,
    add_theme,
    change_theme,
    get_theme,
    merge_themes,
    restore_theme,
    retire_theme,
    themes_of,
)
from commons.wiring.shipped import shipped_folder

_english = click.option("--english", default="", help="Son nom en anglais.")
_help = click.option("--description", default="", help="Ce dont il s’agit.")
_under = click.option(
    "--under", metavar="CLÉ", help="Le thème au-dessus ; « » pour aucun."
)


@click.group(invoke_without_command=True)
@click.pass_context
def theme(context: click.Context) -> None:
    """Les thèmes : les lister, les ajouter, les changer."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        themes = themes_of(work, shipped_folder("schemas"))
    tree = arrange_themes(themes.values())
    for one in tree.standing:
        indent = "  " * len(tree.above(one.key))
        retired = " (n’est plus proposé)" if one.retired else ""
        click.echo(f"{indent}{one.key} : {one.label['fr']}{retired}")
    for key, into in tree.replaced.items():
        click.echo(f"{key} → {into}")


@theme.command("add")
@click.argument("name")
@_english
@_help
@_under
@ACCOUNT
def add(
    name: str, english: str, description: str, under: str | None, email: str
) -> None:
    """Ajouter un thème."""
    form = ThemeForm(
        label={"fr": name, "en": english}, help={"fr": description}, parent=under or ""
    )
    key = _change(email, lambda desk: add_theme(desk, form))
    click.echo(f"Thème ajouté : {key}")


@theme.command("change")
@click.argument("key")
@click.option("--name", default="", help="Son nouveau nom.")
@_english
@_help
@_under
@click.option("--new-address", is_flag=True, help="Son adresse suit son nom.")
@ACCOUNT
def change(key: str, email: str, **said: Any) -> None:
    """Renommer, décrire ou déplacer un thème ; ce qui n’est pas dit reste."""

    def made(desk: ThemeDesk) -> object:
        before = get_theme(desk.themes(), key)
        named = {"fr": said["name"], "en": said["english"] or said["name"]}
        form = ThemeForm(
            label={**before.label, **_said(named)},
            help={**before.help, **_said({"fr": said["description"]})},
            parent=before.parent if said["under"] is None else said["under"],
            number=before.number,
            new_address=said["new_address"],
        )
        return change_theme(desk, key, form)

    click.echo(f"Thème changé : {_change(email, made)}")


@theme.command("merge")
@click.argument("key")
@click.argument("into")
@ACCOUNT
def merge(key: str, into: str, email: str) -> None:
    """Fusionner un thème dans un autre, qui prend sa place."""
    _change(email, lambda desk: merge_themes(desk, key, into))
    click.echo(f"Thème fusionné : {key} → {into}")


@theme.command("retire")
@click.argument("key")
@click.option("--offer", is_flag=True, help="Le proposer de nouveau.")
@ACCOUNT
def retire(key: str, offer: bool, email: str) -> None:  # noqa: FBT001  # click gives it
    """Ne plus proposer un thème ; les fiches qui le portent le gardent."""
    _change(email, lambda desk: retire_theme(desk, key, retired=not offer))
    click.echo(f"{'Thème proposé' if offer else 'Thème retiré'} : {key}")


@theme.command("restore")
@click.argument("key")
@ACCOUNT
def restore(key: str, email: str) -> None:
    """Séparer de nouveau un thème qui a été fusionné."""
    _change(email, lambda desk: restore_theme(desk, key))
    click.echo(f"Thème rétabli : {key}")


def _said(words: dict[str, str]) -> dict[str, str]:
    return {tag: text for tag, text in words.items() if text}


def _change(email: str, change: Callable[[ThemeDesk], object]) -> object:
    """Change themes as an editor, and find their sheets anew."""
    parts = open_instance()
    try:
        with parts.store.write() as work:
            actor = acting_account(work, email, Permission.VOCABULARY)
            folder = shipped_folder("schemas")
            done = change(ThemeDesk(work=work, folder=folder, account=actor))
    except UnfitFormError as error:
        raise click.ClickException(" ".join(error.faults.values())) from error
    parts.catch_up()
    return done
