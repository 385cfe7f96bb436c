"""The commands on notices between commons: what stands, send now, look again now."""

from collections.abc import Callable
from datetime import datetime, timedelta

import click

from commons.adapters.store.engine.unit_of_work import Work
from commons.adapters.store.federation import incoming, outgoing
from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain import clock
from commons.core.domain.people.account import Account, Permission
from commons.core.domain.site.notice import ReceivedState, SendState
from commons.errors import ForbiddenError
from commons.services.federation.notices.courier import Courier
from commons.services.federation.notices.deciding import accept_notice, refuse_notice
from commons.services.operations.following.log_follower import catch_up
from commons.wiring.components import Components
from commons.wiring.deliveries import open_courier
from commons.wiring.followers import follow_adaptations

MOST_LISTED = 1_000
AWAY = timedelta(seconds=1)


@click.group(invoke_without_command=True)
@click.pass_context
def notices(context: click.Context) -> None:
    """Les annonces entre communs : ce qui attend, arrive, n’arrive pas."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        left = [
            one
            for state in (SendState.WAITING, SendState.DEAD)
            for one in outgoing.outgoing_in(work, state, limit=MOST_LISTED)
        ]
        sent = outgoing.count_states(work)
        counts = incoming.count_states(work)
        held = incoming.incoming_in(work, ReceivedState.HELD, limit=MOST_LISTED)
    for notice in held:
        click.echo(f"{notice.id} à décider : {notice.subject} → {notice.sheet}")
    for one in left:
        fault = f" : {one.fault}" if one.fault else ""
        click.echo(f"{one.state.value} {one.sheet} v{one.number} → {one.source}{fault}")
    told = [f"{state.value} {sent.get(state.value, 0)}" for state in SendState]
    click.echo(f"Envoyées : {', '.join(told)}")
    told = [f"{state.value} {counts.get(state.value, 0)}" for state in ReceivedState]
    click.echo(f"Reçues : {', '.join(told)}")


@notices.command("accept")
@click.argument("notice")
@ACCOUNT
def accept(notice: str, email: str) -> None:
    """Montrer sur sa fiche une adaptation faite ailleurs."""
    _decide(notice, email, accept_notice)
    click.echo("L’adaptation est montrée.")


@notices.command("refuse")
@click.argument("notice")
@ACCOUNT
def refuse(notice: str, email: str) -> None:
    """Ne pas montrer, ou ne plus montrer, une adaptation faite ailleurs."""
    _decide(notice, email, refuse_notice)
    click.echo("L’adaptation n’est pas montrée.")


def _decide(
    notice: str, email: str, decide: Callable[[Work, Account, str], object]
) -> None:
    parts = open_instance()
    try:
        with parts.store.write() as work:
            decide(work, acting_account(work, email, Permission.NOTICES), notice)
    except ForbiddenError as error:
        raise click.ClickException("cette annonce n’est pas à décider") from error


@notices.command("send")
@click.option("--dead", is_flag=True, help="Renvoyer aussi ce qui a été abandonné.")
def send(*, dead: bool) -> None:
    """Envoyer maintenant ce qui attend, sans attendre l’heure du prochain essai."""
    parts = open_instance()
    catch_up(parts.store, follow_adaptations(parts))
    with parts.store.write(quiet=True) as work:
        if dead:
            outgoing.revive_dead(work, clock.now())
        outgoing.send_all_now(work, clock.now())
    _deliver(parts)
    with parts.store.read() as work:
        left = outgoing.outgoing_in(work, SendState.WAITING, limit=MOST_LISTED)
        given_up = outgoing.outgoing_in(work, SendState.DEAD, limit=MOST_LISTED)
    for one in (*left, *given_up):
        click.echo(f"{one.sheet} → {one.source} : {one.fault}", err=True)
    if left or given_up:
        raise SystemExit(1)
    click.echo("Tout est envoyé.")


@notices.command("check")
def check() -> None:
    """Vérifier maintenant, chez les autres, tout ce qui est montré ou attend."""
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        count = incoming.look_into_all(work, clock.now())
    _deliver(parts)
    with parts.store.read() as work:
        counts = incoming.count_states(work)
    told = [f"{state} {number}" for state, number in sorted(counts.items())]
    click.echo(f"{count} annonces vérifiées : {', '.join(told) or 'aucune'}")


def _deliver(parts: Components) -> None:
    """Do all that is due now; what is put off by it waits for the server."""
    until: datetime = clock.now() + AWAY
    courier = Courier(parts.store, lambda: open_courier(parts))
    while courier.deliver(until, wait=True):
        pass
