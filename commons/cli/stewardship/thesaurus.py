"""The commands on the concepts that editors added to the thesaurus."""

import click

from commons.adapters.store.people import accounts
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Permission, has_permission
from commons.services.stewardship.thesaurus import added_concepts, remove_concept


@click.group(invoke_without_command=True)
@click.pass_context
def thesaurus(context: click.Context) -> None:
    """Le thésaurus : les concepts ajoutés dans les pages."""
    if context.invoked_subcommand is not None:
        return
    parts = open_instance()
    with parts.store.read() as work:
        added = added_concepts(parts.schema, work)
    for term in added:
        click.echo(f"{term.key} : {', '.join(dict.fromkeys(term.label.values()))}")
    click.echo(f"{len(added)} concepts ajoutés")


@thesaurus.command("remove")
@click.argument("concept")
@click.option(
    "--account", "email", required=True, metavar="E-MAIL", help="Qui le retire."
)
def remove(concept: str, email: str) -> None:
    """Retirer un concept ajouté dans les pages, avec tous ses noms."""
    parts = open_instance()
    with parts.store.write() as work:
        found = accounts.by_email(work, email)
        if found is None:
            raise click.ClickException("aucun compte n’a cette adresse")
        if not has_permission(found[0].role, Permission.VOCABULARY):
            raise click.ClickException("ce compte ne peut pas changer le thésaurus")
        remove_concept(parts.schema, work, found[0], concept)
    click.echo(f"Concept retiré : {concept}")
