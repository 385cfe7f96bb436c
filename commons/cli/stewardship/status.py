"""The command that says how an instance is."""

import click

from commons.adapters.store.community.messages import count_reported
from commons.adapters.store.federation import incoming
from commons.adapters.store.people.mail_queue import count_mails
from commons.adapters.store.site import missed_searches
from commons.adapters.store.stewardship.review import held_edits, reports
from commons.cli.opening import open_instance
from commons.core.domain.people.mail import MailState
from commons.core.domain.site.notice import ReceivedState
from commons.services.operations.monitoring.figures import read_figures
from commons.services.operations.monitoring.status import read_status
from commons.settings import MEGABYTE
from commons.wiring.components import Components
from commons.wiring.followers import open_followers


@click.command()
@click.option("--figures", is_flag=True, help="Et les chiffres, mois par mois.")
def status(*, figures: bool) -> None:
    """Comment va le commun : ce qui attend, la place, la dernière sauvegarde."""
    parts = open_instance()
    if figures:
        _show_figures(parts)
    found = read_status(parts.store, parts.settings.data_dir, open_followers(parts))
    with parts.store.read() as work:
        waiting = {
            "textes à relire": held_edits.count_waiting(work),
            "signalements": reports.count_open(work),
            "annonces à décider": incoming.count_states(work).get(
                ReceivedState.HELD, 0
            ),
            "messages signalés": count_reported(work),
            "fiches demandées": missed_searches.count_wanted(work),
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


def _show_figures(parts: Components) -> None:
    """Say how much there is, came and was read."""
    with parts.store.read() as work:
        found = read_figures(work, parts.settings.timezone)
    for role, count in found.roles.items():
        click.echo(f"comptes {role.name.lower()} : {count}")
    for month, count in found.months:
        click.echo(f"{month:%Y-%m} : {count} versions")
    for day, counts in found.days:
        told = ", ".join(f"{sort} {count}" for sort, count in sorted(counts.items()))
        click.echo(f"{day:%Y-%m-%d} : {told or 'aucune lecture'}")
    for relation, count in found.relations.items():
        click.echo(f"{relation} : {count}")
