"""The command on what waits for review: list it, read it, accept it, refuse it."""

import click

from commons.adapters.store.people import accounts
from commons.adapters.store.stewardship.review import held_edits, reports
from commons.cli.opening import open_instance
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.errors import UnfitSheetError
from commons.services.editing.submit import Conflict, Refused
from commons.services.people.mail.review_letters import tell_refusal
from commons.services.publishing.review.signals import SIGNALS
from commons.services.publishing.save import note_problems
from commons.services.stewardship.reviews import accept_edit, refuse_edit
from commons.wiring.deliveries import open_letterhead

MOST_LISTED = 1_000


@click.group(invoke_without_command=True)
@click.pass_context
def reviews(context: click.Context) -> None:
    """Ce qui attend d’être relu avant d’être publié."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        waiting = held_edits.waiting_edits(work, limit=MOST_LISTED)
        total, reported = held_edits.count_waiting(work), reports.count_open(work)
        for one in waiting:
            author = accounts.get_account(work, one.account).person.name
            what = "nouvelle fiche" if one.creates else f"modification de {one.sheet}"
            title = clean_line(one.title)
            click.echo(
                f"{one.id} {one.instant:%Y-%m-%d %H:%M} {author} : « {title} » ({what})"
            )
            for name, count in one.signals.items():
                if name in SIGNALS:
                    click.echo(f"    {SIGNALS[name].sentence % {'count': count}}")
    click.echo(f"À relire : {total}, signalements : {reported}")


@reviews.command("accept")
@click.argument("identifier")
def accept(identifier: str) -> None:
    """Publier, au nom de la personne qui l’a écrit, ce qui attend."""
    parts = open_instance()
    outcome = accept_edit(parts.schema, parts.store, identifier, None)
    if isinstance(outcome, Conflict):
        raise click.ClickException("quelqu’un a changé les mêmes passages entre-temps")
    if isinstance(outcome, Refused):
        raise UnfitSheetError(outcome.problems)
    parts.catch_up()
    made = outcome.revision
    click.echo(f"Publiée : {iri.sheet_iri(made.sheet, parts.settings.base_url)}")


@reviews.command("refuse")
@click.argument("identifier")
@click.argument("reason")
def refuse(identifier: str, reason: str) -> None:
    """Rendre un texte à la personne qui l’a écrit, avec une raison qu’elle lira."""
    parts = open_instance()
    said = clean_line(reason)
    if note_problems(said, wanted=True):
        raise click.BadParameter("une raison de 3 à 200 caractères")
    with parts.store.write(quiet=True) as work:
        held = refuse_edit(work, identifier, said)
        if parts.settings.sends_mail:
            tell_refusal(work, open_letterhead(parts), held, said)
        author = accounts.get_account(work, held.account).person.name
    click.echo(f"Refusé : {author} retrouve son texte dans ses brouillons.")
