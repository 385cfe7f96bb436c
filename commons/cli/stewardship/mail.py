"""The commands on e-mails: what waits and what was not delivered, send, try out."""

from html import escape

import click

from commons.adapters.store.people import mail_queue
from commons.cli.opening import open_instance
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.mail import Mail, MailState
from commons.errors import MailDelayedError, MailRefusedError
from commons.services.operations.following.log_follower import catch_up
from commons.services.people.mail.undelivered import forget_mail, retry_mails
from commons.wiring.components import Components
from commons.wiring.deliveries import (
    open_digest_courier,
    open_mail_courier,
    open_search_watcher,
)
from commons.wiring.followers import follow_events

MOST_LISTED = 1_000


@click.group(invoke_without_command=True)
@click.pass_context
def mail(context: click.Context) -> None:
    """Les courriels : ce qui attend, ce qui n’a pas pu être remis."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        dead = mail_queue.dead_mails(work, limit=MOST_LISTED)
        counts = mail_queue.count_mails(work)
    for one in dead:
        when = f"{one.created:%Y-%m-%d %H:%M}"
        click.echo(f"{one.id} {when} {one.recipient} : {one.fault}")
    told = [f"{state.value} {counts.get(state, 0)}" for state in MailState]
    click.echo(f"Courriels : {', '.join(told)}")


@mail.command("send")
@click.option("--dead", is_flag=True, help="Réessayer aussi ce qui a été abandonné.")
def send(*, dead: bool) -> None:
    """Envoyer maintenant ce qui est à envoyer."""
    parts = _sending()
    if dead:
        with parts.store.write(quiet=True) as work:
            retry_mails(work, None)
    catch_up(parts.store, follow_events(parts))
    digests, courier, total = open_digest_courier(parts), open_mail_courier(parts), 0
    searches = open_search_watcher(parts)
    while searches.take_turn() or digests.take_turn():
        pass
    while done := courier.deliver(None, wait=True):
        total += done
    with parts.store.read() as work:
        left = mail_queue.count_mails(work)
    click.echo(f"{total} essayés, {sum(left.values())} restent")
    if left:
        raise SystemExit(1)


@mail.command("retry")
@click.argument("identifier")
def retry(identifier: str) -> None:
    """Réessayer un courriel qui n’a pas pu être remis ; le service l’envoie."""
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        if not retry_mails(work, None, identifier):
            raise click.ClickException("aucun courriel n’a cet identifiant")
    click.echo("Le courriel attend un nouvel essai.")


@mail.command("forget")
@click.argument("identifier")
def forget(identifier: str) -> None:
    """Oublier un courriel qui n’a pas pu être remis."""
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        if not forget_mail(work, None, identifier):
            raise click.ClickException("aucun courriel n’a cet identifiant")
    click.echo("Le courriel est oublié.")


@mail.command("test")
@click.argument("address")
def send_test(address: str) -> None:
    """Envoyer un courriel d’essai à une adresse, sans passer par la file."""
    parts = _sending()
    courier, now = open_mail_courier(parts), clock.now()
    site = parts.settings.site_name
    tried = Mail(
        id=iri.new_id(),
        recipient=address,
        subject=f"Essai de {site}",
        text=f"{site} sait envoyer des courriels.\n",
        html=f"<p>{escape(site)} sait envoyer des courriels.</p>",
        created=now,
        due=now,
    )
    try:
        with courier.open() as session:
            session.send(courier.write(tried))
    except (MailDelayedError, MailRefusedError) as error:
        raise click.ClickException(f"non remis : {error}") from error
    click.echo(f"Remis : {address}")


def _sending() -> Components:
    """Open an instance that sends e-mails."""
    parts = open_instance()
    if not parts.settings.sends_mail:
        raise click.ClickException("COMMONS_MAIL_URL ne dit pas comment envoyer")
    return parts
