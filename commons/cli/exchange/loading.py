"""Loads a folder, an export or a spreadsheet, says what came of it, takes it back."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

import click

from commons.adapters.media.blob_store import scratch_store
from commons.adapters.store.imports import loads
from commons.adapters.store.imports.loads import Load
from commons.adapters.store.people import accounts
from commons.cli.exchange.options import OPTIONS, Input, input_of, refuse_idle_options
from commons.cli.exchange.packed_input import open_input
from commons.cli.exchange.report import (
    ReportOptions,
    name_unlawful,
    print_report,
    say_nothing_came,
    say_table,
    show_fault,
)
from commons.cli.exchange.site_input import load_site
from commons.cli.opening import open_instance
from commons.cli.progress import show_progress
from commons.core.domain.language.reserved_names import LOADER
from commons.core.domain.schema.kind import Kind
from commons.core.domain.schema.problem import RULES, Severity
from commons.core.domain.sheet import Person
from commons.core.kinds.rules.validation import check_values
from commons.core.kinds.values.parsing import parse_values
from commons.core.text.files.csv_file import Table, read_file
from commons.errors import FileFormatError, NotFoundError
from commons.services.exchange.batch.batch_import import (
    foreseen_outcomes,
    load_planned,
    plan_entries,
)
from commons.services.exchange.batch.entries import (
    ImportTerms,
    PublishMode,
    TableImport,
    in_french,
    make_reader as read_brief,
    targets_by_column,
)
from commons.services.exchange.batch.load_report import Fault, LoadReport, sum_up
from commons.services.exchange.batch.outcomes import Fate, Outcome, RowProblem
from commons.services.exchange.batch.unload import (
    UndoOutcome,
    unload_batch as take_back,
)
from commons.services.exchange.export.history_import import (
    ForeseenReplay,
    ReplayOptions,
    foresee_replay,
    replay_history,
)
from commons.services.exchange.folder.file_access import bring_media
from commons.services.exchange.folder.folder_import import (
    FolderImport,
    load_folder as load_sheets,
)
from commons.services.exchange.foreign.mapping_file import (
    MOST_BYTES,
    FieldMapping,
    read_mapping,
)
from commons.services.exchange.foreign.survey import FileChoice
from commons.services.publishing.save import NOTE_LENGTHS
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder

EDITORS = Person(id="00000000ed1t", name=LOADER)
"""Who is credited with the versions that the operator loads."""

SPARE: Mapping[str, object] = {
    "authors": [EDITORS.name],
    "licence": "CC-BY-SA-4.0",
    "language": "fr",
}
"""What a row of a spreadsheet means that says neither, unless options do."""

_SHOWN = 3
"""How many sheets of another source a question names."""


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
    mapping: Path | None
    encoding: str | None
    verbose: bool
    replace: bool
    adopt: bool
    site: bool
    check: bool


@click.command(params=[row.option for row in OPTIONS])
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.pass_context
def load(context: click.Context, path: Path, **chosen: Unpack[Choices]) -> None:
    """Charger un dossier de fiches en Markdown, un export, un ZIP ou un tableau."""
    with open_input(path) as (where, source):
        found = input_of(where)
        refuse_idle_options(context, found)
        parts = open_instance(new=True)
        if found is Input.TABLE:
            done = load_table(parts, where, chosen)
        else:
            named: Choices = {**chosen, "source": chosen["source"] or source}
            if found is Input.EXPORT and not chosen["check"]:
                load_site(parts, where, EDITORS, wanted=chosen["site"])
            done = load_folder(parts, where, named, given=path)
        with show_progress("Index") as told:
            parts.catch_up(told)
    if not done:
        raise SystemExit(1)


@click.command()
@click.argument("load")
def unload(load: str) -> None:
    """Retirer un chargement : ce qu’il a créé est supprimé, le reste rétabli."""
    parts = open_instance()
    try:
        with show_progress("Fiches") as told:
            done = take_back(parts.store, parts.schema, EDITORS, load, told)
    except NotFoundError as error:
        raise click.ClickException(f"aucun chargement « {load} »") from error
    for sentence in done.kept:
        click.echo(f"laissée : {sentence}", err=True)
    counts = done.counts
    click.echo(
        f"Chargement {load} retiré : {counts[UndoOutcome.DELETED]} supprimées, "
        f"{counts[UndoOutcome.REVERTED]} rétablies, {counts[UndoOutcome.DROPPED]} brouillons"
        f" jetés, {counts[UndoOutcome.KEPT]} laissées"
    )
    with show_progress("Index") as told:
        parts.catch_up(told)
    if done.kept:
        raise SystemExit(1)


@click.command("loads")
def list_loads() -> None:
    """Lister les chargements, le dernier d’abord."""
    parts = open_instance()
    with parts.store.read() as work:
        found = loads.all_loads(work)
    for one, created, versions in found:
        state = "retiré" if one.undone else "" if one.ended else "interrompu"
        told = f"{created} créées, {versions} versions"
        when = one.begun.strftime("%Y-%m-%d %H:%M:%SZ")
        words = (one.id, when, one.source, one.place, told, state)
        click.echo("  ".join(word for word in words if word))


def load_starter(parts: Components) -> None:
    """Load the starter sheets, which are of the house's own source."""
    loading = FolderImport(
        schema=parts.schema,
        places=parts.places,
        blobs=parts.blobs,
        author=EDITORS,
        source="",
    )
    with show_progress("Fiches") as told:
        report = load_sheets(parts.store, loading, shipped_folder("content"), told)
    print_report(report, ReportOptions(folder=shipped_folder("content")))


