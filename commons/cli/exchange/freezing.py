"""The command that writes the whole commons as files."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from commons.adapters.search.port import Document
from commons.adapters.store.log import revisions
from commons.cli.opening import open_instance
from commons.cli.progress import show_progress
from commons.core.domain.addresses import iri
from commons.services.exchange.freezing.freeze import FreezeResult, freeze as write_copy
from commons.services.exchange.freezing.static_index import ListedSheet
from commons.services.search.indexing import index_changes
from commons.wiring.components import Components

_HEADS = 300
_SOME = 5


@click.command("freeze")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def freeze(folder: Path) -> None:
    """Écrire tout le commun en fichiers, qu’un simple serveur de fichiers sert.

    Les adresses restent celles de COMMONS_BASE_URL. Recommencée sur le même DOSSIER, la
    commande n’écrit que ce qui a changé ; interrompue, elle reprend où elle en était.
    """
    parts = open_instance()
    with show_progress("Index") as told:
        parts.catch_up(told)
    _publish_dumps(parts)
    parts.store.refuse_writes(lambda: True)
    site = import_module("commons.app").open_frozen_site(parts)  # a floor above
    with show_progress("Adresses") as told:
        result = write_copy(parts.store, site, folder, lambda: _found(parts), told)
    _say(folder, result)
    if result.failed:
        shown = ", ".join(result.failed[:_SOME])
        msg = f"{len(result.failed)} adresses n’ont pas répondu : {shown}"
        raise click.ClickException(msg)


def _say(folder: Path, result: FreezeResult) -> None:
    size = result.size_bytes / 1_000_000
    begun = "reprise, " if result.resumed else ""
    click.echo(
        f"{folder} : {begun}{result.files} fichiers, {size:.1f} Mo ;"
        f" {result.written} écrits, {result.removed} retirés"
    )


def _publish_dumps(parts: Components) -> None:
    """Write the dumps anew where the log went on since the last ones."""
    with parts.store.read() as work:
        newest = parts.dumps.newest(work)
        head = revisions.head_sequence(work)
    if newest is None or newest.head < head:
        with show_progress("Exports") as told:
            parts.dumps.publish(told)


def _found(parts: Components) -> Iterator[ListedSheet]:
    """Give the sheets that stand, in the log's order, as the search shows them."""
    schema, after = parts.schema, 0
    while True:
        with parts.store.read() as work:
            heads = revisions.changed_heads(work, after, _HEADS)
            told = list(index_changes(schema, parts.places, work, heads))
        if not heads:
            return
        slugs = {one.sheet: one.slug for one in heads}
        for one in told:
            if isinstance(one, Document) and one.id in slugs:
                label = schema.kinds[one.kind].label
                language = parts.settings.language
                yield ListedSheet(
                    document=one,
                    address=iri.page_address(one.id, slugs[one.id], ""),
                    kind=label.get(language) or label["fr"],
                )
        after = heads[-1].sequence
