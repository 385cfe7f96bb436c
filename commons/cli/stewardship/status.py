"""The command that says how an instance is."""

import click

from commons.adapters.store.people.mail_queue import count_mails
from commons.adapters.store.stewardship.review import held_edits, reports
from commons.cli.opening import open_instance
from commons.core.domain.people.mail import MailState
from commons.services.operations.status import read_status
from commons.settings import MEGABYTE
from commons.wiring.followers import open_followers


@click.command()
def status() -> None:
    """Comment va le commun : ce qui attend, la place, la dernière sauvegarde."""
    parts = open_instance()
    found = read_status(parts.store, parts.settings.data_dir, open_followers(parts))
    with parts.store.read() as work:
        waiting = {
            "textes à relire": held_edits.count_waiting(work),
            "signalements": reports.count_open(work),
            "courriels non remis": count_mails(work).get(MailState.DEAD, 0),
        }
    for what, count in waiting.items():
        click.echo(f"{what} : {count}")
    for name, used in found.disk.used_bytes.items():
        click.echo(f"{name} : {used / MEGABYTE:.1f} Mo")
    click.echo(f"libre : {found.disk.free_bytes / MEGABYTE:.0f} Mo")
    saved = f"{found.backup:%Y-%m-%d %H:%M} UTC" if found.backup else "aucune"
    click.echo(f"dernière sauvegarde : {saved}")
    for one in found.followers:
        behind = "pas commencé" if one.behind is None else f"{one.behind} de retard"
        click.echo(f"{one.name} : {behind}")
    for name, version in found.versions.items():
        click.echo(f"{name} : {version}")
