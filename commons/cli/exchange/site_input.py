"""Takes in what an export says beside its sheets: themes, organisations, people."""

from pathlib import Path

import click

from commons.adapters.store.log import revisions
from commons.core.domain.sheet import Person
from commons.services.exchange.export.site_file import SiteTerms, read_site_file
from commons.services.exchange.foreign.survey import SITE_FILE
from commons.wiring.components import Components


def load_site(parts: Components, folder: Path, loader: Person, *, wanted: bool) -> None:
    """Take in the file of a site, into a commons that is empty or where it is `wanted`.

    An export may come from anybody: whose themes and people it brings is asked for.
    """
    if not (folder / SITE_FILE).is_file():
        return
    with parts.store.read() as work:
        empty = revisions.head_sequence(work) == 0
    if not (empty or wanted):
        said = "Les thèmes, organisations et présentations de cet export sont laissés"
        click.echo(f"{said} (--site les prend).")
        return
    with parts.store.write() as work:
        terms = SiteTerms(loader=loader, places=parts.places)
        done = read_site_file(work, terms, folder)
    click.echo(
        f"{done.themes} thèmes, {done.organisations} organisations,"
        f" {done.people} présentations ; {done.left} déjà là, {done.refused} refusés"
    )
