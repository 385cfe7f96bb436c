"""The commands on what was reported: sheets, people, remarks, images, messages."""

import click

from commons.adapters.store.community import messages
from commons.adapters.store.stewardship.review import reports as store
from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Permission
from commons.services.community.messages import end_reported_message
from commons.services.stewardship.reports import settle_report

MOST_LISTED = 1_000


@click.group(invoke_without_command=True)
@click.pass_context
def reports(context: click.Context) -> None:
    """Ce qui est signalé : le lister, le traiter."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        listed = store.open_reports(work, limit=MOST_LISTED)
        total = store.count_open(work)
        said = messages.reported_messages(work, limit=MOST_LISTED)
    for one in listed:
        when, words = f"{one.instant:%Y-%m-%d %H:%M}", clean_line(one.words)
        click.echo(f"{one.id} {when} {one.target} {one.reason.value} : {words}")
    for message in said:
        text = clean_line(message.text)
        click.echo(f"{message.id} message écrit par {message.author.name} : {text}")
    click.echo(f"Signalements : {total}, messages signalés : {len(said)}")


@reports.command("end")
@click.argument("report")
@ACCOUNT
def end(report: str, email: str) -> None:
    """Dire qu’un signalement est traité."""
    _settle(report, email, done=True)
    click.echo("Signalement traité.")


@reports.command("reopen")
@click.argument("report")
@ACCOUNT
def reopen(report: str, email: str) -> None:
    """Dire qu’un signalement est de nouveau à traiter."""
    _settle(report, email, done=False)
    click.echo("Signalement rouvert.")


@reports.command("forget-message")
@click.argument("message")
@ACCOUNT
def forget_message(message: str, email: str) -> None:
    """Effacer un message signalé, une fois lu."""
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        actor = acting_account(work, email, Permission.MODERATE)
        messages.get_message(work, message)
        end_reported_message(work, actor, message)
    click.echo("Message effacé.")


def _settle(report: str, email: str, *, done: bool) -> None:
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        actor = acting_account(work, email, Permission.REVIEW)
        settle_report(work, actor, report, done=done)