def load_folder(
    parts: Components, folder: Path, chosen: Choices, *, given: Path
) -> bool:
    """Load a folder, with its versions if it is an export; say if all was done.

    `given` is what the operator named: the folder, or the ZIP that it comes from.
    """
    mapping = _mapping(parts, chosen)
    asked = {**(mapping.defaults if mapping else {}), **_asked(chosen)}
    for kind in parts.schema.kinds.values():
        _refuse_unfit(parts, kind, _asked(chosen))
    source = chosen["source"] or (mapping.source if mapping else "")
    load = loads.new_load(source or loads.source_of(folder.resolve()), given)
    loading = FolderImport(
        schema=parts.schema,
        places=parts.places,
        blobs=parts.blobs,
        author=EDITORS,
        incomplete=chosen["incomplete"],
        source=source or None,
        load=load,
        defaults=asked,
        mapping=mapping,
        encoding=chosen["encoding"] or "",
        account=_account(parts, chosen),
        replace=chosen["replace"],
        adopt=chosen["adopt"],
        ask=_asking(),
        check=chosen["check"],
    )
    telling = ReportOptions(folder=folder, given=given, verbose=chosen["verbose"])
    if not chosen["check"]:
        return _load_all(parts, loading, folder, telling)
    with scratch_store(parts.blobs) as blobs:
        return _load_all(parts, replace(loading, blobs=blobs), folder, telling)


def _mapping(parts: Components, chosen: Choices) -> FieldMapping | None:
    """Return how the files of others are read, None when they are ours."""
    kind, path = chosen["kind"] or "", chosen["mapping"]
    if kind and kind not in parts.schema.kinds:
        raise click.UsageError(f"--kind : {', '.join(parts.schema.kinds)}")
    if path is None:
        return FieldMapping(kind=kind, choice=FileChoice(kind=kind)) if kind else None
    if not path.is_file():
        raise click.ClickException(f"{path} n’est pas un fichier")
    try:
        with path.open("rb") as file:
            found = read_mapping(parts.schema, file.read(MOST_BYTES + 1))
    except (OSError, FileFormatError) as error:
        raise click.ClickException(f"{path} : {error}") from error
    choice = replace(found.choice, kind=kind or found.kind)
    return replace(found, kind=kind or found.kind, choice=choice)


def _load_all(
    parts: Components, loading: FolderImport, folder: Path, telling: ReportOptions
) -> bool:
    reports = [_bring(loading, folder, telling)]
    if input_of(folder) is Input.EXPORT:
        found = _replay(parts, loading, folder)
        reports.append(found.report)
        loading = replace(loading, standing=found.heads)
        print_report(found.report, telling)
    with show_progress("Fiches") as told:
        reports.append(load_sheets(parts.store, loading, folder, told))
    print_report(reports[-1], telling)
    load = None if loading.check else loading.load
    _say_load(parts, load, reports)
    lawful = name_unlawful(parts, load)
    came = any(report.came for report in reports)
    if not came:
        say_nothing_came(reports[-1], parts.schema.kinds)
    return came and lawful and all(report.whole for report in reports)


def _bring(loading: FolderImport, folder: Path, telling: ReportOptions) -> LoadReport:
    """Take in the files of an export; name those that are not what they were."""
    reason = (
        "ce fichier n’est pas celui qui a été exporté, ou d’une sorte qui n’est pas"
        " gardée"
    )
    with show_progress("Fichiers") as told:
        refused = bring_media(loading.blobs, folder, told)
    faults = [Fault(path=path, line=0, reason=reason) for path in refused]
    for fault in faults:
        click.echo(show_fault(fault, telling), err=True)
    return LoadReport(faults=faults)


def _replay(parts: Components, loading: FolderImport, folder: Path) -> ForeseenReplay:
    """Load the versions of an export, or only say what that would do."""
    load = loading.load or loads.new_load(loads.source_of(folder.resolve()), folder)
    way = ReplayOptions(load=load, adopt=loading.adopt, ask=loading.ask)
    with show_progress("Versions") as told:
        if loading.check:
            return foresee_replay(parts.store, parts.schema, folder, told, way)
        return ForeseenReplay(
            report=replay_history(parts.store, parts.schema, folder, told, way)
        )


