"""The command on what waits for review: list it, read it, accept it, refuse it."""

import click

from commons.adapters.store.log.revisions import instants_at
from commons.adapters.store.people import accounts
from commons.adapters.store.stewardship.review import (
    held_edits,
    reports,
    review_marks,
)
from commons.adapters.store.stewardship.review.patrolled_changes import (
    ChangesFilter,
    patrolled_changes,
)
from commons.cli.acting import acting_account
from commons.cli.opening import open_instance
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Account, Permission
from commons.core.text.files.front_matter import write_front_matter
from commons.errors import UnfitSheetError
from commons.services.editing.submit import Conflict, Refused
from commons.services.notifications.recording import note_acceptance
from commons.services.people.mail.review_letters import tell_refusal
from commons.services.publishing.review.signals import SIGNALS
from commons.services.publishing.save import note_problems
from commons.services.stewardship.reviews import accept_edit, refuse_edit
from commons.wiring.components import Components
from commons.wiring.deliveries import open_letterhead

MOST_LISTED = 1_000

_REVIEWER = click.option(
    "--account", "email", metavar="E-MAIL", help="Qui le décide ; sinon l’opérateur."
)


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


@reviews.command("show")
@click.argument("identifier")
def show(identifier: str) -> None:
    """Écrire en sortie, en Markdown, un texte qui attend."""
    parts = open_instance()
    with parts.store.read() as work:
        held = held_edits.get_held(work, identifier)
    about = f"fiche {held.sheet}" + (
        f", depuis la version {held.parent}" if held.parent else ""
    )
    click.echo(f"{about} ; {clean_line(held.note)}", err=True)
    fields = {key: value for key, value in held.values.items() if key != "body"}
    body = held.values.get("body", "")
    click.echo(write_front_matter(fields, body if isinstance(body, str) else ""))


@reviews.command("changes")
@click.option("--unreviewed", is_flag=True, help="Que personne n’a relues.")
@click.option("--new", is_flag=True, help="De comptes récents.")
@click.option("--limit", default=50, show_default=True)
def changes(*, unreviewed: bool, new: bool, limit: int) -> None:
    """Lister les dernières versions publiées, relues ou non."""
    parts = open_instance()
    wanted = ChangesFilter(unreviewed=unreviewed, new_accounts=new)
    with parts.store.read() as work:
        found = patrolled_changes(work, wanted, limit=limit)
    for one in found.versions:
        version = one.revision
        state = "relue" if one.reviewed else "à relire"
        said = "(supprimée)" if one.deleted else clean_line(version.title)
        click.echo(
            f"{version.sequence} {version.instant:%Y-%m-%d %H:%M} {version.author.name}"
            f" /sheets/{version.sheet}/v/{version.number} {said} ({state})"
        )


@reviews.command("mark")
@click.argument("sequence", type=int)
@click.option("--undo", is_flag=True, help="Retirer la marque.")
def mark(sequence: int, *, undo: bool) -> None:
    """Marquer une version comme relue, par son numéro dans « reviews changes »."""
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        if not instants_at(work, [sequence]):
            raise click.ClickException(f"aucune version n’a ce numéro : {sequence}")
        if undo:
            review_marks.unmark_reviewed(work, sequence)
        else:
            review_marks.mark_reviewed(work, sequence, None)
    click.echo("Marque retirée." if undo else "Marquée comme relue.")


@reviews.command("accept")
@click.argument("identifier")
@_REVIEWER
def accept(identifier: str, email: str | None) -> None:
    """Publier, au nom de la personne qui l’a écrit, ce qui attend."""
    parts = open_instance()
    reviewer = _reviewer(parts, email)
    outcome = accept_edit(
        parts.schema, parts.store, identifier, reviewer, note_acceptance
    )
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
@_REVIEWER
def refuse(identifier: str, reason: str, email: str | None) -> None:
    """Rendre un texte à la personne qui l’a écrit, avec une raison qu’elle lira."""
    parts = open_instance()
    said = clean_line(reason)
    if note_problems(said, wanted=True):
        raise click.BadParameter("une raison de 3 à 200 caractères")
    reviewer = _reviewer(parts, email)
    with parts.store.write(quiet=True) as work:
        held = refuse_edit(work, identifier, said, reviewer)
        if parts.settings.sends_mail:
            tell_refusal(work, open_letterhead(parts), held, said)
        author = accounts.get_account(work, held.account).person.name
    click.echo(f"Refusé : {author} retrouve son texte dans ses brouillons.")


def _reviewer(parts: Components, email: str | None) -> Account | None:
    """Return who decides, None for the operator."""
    if email is None:
        return None
    with parts.store.read() as work:
        return acting_account(work, email, Permission.REVIEW)
