"""The commands that remove for good, for a legal reason."""

from pathlib import Path

import click

from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Permission
from commons.core.domain.sheet import Person
from commons.core.domain.site.purge import BASES, LegalBasis, PurgeSort
from commons.errors import BusyError
from commons.services.stewardship.purge.cleaning import LIST, due_purges, purge_lines
from commons.services.stewardship.purge.erasure import find_traces
from commons.services.stewardship.purge.plan import (
    DERIVED,
    DRAFTS,
    REMARKS,
    TABLES,
    PurgeOrder,
    PurgePlan,
    plan_purge,
)
from commons.services.stewardship.purge.reapply import read_list, reapply
from commons.services.stewardship.purge.removal import purge as remove
from commons.wiring.components import Components
from commons.wiring.purge_cleaner import PurgeCleaner

_BASIS = click.option(
    "--basis",
    type=click.Choice([one.value for one in LegalBasis]),
    required=True,
    help="Pourquoi : " + " ; ".join(f"{key.value}, {BASES[key]}" for key in BASES),
)
_YES = click.option("--yes", is_flag=True, help="Ne rien demander.")
_ALSO = click.option(
    "--also",
    multiple=True,
    metavar="COPIE",
    help="Retirer aussi cette copie : une fiche, ou remarks, drafts, tables, derived.",
)


@click.group(invoke_without_command=True)
@click.pass_context
def purge(context: click.Context) -> None:
    """Retirer pour de bon, pour une raison légale ; sans plus : ce qui l’a été."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        for line in purge_lines(work):
            click.echo(line, nl=False)
        pending = due_purges(work)
    if pending:
        msg = f"{len(pending)} retraits à finir : commons purge finish"
        raise click.ClickException(msg)


@purge.command("sheet")
@click.argument("sheet")
@click.option("--version", "numbers", type=int, multiple=True, metavar="N")
@_BASIS
@ACCOUNT
@_ALSO
@_YES
def purge_sheet(
    sheet: str,
    numbers: tuple[int, ...],
    also: tuple[str, ...],
    *,
    yes: bool,
    **decided: str,
) -> None:
    """Retirer le texte d’une fiche, ou de certaines de ses versions."""
    parts = open_instance()
    found = (iri.sheet_mentioned(sheet) or (sheet, None))[0]
    with parts.store.read() as work:
        plan = plan_purge(work, found, numbers or None)
    _show(plan, also)
    _ask(yes=yes)
    order = PurgeOrder(
        sort=PurgeSort.VERSION if numbers else PurgeSort.SHEET,
        target=found,
        numbers=numbers,
        basis=LegalBasis(decided["basis"]),
        actor=_actor(parts, decided["email"]),
        seen=plan.head.number,
        also=frozenset(also),
    )
    _remove(parts, order)


@purge.command("file")
@click.argument("name")
@_BASIS
@ACCOUNT
@_YES
def purge_file(name: str, basis: str, email: str, *, yes: bool) -> None:
    """Retirer une image ou un document, de toutes les fiches qui le montrent."""
    parts = open_instance()
    click.echo(f"Ce fichier ne sera plus nulle part : {name}")
    _ask(yes=yes)
    _remove(
        parts,
        PurgeOrder(
            sort=PurgeSort.FILE,
            target=name.rpartition("/")[2],
            basis=LegalBasis(basis),
            actor=_actor(parts, email),
        ),
    )


@purge.command("person")
@click.argument("person")
@_BASIS
@ACCOUNT
@_YES
def purge_person(person: str, basis: str, email: str, *, yes: bool) -> None:
    """Retirer le nom d’une personne et son compte ; ses textes restent."""
    parts = open_instance()
    click.echo("Son compte, ses brouillons et ses messages seront effacés.")
    _ask(yes=yes)
    target = person.rstrip("/").rpartition("/")[2]
    with parts.store.read() as work:  # reading the whole log takes no lock
        traces = find_traces(work, target)
    order = PurgeOrder(
        sort=PurgeSort.PERSON,
        target=target,
        basis=LegalBasis(basis),
        actor=_actor(parts, email),
        traces=traces,
    )
    _remove(parts, order)


@purge.command("finish")
def finish() -> None:
    """Finir de nettoyer les fichiers, après un retrait interrompu."""
    _clean(open_instance())


@purge.command("reapply")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def reapply_list(file: Path) -> None:
    """Retirer de nouveau ce que dit une liste (purged.jsonl), après une restauration."""
    reapply_file(open_instance(), file)


def reapply_file(parts: Components, file: Path) -> None:
    """Remove again what a list names, and say how much there was."""
    past = read_list(file.read_text(encoding="utf-8"))
    done = 0
    for one in past:
        with parts.store.write() as work:
            done += reapply(parts.schema, work, one)
    _clean(parts)
    click.echo(f"{done} retraits refaits, sur {len(past)}")


def _show(plan: PurgePlan, also: tuple[str, ...]) -> None:
    """Say what goes, and where copies stand."""
    numbers = ", ".join(str(one.number) for one in reversed(plan.versions))
    click.echo(f"Versions dont le texte sera retiré : {numbers or 'aucune'}")
    if plan.stands is None:
        click.echo("La fiche sera supprimée.")
    elif plan.stands.number != plan.head.number:
        click.echo(f"La version {plan.stands.number} sera publiée de nouveau.")
    if plan.holding:
        still = ", ".join(map(str, plan.holding))
        click.echo(f"Gardent des phrases venues de ces versions : {still}")
    around = plan.around
    click.echo(
        f"Avec {around.drafts} brouillons et {around.held} modifications en attente"
    )
    _show_copies(plan, also)


def _show_copies(plan: PurgePlan, also: tuple[str, ...]) -> None:
    """Say where copies stand, and which go too."""
    around = plan.around
    copies = {one.sheet: f"fiche tirée d’elle : {one.title}" for one in plan.derived}
    if around.remarks:
        copies[REMARKS] = f"{around.remarks} questions et remarques sous elle"
    if around.elsewhere:
        copies[DRAFTS] = f"{len(around.elsewhere)} brouillons d’autres fiches"
    if around.tables:
        copies[TABLES] = f"{around.tables} tableurs en cours d’import"
    if plan.more:
        copies[DERIVED] = f"et {plan.more} autres : « {DERIVED} » les prend toutes"
    for key, what in copies.items():
        fate = "retirée aussi" if key in also else f"laissée (--also {key})"
        click.echo(f"Copie possible, {fate} : {what}")
    for one in plan.naming:
        click.echo(f"À relire, elle en parle : /sheets/{one.sheet} {one.title}")


def _ask(*, yes: bool) -> None:
    if not yes:
        click.confirm("Retirer pour de bon ? Rien ne le rendra.", abort=True)


def _actor(parts: Components, email: str) -> Person:
    with parts.store.read() as work:
        return acting_account(work, email, Permission.PURGE).person


def _remove(parts: Components, order: PurgeOrder) -> None:
    with parts.store.write() as work:
        done = remove(parts.schema, work, order)
    click.echo(f"C’est retiré ({done.id}). Nettoyage des fichiers…")
    _clean(parts)


def _clean(parts: Components) -> None:
    try:
        PurgeCleaner(components=parts).clean(wait=True)
    except BusyError as error:
        msg = "la base est lue sans cesse : relancez « commons purge finish »"
        raise click.ClickException(msg) from error
    click.echo(f"Les fichiers sont nettoyés ; la liste est dans {LIST}")
