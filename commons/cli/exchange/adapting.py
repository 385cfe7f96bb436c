"""Adapts a sheet of another commons, as a draft of an account or as a new sheet."""

from typing import TypedDict, Unpack

import click
from click.core import ParameterSource

from commons.adapters.store.people import accounts
from commons.cli.opening import open_instance
from commons.core.domain.addresses import iri
from commons.core.domain.language.characters import clean_line
from commons.core.domain.people.account import Account, Permission, has_permission
from commons.core.domain.schema.problem import RULES, Problem
from commons.errors import UnfitSheetError
from commons.services.editing.submit import Published, Refused
from commons.services.federation.adapting import (
    AdaptationWishes,
    Adapted,
    Adapting,
    adapt_original,
    choices_for,
    chosen_licence,
    find_original,
    keep_draft,
    publish_adapted,
)
from commons.services.federation.originals import ForeignOriginal
from commons.wiring.components import Components
from commons.wiring.deliveries import open_adapting

ONLY_PAGES = ("kind", "source_licence")
"""Options for pages: a sheet of a commons says both itself."""


class Choices(TypedDict):
    """What the operator says by options."""

    account: str
    territory: str
    licence: str
    source_licence: str
    kind: str
    changes: str
    notice: bool
    authors: tuple[str, ...]
    publish: bool
    check: bool


@click.command()
@click.argument("address")
@click.option(
    "--account", metavar="E-MAIL", default="", help="Le compte qui adapte et qui signe."
)
@click.option("--territory", default="", help="Le territoire : un code ou un nom.")
@click.option("--licence", default="", help="À défaut, la plus proche de la source.")
@click.option(
    "--source-licence", default="", help="Celle de la page, si elle n’en dit pas."
)
@click.option("--kind", default="", help="La sorte de fiche qu’une page devient.")
@click.option("--changes", default="", help="Ce qui change, dit dans la source.")
@click.option(
    "--notice", is_flag=True, help="La mention de la source est gardée, s’il le faut."
)
@click.option(
    "--author", "authors", multiple=True, help="Qui signe, à défaut le compte."
)
@click.option("--publish", is_flag=True, help="Publier, au lieu d’un brouillon.")
@click.option("--check", is_flag=True, help="Dire ce qui serait fait, ne rien faire.")
@click.pass_context
def adapt(context: click.Context, address: str, **chosen: Unpack[Choices]) -> None:
    """Adapter une fiche d’un autre commun, ou une page qui dit son contenu."""
    parts = open_instance()
    here = open_adapting(parts)
    _refuse_unknown(parts, chosen)
    if chosen["publish"] and not chosen["changes"]:
        raise click.UsageError("--publish demande --changes : ce qui change")
    account = (
        None
        if chosen["check"] and not chosen["account"]
        else _account(parts, chosen["account"])
    )
    wishes = AdaptationWishes(
        territory=clean_line(chosen["territory"]),
        licence=chosen["licence"],
        source_licence=chosen["source_licence"],
        changes=clean_line(chosen["changes"]),
        notice=chosen["notice"],
        authors=tuple(map(clean_line, chosen["authors"])),
    )
    original = find_original(here, address, chosen["kind"])
    _refuse_idle(context, original)
    _tell(original)
    if chosen["licence"]:
        chosen_licence(here.schema, original, wishes)
    if chosen["check"] or account is None:
        offered = choices_for(here.schema, original, wishes.source_licence)
        possible = [one.licence.key for one in offered if one.verdict != "refused"]
        click.echo(f"Licences possibles : {', '.join(possible) or 'à demander'}")
        return
    adapted = adapt_original(here, account, original, wishes)
    for note in adapted.notes:
        click.echo(str(note), err=True)
    if chosen["publish"]:
        _publish(parts, here, account, adapted)
        return
    draft = keep_draft(here, account, adapted)
    base = parts.settings.base_url
    click.echo(f"Brouillon : {base}/sheets/new/{draft.kind}?draft={draft.id}")


def _publish(
    parts: Components, here: Adapting, account: Account, adapted: Adapted
) -> None:
    """Publish, and bring the index up to date; nothing is published with faults."""
    outcome = publish_adapted(here, account, adapted)
    if isinstance(outcome, Refused):
        raise UnfitSheetError(tuple(map(_sentence, outcome.problems)))
    if not isinstance(outcome, Published):  # a new sheet meets nobody else's change
        raise click.ClickException("la fiche a changé entre-temps")
    parts.catch_up()
    made = outcome.revision
    click.echo(f"Publiée : {iri.sheet_iri(made.sheet, parts.settings.base_url)}")


def _sentence(problem: Problem) -> str:
    place = f" {problem.row + 1}" if problem.row >= 0 else ""
    column = f".{problem.column}" if problem.column else ""
    try:
        said = RULES[problem.rule] % problem.details
    except KeyError:
        said = str(problem.rule)
    return f"{problem.field}{place}{column} : {said}"


def _tell(original: ForeignOriginal) -> None:
    licence = original.licence or "licence inconnue"
    credit = f", {original.authors}" if original.authors else ""
    click.echo(f"« {original.title} »{credit}, {licence} : {original.url}")
    for note in original.notes:
        click.echo(str(note), err=True)


def _account(parts: Components, email: str) -> Account:
    """Return the account that adapts. Raises click.ClickException."""
    if not email:
        raise click.UsageError("--account est attendu : qui adapte et signe")
    with parts.store.read() as work:
        found = accounts.by_email(work, email)
    if found is None or not has_permission(found[0].role, Permission.WRITE):
        raise click.ClickException(f"aucun compte qui puisse écrire n’a {email}")
    return found[0]


def _refuse_unknown(parts: Components, chosen: Choices) -> None:
    """Refuse licences and kinds that do not exist, before another site is asked."""
    schema = parts.schema
    for name, value, known in (
        ("--licence", chosen["licence"], schema.licences),
        ("--source-licence", chosen["source_licence"], schema.licences),
        ("--kind", chosen["kind"], schema.kinds),
    ):
        if value and value not in known:
            raise click.UsageError(f"{name} : {value} n’est rien de {', '.join(known)}")


def _refuse_idle(context: click.Context, original: ForeignOriginal) -> None:
    """Refuse options that have no effect on what was found."""
    given = [
        f"--{name.replace('_', '-')}"
        for name in ONLY_PAGES
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE
    ]
    if original.is_sheet and given:
        raise click.UsageError(
            f"{', '.join(given)} : sans effet sur une fiche d’un commun"
        )
    if original.licence and "--source-licence" in given:
        raise click.UsageError("--source-licence : la page dit sa licence elle-même")
