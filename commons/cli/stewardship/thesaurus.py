"""The commands on the concepts that editors added to the thesaurus."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from commons.cli.acting import ACCOUNT, acting_account
from commons.cli.opening import open_instance
from commons.core.domain.people.account import Permission
from commons.core.domain.schema.thesaurus import TermRole, ThesaurusEdit
from commons.errors import FullError, UnfitFormError
from commons.services.stewardship.thesaurus import (
    add_concept,
    add_name,
    added_concepts,
    find_terms,
    remove_concept,
    withdraw_name,
)
from commons.settings import LANGUAGES

MOST_FOUND = 200


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


@thesaurus.command("find")
@click.argument("words")
def find(words: str) -> None:
    """Chercher un concept par un de ses noms : sa clé, puis tous ses noms."""
    for term in find_terms(open_instance().schema, words, limit=MOST_FOUND):
        names = (*term.label.values(), *term.names, *term.needs)
        click.echo(f"{term.key} : {', '.join(dict.fromkeys(names))}")


@thesaurus.command("add")
@click.argument("name")
@click.option("--english", default="", help="Son nom en anglais.")
@ACCOUNT
def add(name: str, english: str, email: str) -> None:
    """Ajouter un concept, avec son premier nom."""
    parts = open_instance()
    with parts.store.write() as work, _faults_told():
        actor = acting_account(work, email, Permission.VOCABULARY)
        key = add_concept(parts.schema, work, actor, name, english)
    click.echo(f"Concept ajouté : {key}")


@thesaurus.command("name")
@click.argument("concept")
@click.argument("text")
@click.option("--language", type=click.Choice(list(LANGUAGES)), default="fr")
@click.option("--need", is_flag=True, help="Un besoin auquel il répond.")
@click.option("--withdraw", is_flag=True, help="Retirer ce nom.")
@ACCOUNT
def name_concept(
    concept: str, text: str, *, need: bool, withdraw: bool, **said: str
) -> None:
    """Donner un synonyme à un concept, ou le lui retirer."""
    parts = open_instance()
    edit = ThesaurusEdit(
        concept=concept,
        role=TermRole.NEED if need else TermRole.NAME,
        language=said["language"],
        text=text,
        added=not withdraw,
    )
    write = withdraw_name if withdraw else add_name
    with parts.store.write() as work, _faults_told():
        actor = acting_account(work, said["email"], Permission.VOCABULARY)
        write(parts.schema, work, actor, edit)
    click.echo(f"{concept} : {'nom retiré' if withdraw else 'nom ajouté'}")


@contextmanager
def _faults_told() -> Iterator[None]:
    try:
        yield
    except UnfitFormError as error:
        raise click.ClickException(" ".join(error.faults.values())) from error
    except FullError as error:
        msg = f"le thésaurus porte déjà {error.most} changements"
        raise click.ClickException(msg) from error


@thesaurus.command("remove")
@click.argument("concept")
@ACCOUNT
def remove(concept: str, email: str) -> None:
    """Retirer un concept ajouté dans les pages, avec tous ses noms."""
    parts = open_instance()
    with parts.store.write() as work:
        actor = acting_account(work, email, Permission.VOCABULARY)
        remove_concept(parts.schema, work, actor, concept)
    click.echo(f"Concept retiré : {concept}")
