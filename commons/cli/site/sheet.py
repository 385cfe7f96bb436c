"""The commands that delete one sheet and bring it back."""

import click

from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Permission
from commons.errors import DeletedError, InvalidError
from commons.services.history.delete import delete_sheet, restore_sheet
from commons.services.publishing.save import note_problems

_SHEET = click.argument("sheet")
_REASON = click.argument("reason")


@click.group()
def sheet() -> None:
    """Une fiche : la supprimer, la rétablir."""


@sheet.command("delete")
@_SHEET
@_REASON
@ACCOUNT
def delete(sheet: str, reason: str, email: str) -> None:
    """Supprimer une fiche (identifiant ou adresse), avec une raison qu’on lira."""
    parts, said = open_instance(), _said(reason)
    found = _identifier(sheet)
    try:
        with parts.store.write() as work:
            author = acting_account(work, email, Permission.DELETE).person
            delete_sheet(parts.schema, work, author, found, said)
    except DeletedError as error:
        raise click.ClickException("cette fiche est déjà supprimée") from error
    parts.catch_up()
    click.echo(f"Supprimée : {iri.sheet_iri(found, parts.settings.base_url)}")


@sheet.command("restore")
@_SHEET
@_REASON
@ACCOUNT
def restore(sheet: str, reason: str, email: str) -> None:
    """Rétablir une fiche supprimée, avec une raison qu’on lira."""
    parts, said = open_instance(), _said(reason)
    found = _identifier(sheet)
    try:
        with parts.store.write() as work:
            author = acting_account(work, email, Permission.RESTORE).person
            restore_sheet(parts.schema, work, author, found, said)
    except InvalidError as error:
        raise click.ClickException("cette fiche n’est pas supprimée") from error
    except DeletedError as error:
        raise click.ClickException("son texte a été retiré pour de bon") from error
    parts.catch_up()
    click.echo(f"Rétablie : {iri.sheet_iri(found, parts.settings.base_url)}")


def _identifier(named: str) -> str:
    """Return the identifier of a sheet that is named by it, or by an address."""
    return (iri.sheet_mentioned(named) or (named, None))[0]


def _said(reason: str) -> str:
    """Return a reason as it is published. Raises BadParameter."""
    said = clean_line(reason)
    if note_problems(said, wanted=True):
        raise click.BadParameter("une raison de 3 à 200 caractères")
    return said