def load_table(parts: Components, path: Path, chosen: Choices) -> bool:
    """Load a spreadsheet, or only check it; say if all was done.

    Raises UnfitTableError, StorageError.
    """
    table = read_file(path, chosen["encoding"] or "")
    ours = read_brief(_brief(parts, path, table, chosen), table)
    terms: ImportTerms = ours.brief
    entries = [ours.entry(line) for line in table.lines]
    with show_progress("Lignes lues") as told:
        plans = plan_entries(parts.store, terms, entries, told)
    foreign = [v.entry.title for v in plans if v.fate is Fate.FOREIGN]
    if foreign and (ask := _asking()) and ask(foreign):
        terms = replace(terms, adopting=True)
        plans = plan_entries(parts.store, terms, entries)
    if chosen["check"]:
        outcomes = foreseen_outcomes(terms, plans)
    else:
        with show_progress("Lignes chargées") as told:
            outcomes = load_planned(parts.store, terms, plans, told)

    def fault(outcome: Outcome, row_problem: RowProblem) -> Fault:
        reason = in_french(ours.brief, row_problem)
        return Fault(path=path, line=outcome.line, reason=reason)

    report = sum_up(outcomes, fault)
    say_table(table, ours.brief.holds, verbose=chosen["verbose"])
    print_report(report, ReportOptions(folder=path.parent, verbose=chosen["verbose"]))
    load = None if chosen["check"] else terms.load
    _say_load(parts, load, [report])
    return name_unlawful(parts, load) and report.whole


def _brief(parts: Components, path: Path, table: Table, chosen: Choices) -> TableImport:
    kind = parts.schema.kinds.get(chosen["kind"] or "")
    if kind is None:
        raise click.UsageError(f"--kind : {', '.join(parts.schema.kinds)}")
    asked = _asked(chosen)
    _refuse_unfit(parts, kind, asked)
    account = _account(parts, chosen)
    source = chosen["source"] or loads.source_of(path.with_suffix(""))
    return TableImport(
        schema=parts.schema,
        places=parts.places,
        kind=kind,
        source=source,
        named=chosen["source"] is not None,
        holds=targets_by_column(parts.schema, kind, table.header, chosen["columns"]),
        author=EDITORS,
        automatic=True,
        adopting=chosen["adopt"],
        note=f"Chargement de « {source} »"[: NOTE_LENGTHS[1]],
        account=account,
        manner=PublishMode.DRAFT_THE_REST if account else PublishMode.PUBLISH,
        replacing=None if chosen["replace"] else frozenset(),
        load=loads.new_load(source, path),
        defaults={**SPARE, **asked},
    )


def _account(parts: Components, chosen: Choices) -> str:
    """Return the account that keeps drafts, "" for none."""
    if chosen["drafts"] is None:
        return ""
    with parts.store.read() as work:
        found = accounts.by_email(work, chosen["drafts"])
    if found is None:
        raise click.ClickException("aucun compte n’a cette adresse")
    return found[0].id


def _asked(chosen: Choices) -> dict[str, object]:
    """Return the raw values that options name, for what a sheet does not say."""
    said = {
        "authors": list(chosen["authors"]),
        "licence": chosen["licence"],
        "language": chosen["language"],
    }
    return {key: value for key, value in said.items() if value}


def _refuse_unfit(parts: Components, kind: Kind, asked: Mapping[str, object]) -> None:
    """Refuse once what every sheet would be refused for. Raises UsageError."""
    values, _ = parse_values(parts.schema, kind, asked)
    for problem in check_values(parts.schema, kind, values):
        if problem.field in asked and problem.severity is Severity.VIOLATION:
            name = "--author" if problem.field == "authors" else f"--{problem.field}"
            raise click.UsageError(f"{name} : {RULES[problem.rule] % problem.details}")


def _asking() -> Callable[[Sequence[str]], bool] | None:
    """Return what asks about sheets of another source, None without a terminal."""
    return _may_adopt if sys.stdin.isatty() else None


def _may_adopt(titles: Sequence[str]) -> bool:
    some = ", ".join(f"« {title} »" for title in titles[:_SHOWN])
    more = f" et {len(titles) - _SHOWN} autres" if len(titles) > _SHOWN else ""
    return click.confirm(
        f"{some}{more} : d’une autre source. Les reprendre dans celle-ci ?"
    )


def _say_load(
    parts: Components, load: Load | None, reports: Sequence[LoadReport]
) -> None:
    """Name the load, by which it can be taken back, if it did anything."""
    if load is None:
        return
    with parts.store.write(quiet=True) as work:
        loads.end_load(work, load.id)
    if any(r.created or r.updated or r.drafted for r in reports):
        click.echo(f"Chargement {load.id} (commons unload {load.id} le retire)")
