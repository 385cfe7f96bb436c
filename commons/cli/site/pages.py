"""The commands on the pages of the site: its legal notices, what it says of itself."""

import sys

import click

from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Permission
from commons.core.domain.site.site_page import SITE_PAGES, PageInLanguage
from commons.errors import TooLargeError
from commons.services.stewardship.site_pages import current_version, save_page
from commons.settings import LANGUAGES

_KEY = click.argument("key", type=click.Choice(list(SITE_PAGES)))
_LANGUAGE = click.argument("language", type=click.Choice(list(LANGUAGES)))


@click.group(invoke_without_command=True)
@click.pass_context
def pages(context: click.Context) -> None:
    """Les pages du site (mentions légales, à propos…) : les lister, les écrire."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        for key in SITE_PAGES:
            for language in LANGUAGES:
                page = PageInLanguage(key=key, language=language)
                found = current_version(work, page)
                said = f"version {found.number}" if found else "telle que livrée"
                click.echo(f"{key} {language} : {said}")


@pages.command("show")
@_KEY
@_LANGUAGE
def show(key: str, language: str) -> None:
    """Écrire en sortie le texte d’une page, en Markdown."""
    parts = open_instance()
    with parts.store.read() as work:
        found = current_version(work, PageInLanguage(key=key, language=language))
    click.echo(found.text if found else "", nl=bool(found))


@pages.command("write")
@_KEY
@_LANGUAGE
@ACCOUNT
def write(key: str, language: str, email: str) -> None:
    """Écrire une page avec le texte lu en entrée ; vide : telle que livrée."""
    parts, text = open_instance(), sys.stdin.read()
    page = PageInLanguage(key=key, language=language)
    try:
        with parts.store.write() as work:
            author = acting_account(work, email, Permission.SITE).person
            standing = current_version(work, page)
            parent = standing.number if standing else 0
            saved = save_page(work, author, page, text, parent=parent)
    except TooLargeError as error:
        raise click.ClickException("ce texte est trop long") from error
    click.echo(f"{key} {language} : version {saved.number}")
