"""The commands that take back at once what one person wrote, and undo that."""

import click

from commons.adapters.store.people import persons
from commons.adapters.store.site import repairs
from commons.cli.acting import ACCOUNT, acting_account, find_account
from commons.cli.opening import open_instance
from commons.cli.progress import show_progress
from commons.core.domain.people.account import Permission
from commons.services.stewardship.repair import (
    RepairReport,
    RepairScope,
    WantedRepair,
    count_written,
    take_back_person,
    undo_repair,
)

MOST_LISTED = 100


@click.command("writing")
@click.argument("name")
def writing(name: str) -> None:
    """Dire ce qui tient encore d’une personne, et ce qui a déjà été annulé."""
    parts = open_instance()
    with parts.store.read() as work:
        person = find_account(work, name).person
        written = count_written(work, person)
        done = repairs.repairs_of(work, person.id, limit=MOST_LISTED)
    click.echo(f"{written.made} fiches à elle, {written.changed} d’autres modifiées")
    for one in done:
        undone = ", rétabli depuis" if one.undone else ""
        click.echo(f"{one.id} annulé le {one.begun:%Y-%m-%d %H:%M}{undone}")


@click.command("take-back")
@click.argument("name")
@click.option(
    "--only",
    type=click.Choice([RepairScope.MADE.value, RepairScope.CHANGED.value]),
    help="made : les fiches à elle ; changed : celles des autres.",
)
@ACCOUNT
def take_back(name: str, only: str | None, email: str) -> None:
    """Annuler d’un coup ce qu’une personne a écrit."""
    parts = open_instance()
    with parts.store.read() as work:
        author = acting_account(work, email, Permission.REVIEW).person
        person = persons.get_person(work, find_account(work, name).person.id)
    scope = RepairScope(only) if only else RepairScope.ALL
    wanted = WantedRepair(person=person, author=author, scope=scope)
    with show_progress("Fiches") as told:
        report = take_back_person(parts.store, parts.schema, wanted, told)
    parts.catch_up()
    _show(report)
    click.echo(f"Pour revenir dessus : commons user give-back {report.repair}")


@click.command("give-back")
@click.argument("repair")
@ACCOUNT
def give_back(repair: str, email: str) -> None:
    """Rétablir ce qui a été annulé d’un coup, là où personne n’a écrit depuis."""
    parts = open_instance()
    with parts.store.read() as work:
        author = acting_account(work, email, Permission.REVIEW).person
    report = undo_repair(parts.store, parts.schema, author, repair)
    parts.catch_up()
    _show(report)


def _show(report: RepairReport) -> None:
    """Say what was done, and which sheets others changed since."""
    for title, sheet in report.kept:
        click.echo(f"laissée telle quelle : /sheets/{sheet} {title}")
    click.echo(f"{report.deleted} supprimées, {report.reverted} remises comme avant")
