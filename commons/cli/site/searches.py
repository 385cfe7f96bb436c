"""The commands on what readers looked for in vain, and the sheets that they wish for."""

import click

from commons.adapters.store.site import missed_searches as store
from commons.cli.opening import open_instance
from commons.core.domain.language.characters import clean_line

MOST_LISTED = 2_000


@click.group(invoke_without_command=True)
@click.pass_context
def searches(context: click.Context) -> None:
    """Les recherches sans réponse, et les fiches que des lecteurs demandent."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        missed = store.list_missed(work, limit=MOST_LISTED)
        wanted = store.list_wanted(work, limit=MOST_LISTED)
    for one in missed:
        last = f"{one.last:%Y-%m-%d}"
        click.echo(f"{one.count} fois, {one.outcome.value}, {last} : {one.words}")
    for wish in wanted:
        click.echo(f"{wish.id} demandée : {clean_line(wish.text)}")
    click.echo(f"{len(missed)} recherches, {len(wanted)} fiches demandées", err=True)


@searches.command("forget")
@click.argument("words")
def forget(words: str) -> None:
    """Retirer de la liste une recherche (ses mots), ou une fiche (son identifiant)."""
    parts = open_instance()
    with parts.store.write(quiet=True) as work:
        store.forget_missed(work, words)
        store.drop_wanted(work, words)
    click.echo("Retiré de la liste.")
