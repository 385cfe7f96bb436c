"""The command on the audit log: the last acts, all of them, whether it is whole."""

import click

from commons.adapters.store.site import audit_log
from commons.cli.opening import open_instance
from commons.core.domain.site.audit import entry_as_json

MOST_LISTED = 50


@click.command()
@click.option("--all", "whole", is_flag=True, help="Tout écrire, en lignes de JSON.")
def audit(*, whole: bool) -> None:
    """Lire le journal des actes, et voir s’il est entier (sinon, code 1)."""
    parts = open_instance()
    with parts.store.read() as work:
        if whole:
            for entry in audit_log.every_act(work):
                click.echo(entry_as_json(entry))
        else:
            for entry in audit_log.latest_acts(work, limit=MOST_LISTED):
                who = entry.actor or "-"
                when = f"{entry.instant:%Y-%m-%d %H:%M:%SZ}"
                click.echo(f"{entry.number} {when} {entry.act} {who} → {entry.target}")
        broken = audit_log.broken_at(work)
        count = audit_log.count_acts(work)
    if broken is not None:
        raise click.ClickException(f"le journal est rompu à l’entrée {broken}")
    click.echo(f"{count} actes, aucun ne manque", err=True)
