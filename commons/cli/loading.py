"""Loads a folder, an export or a spreadsheet, and says what came of each file."""

from pathlib import Path
from typing import TypedDict

import click

from commons.cli.progress import progress
from commons.domain.sheet import Person
from commons.services.batch import (
    Brief,
    Manner,
    held,
    in_french,
    reader as read_brief,
)
from commons.services.batch_load import load_lines, plan
from commons.services.batch_report import Fate, count
from commons.services.bring import bring
from commons.services.export import VERSIONS
from commons.services.load import Fault, Loaded, Loading, load
from commons.services.replay import replay
from commons.services.save import NOTE_LENGTHS
from commons.store import accounts
from commons.text.spreadsheet import Table, read_file
from commons.wiring import Parts

EDITORS = Person(id="00000000ed1t", name="Équipe éditoriale")
"""Who is credited with the versions that the operator loads."""


class Choices(TypedDict):
    """What the operator says of a spreadsheet; `columns` are HEADING=TARGET."""

    kind: str | None
    source: str | None
    columns: tuple[str, ...]
    authors: tuple[str, ...]
    licence: str
    language: str
    drafts: str | None
    replace: bool
    check: bool


def load_folder(parts: Parts, folder: Path, *, incomplete: bool = False) -> list[Fault]:
    """Load a folder, with its versions if it is an export; give the faults said."""
    loading = Loading(
        schema=parts.schema,
        places=parts.places,
        shelf=parts.shelf,
        author=EDITORS,
        incomplete=incomplete,
    )
    faults: list[Fault] = []
    with progress("Fichiers") as told:
        for path in bring(parts.shelf, folder, told):
            reason = "ce fichier n’est pas celui qui a été exporté"
            faults.append(Fault(path=path, line=0, reason=reason))
            click.echo(str(faults[-1]), err=True)
    if (folder / VERSIONS).is_dir():
        with progress("Versions") as told:
            faults += _report(replay(parts.store, parts.schema, folder, told))
    with progress("Fiches") as told:
        faults += _report(load(parts.store, loading, folder, told))
    return faults


def load_table(parts: Parts, path: Path, chosen: Choices) -> list[Fault]:
    """Load a spreadsheet, or only check it; give the faults said.

    Raises UnfitTableError, StorageError.
    """
    table = read_file(path)
    ours = read_brief(_brief(parts, path, table, chosen), table)
    with progress("Lignes lues") as told:
        outcomes = plan(parts.store, ours, table.lines, told)
    if not chosen["check"]:
        with progress("Lignes chargées") as told:
            outcomes = load_lines(parts.store, ours, table.lines, outcomes, told)
    faults = [
        Fault(path=path, line=outcome.line, reason=in_french(ours.brief, snag))
        for outcome in outcomes
        for snag in outcome.grave
    ]
    counts = count(outcomes)
    drafted = f", {counts[Fate.DRAFT]} en brouillon" if counts[Fate.DRAFT] else ""
    for fault in faults:
        click.echo(str(fault), err=True)
    click.echo(
        f"{counts[Fate.NEW]} créées, {counts[Fate.CHANGED]} mises à jour, "
        f"{counts[Fate.SAME]} inchangées{drafted}, {len(faults)} fautes"
    )
    return faults


def _brief(parts: Parts, path: Path, table: Table, chosen: Choices) -> Brief:
    kind = parts.schema.kinds.get(chosen["kind"] or "")
    if kind is None:
        raise click.UsageError(f"--kind : {', '.join(parts.schema.kinds)}")
    account = ""
    if chosen["drafts"]:
        with parts.store.read() as work:
            found = accounts.by_email(work, chosen["drafts"])
        if found is None:
            raise click.ClickException("aucun compte n’a cette adresse")
        account = found[0].id
    source = chosen["source"] or path.stem
    return Brief(
        schema=parts.schema,
        places=parts.places,
        kind=kind,
        source=source,
        holds=held(parts.schema, kind, table.header, chosen["columns"]),
        author=EDITORS,
        note=f"Chargement de « {source} »"[: NOTE_LENGTHS[1]],
        account=account,
        manner=Manner.DRAFT_THE_REST if account else Manner.PUBLISH,
        replacing=None if chosen["replace"] else frozenset(),
        defaults={
            "authors": chosen["authors"] or (EDITORS.name,),
            "licence": chosen["licence"],
            "language": chosen["language"],
        },
    )


def _report(loaded: Loaded) -> list[Fault]:
    for fault in loaded.faults:
        click.echo(str(fault), err=True)
    click.echo(
        f"{loaded.created} créées, {loaded.updated} mises à jour, "
        f"{loaded.unchanged} inchangées, {len(loaded.faults)} fautes"
    )
    return loaded.faults
