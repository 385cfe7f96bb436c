"""Loads a folder, an export or a spreadsheet, and says what came of each file."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypedDict, Unpack

import click

from commons.cli.opening import opened
from commons.cli.options import OPTIONS, input_of, refuse_idle_options
from commons.cli.progress import progress
from commons.domain.kind import Kind
from commons.domain.problem import RULES, Severity
from commons.domain.reserved_names import LOADER
from commons.domain.sheet import Person
from commons.kinds.check import check
from commons.kinds.clean import clean
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
from commons.services.load import Fault, Loaded, Loading, load as load_sheets
from commons.services.replay import replay
from commons.services.save import NOTE_LENGTHS
from commons.store import accounts
from commons.text.spreadsheet import Table, read_file
from commons.wiring import Parts

EDITORS = Person(id="00000000ed1t", name=LOADER)
"""Who is credited with the versions that the operator loads."""


class Choices(TypedDict):
    """What the operator says by options; `columns` are HEADING=TARGET."""

    incomplete: bool
    kind: str | None
    source: str | None
    columns: tuple[str, ...]
    authors: tuple[str, ...]
    licence: str | None
    language: str | None
    drafts: str | None
    replace: bool
    check: bool


SPARE: Mapping[str, object] = {
    "authors": [EDITORS.name],
    "licence": "CC-BY-SA-4.0",
    "language": "fr",
}
"""What a row of a spreadsheet means that says neither, unless options do."""


@click.command(params=[row.option for row in OPTIONS])
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.pass_context
def load(context: click.Context, path: Path, **chosen: Unpack[Choices]) -> None:
    """Charger un dossier de fiches en Markdown, un export ou un tableau en CSV."""
    refuse_idle_options(context, input_of(path))
    parts = opened(new=True)
    if path.is_dir():
        faults = load_folder(parts, path, incomplete=chosen["incomplete"])
    else:
        faults = load_table(parts, path, chosen)
    with progress("Index") as told:
        parts.catch_up(told)
    if faults:
        raise SystemExit(1)


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
            reason = (
                "ce fichier n’est pas celui qui a été exporté, ou d’une sorte qui n’est"
                " pas gardée"
            )
            faults.append(Fault(path=path, line=0, reason=reason))
            click.echo(str(faults[-1]), err=True)
    if (folder / VERSIONS).is_dir():
        with progress("Versions") as told:
            faults += _report(replay(parts.store, parts.schema, folder, told))
    with progress("Fiches") as told:
        faults += _report(load_sheets(parts.store, loading, folder, told))
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
    asked = _asked(chosen)
    _refuse_unfit(parts, kind, asked)
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
        defaults={**SPARE, **asked},
    )


def _asked(chosen: Choices) -> dict[str, object]:
    """Give the raw values that options name, for what a sheet does not say."""
    said = {
        "authors": list(chosen["authors"]),
        "licence": chosen["licence"],
        "language": chosen["language"],
    }
    return {key: value for key, value in said.items() if value}


def _refuse_unfit(parts: Parts, kind: Kind, asked: Mapping[str, object]) -> None:
    """Refuse once what every sheet would be refused for. Raises UsageError."""
    values, _ = clean(parts.schema, kind, asked)
    for problem in check(parts.schema, kind, values):
        if problem.field in asked and problem.severity is Severity.VIOLATION:
            name = "--author" if problem.field == "authors" else f"--{problem.field}"
            raise click.UsageError(f"{name} : {RULES[problem.rule] % problem.details}")


def _report(loaded: Loaded) -> list[Fault]:
    for fault in loaded.faults:
        click.echo(str(fault), err=True)
    click.echo(
        f"{loaded.created} créées, {loaded.updated} mises à jour, "
        f"{loaded.unchanged} inchangées, {len(loaded.faults)} fautes"
    )
    return loaded.faults
