"""The commands that open accounts and change their passwords."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from commons.adapters.store.people import accounts
from commons.adapters.store.people.account_tokens import TokenPurpose
from commons.adapters.store.site.audit_log import note_act
from commons.cli.community.leaving import archive, delete
from commons.cli.community.members import (
    block,
    change_role,
    list_accounts,
    list_invitations,
    unblock,
    uninvite,
)
from commons.cli.community.repairs import give_back, take_back, writing
from commons.cli.opening import open_instance
from commons.core.domain.language.reserved_names import is_reserved
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.errors import UnfitFormError
from commons.services.people.accounts import (
    Application,
    admit,
    change_password,
    judge_application,
    judge_password,
)
from commons.services.people.invitations import invite
from commons.services.people.recovery import make_link
from commons.services.people.sign_in.second_factor import Factors, turn_off
from commons.wiring.deliveries import open_letterhead


@click.group()
def user() -> None:
    """Gérer les comptes."""


for _command in (
    archive,
    block,
    change_role,
    delete,
    give_back,
    list_accounts,
    list_invitations,
    take_back,
    unblock,
    uninvite,
    writing,
):
    user.add_command(_command)


@user.command("add")
@click.argument("name")
@click.option("--email", required=True)
@click.option(
    "--role",
    type=click.Choice([role.name.lower() for role in Role]),
    default="contributor",
    show_default=True,
)
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe en entrée.")
@click.option(
    "--reserved-name", is_flag=True, help="Donner un nom qui parle pour le site."
)
def user_add(
    name: str, email: str, role: str, *, password_stdin: bool, reserved_name: bool
) -> None:
    """Ouvrir un compte."""
    parts = open_instance(new=True)
    site = parts.settings.site_name
    if is_reserved(name, site) and not reserved_name:
        raise click.ClickException(
            f"« {name} » parlerait pour le site : --reserved-name le donne quand même"
        )
    application = Application(
        email=email,
        name=name,
        password=_password(from_stdin=password_stdin),
        role=Role[role.upper()],
        reserved=reserved_name,
    )
    with _faults_said():
        judged = judge_application(application, site)
    with parts.store.write() as work, _faults_said():
        opened = admit(work, judged)
        if opened is None:
            raise click.ClickException(f"{email} a déjà un compte")
        note_act(work, "", AuditAct.ROLE, opened.person.id, role=opened.role.name)
    click.echo(f"Compte ouvert : {name} ({role})")


@user.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True, help="Lire le mot de passe en entrée.")
def user_password(email: str, *, password_stdin: bool) -> None:
    """Changer un mot de passe ; ferme les sessions ouvertes."""
    parts = open_instance()
    password = _password(from_stdin=password_stdin)
    with parts.store.read() as work, _faults_said():
        found = accounts.by_email(work, email)
        if found is None:
            raise click.ClickException("aucun compte n’a cette adresse")
        hashed = judge_password(work, found[0], password, parts.settings.site_name)
    with parts.store.write() as work:
        change_password(work, found[0], hashed, by_operator=True)
    click.echo("Mot de passe changé, sessions fermées.")


@user.command("link")
@click.argument("email")
def user_link(email: str) -> None:
    """Donner un lien pour choisir un nouveau mot de passe, une fois, dans l’heure."""
    parts = open_instance()
    with parts.store.write() as work:
        found = accounts.by_email(work, email)
        if found is None:
            raise click.ClickException("aucun compte n’a cette adresse")
        path = make_link(work, found[0], TokenPurpose.RESET)
        note_act(work, "", AuditAct.PASSWORD_LINK, found[0].person.id)
    click.echo(f"{parts.settings.base_url}{path}")


@user.command("invite")
@click.argument("inviter")
@click.option("--email", default="", help="Envoyer l’invitation à cette adresse.")
def user_invite(inviter: str, *, email: str) -> None:
    """Inviter quelqu’un à ouvrir un compte, au nom du compte INVITER (son adresse)."""
    parts = open_instance()
    sends = parts.settings.sends_mail
    if email and not sends:
        raise click.ClickException("ce site n’envoie pas de courriels")
    with parts.store.write() as work, _faults_said():
        found = accounts.by_email(work, inviter)
        if found is None:
            raise click.ClickException("aucun compte n’a cette adresse")
        head = open_letterhead(parts) if sends else None
        path = invite(work, found[0], email, head)
    if email:
        click.echo(f"L’invitation part vers {email}.")
    else:
        click.echo(f"{parts.settings.base_url}{path}")


@user.command("no-code")
@click.argument("email")
def user_no_code(email: str) -> None:
    """Ne plus demander de code à un compte dont le téléphone est perdu."""
    parts = open_instance()
    head = open_letterhead(parts) if parts.settings.sends_mail else None
    factors = Factors(secret_key=parts.settings.secret_key, head=head)
    with parts.store.write() as work:
        found = accounts.by_email(work, email)
        if found is None:
            raise click.ClickException("aucun compte n’a cette adresse")
        turn_off(work, factors, found[0])
    click.echo("Ce compte ne demande plus de code.")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Mot de passe", hide_input=True, confirmation_prompt=True))


@contextmanager
def _faults_said() -> Iterator[None]:
    try:
        yield
    except UnfitFormError as error:
        raise click.ClickException(str(error)) from error
