"""Finds the accounts that the operator names: who acts, and whom it is about."""

import click

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Account, Permission, has_permission

ACCOUNT = click.option(
    "--account", "email", required=True, metavar="E-MAIL", help="Qui le décide."
)
"""The option that says in whose name something is decided."""


def find_account(work: Work, named: str) -> Account:
    """Return the account of an e-mail, of a name or of a person's identifier.

    Raises ClickException.
    """
    found = accounts.by_email(work, named)
    account = found[0] if found else None
    account = (
        account or accounts.by_name(work, named) or accounts.by_person(work, named)
    )
    if account is None:
        raise click.ClickException(f"aucun compte : {named}")
    return account


def acting_account(work: Work, email: str, needed: Permission) -> Account:
    """Return in whose name something is decided; they must be allowed to in the pages.

    Raises ClickException.
    """
    found = accounts.by_email(work, email)
    if found is None:
        raise click.ClickException("aucun compte n’a cette adresse")
    if not (found[0].active and has_permission(found[0].role, needed)):
        raise click.ClickException("ce compte n’en a pas le droit")
    return found[0]
