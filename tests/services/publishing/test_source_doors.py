"""Every cell of the matrix of licences, through every door by which a version comes in."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

import pytest

from commons.adapters.store.drafts import drafts
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Account
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Draft, Person, Revision
from commons.core.text.files import front_matter
from commons.core.text.files.csv_file import read_csv, write_csv
from commons.errors import UnfitSheetError
from commons.services.editing.start import Started, start
from commons.services.editing.submit import Outcome, Published, Submission, submit
from commons.services.editing.text_sources import KeptDraft
from commons.services.exchange.archive.sheet_archive import (
    ArchiveTerms,
    collect_archive,
    save_archive,
)
from commons.services.exchange.archive.zip_reading import unpack_zip
from commons.services.exchange.batch.outcomes import Fate
from commons.services.exchange.export.folder_export import export_folder
from commons.services.exchange.export.history_import import replay_history
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.history.delete import delete_sheet, restore_sheet
from commons.services.history.revert import revert_sheet
from commons.services.publishing.law.source_law import source_row
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.assembly import load_schema
from commons.wiring.components import Components
from tests.adapters.store.makers import CAMILLE, added
from tests.conftest import instance
from tests.services.licence_matrix import (
    CELLS,
    CHANGES,
    MATRIX,
    TARGETS,
    Cell,
    rows_through,
)
from tests.services.tables import loaded

THERE = "https://ailleurs.exemple"
Door: TypeAlias = Callable[[Components, list[Cell]], set[Cell]]
"""Brings cells in; gives those that were published."""


@pytest.fixture(scope="module")
def parts(
    empty_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Components]:
    """Give one instance for all of this: sheets of their own do not meet."""
    folder = tmp_path_factory.mktemp("doors") / "instance"
    with instance(Path(shutil.copytree(empty_folder, folder))) as made:
        yield made


def account_of(parts: Components) -> Account:
    return added(parts.store, f"{iri.new_id()}@exemple.fr", f"Camille {iri.new_id()}")


def past(parts: Components, values: Values, author: Person = CAMILLE) -> Revision:
    """Put a version of long ago into the log, which no law was asked about."""
    with parts.store.write() as work:
        return publish_version(
            parts.schema,
            work,
            NewRevision(
                sheet=iri.new_id(),
                kind="method",
                parent=None,
                action=Action.CREATE,
                author=author,
                change_note="",
                values=values,
                superseded=True,
            ),
        )


def without_sources(values: Values) -> Values:
    return {key: value for key, value in values.items() if key != "sources"}


def handed_in(
    parts: Components, account: Account, values: Values, head: Revision | None = None
) -> bool:
    """Publish as the form does; say whether it was."""
    revision = NewRevision(
        sheet=head.sheet if head else iri.new_id(),
        kind="method",
        parent=head.number if head else None,
        action=Action.UPDATE if head else Action.CREATE,
        author=account.person,
        change_note="autre licence" if head else "",
        values=values,
    )
    done: Outcome = submit(
        parts.schema,
        parts.store,
        Submission(
            account=account, revision=revision, draft=iri.new_id(), confirmed=True
        ),
        quotas=parts.settings.quotas,
    )
    return isinstance(done, Published)


def by_form(parts: Components, cells: list[Cell]) -> set[Cell]:
    account = account_of(parts)
    return {cell for cell in cells if handed_in(parts, account, cell.values())}


def by_change_of_licence(parts: Components, cells: list[Cell]) -> set[Cell]:
    account, found = account_of(parts), set[Cell]()
    for cell in cells:
        other = next(one for one in TARGETS if one != cell.target)
        head = past(parts, cell.values(licence=other), account.person)
        if handed_in(parts, account, cell.values(), head):
            found.add(cell)
    return found


def by_merge(parts: Components, cells: list[Cell]) -> set[Cell]:
    """One adds the source while another changes the licence."""
    account, found = account_of(parts), set[Cell]()
    for cell in cells:
        other = next(one for one in TARGETS if one != cell.target)
        plain = without_sources(cell.values(licence=other))
        first = past(parts, plain, account.person)
        assert handed_in(parts, account, {**plain, "licence": cell.target}, first)
        if handed_in(parts, account, cell.values(licence=other), first):
            found.add(cell)
    return found


def by_draft(parts: Components, cells: list[Cell]) -> set[Cell]:
    account, found = account_of(parts), set[Cell]()
    for cell in cells:
        draft = Draft(
            id=iri.new_id(),
            account=account.id,
            kind="method",
            sheet="",
            parent=None,
            instant=clock.now(),
            values=cell.values(),
        )
        with parts.store.write() as work:
            drafts.save_draft(work, draft)
            source = KeptDraft(draft=draft.id, kind="method")
            started = start(parts.schema, work, account, source)
            drafts.drop_draft(work, account.id, draft.id)
        assert isinstance(started, Started)
        if handed_in(parts, account, started.values):
            found.add(cell)
    return found


def by_revert(parts: Components, cells: list[Cell]) -> set[Cell]:
    account, found = account_of(parts), set[Cell]()
    for cell in cells:
        first = past(parts, cell.values())
        with parts.store.write() as work:
            head = publish_version(
                parts.schema,
                work,
                NewRevision(
                    sheet=first.sheet,
                    kind="method",
                    parent=1,
                    action=Action.UPDATE,
                    author=CAMILLE,
                    change_note="retirée",
                    values={**without_sources(cell.values()), "title": "Tout autre"},
                ),
            )
        try:
            with parts.store.write() as work:
                revert_sheet(parts.schema, work, account.person, first, head.number)
        except UnfitSheetError:
            continue
        found.add(cell)
    return found


def by_restore(parts: Components, cells: list[Cell]) -> set[Cell]:
    found = set[Cell]()
    for cell in cells:
        first = past(parts, cell.values())
        with parts.store.write() as work:
            delete_sheet(parts.schema, work, CAMILLE, first.sheet, "en double")
        try:
            with parts.store.write() as work:
                restore_sheet(parts.schema, work, CAMILLE, first.sheet, "non")
        except UnfitSheetError:
            continue
        found.add(cell)
    return found


def by_folder(parts: Components, cells: list[Cell], folder: Path) -> set[Cell]:
    for number, cell in enumerate(cells):
        path = folder / "method" / f"{number:04}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(front_matter.write_front_matter(cell.values(), ""))
    source = FolderImport(
        schema=parts.schema,
        places=parts.places,
        blobs=parts.blobs,
        author=Person(id=iri.new_id(), name="Équipe"),
    )
    report = load_folder(parts.store, source, folder)
    refused = {int(fault.path.stem) for fault in report.faults}
    return {cell for number, cell in enumerate(cells) if number not in refused}


def by_spreadsheet(parts: Components, cells: list[Cell]) -> set[Cell]:
    columns = ("title", "author", "licence", "changes", "notice")
    header = [
        *("_key", "title", "licence", "sources.url"),
        *(f"sources.{name}" for name in columns),
    ]
    rows = [
        [
            *(f"l-{number}", cell.title, cell.target),
            *(f"https://exemple.org/{cell.source}", "Débat mouvant", "Mona"),
            *(cell.source, CHANGES, "oui" if cell.notice else ""),
        ]
        for number, cell in enumerate(cells)
    ]
    table = read_csv(write_csv([header, *rows]))
    outcomes = loaded(parts, table, source=iri.new_id(), holds=tuple(header))
    return {
        cell
        for cell, outcome in zip(cells, outcomes, strict=True)
        if outcome.fate is Fate.NEW
    }


def by_export(parts: Components, cells: list[Cell], folder: Path) -> set[Cell]:
    with instance(folder / "there") as there:
        for cell in cells:
            past(there, cell.values())
        export_folder(there.store, there.blobs, folder / "export")
    return replayed(parts, cells, folder / "export")


def by_zip(parts: Components, cells: list[Cell], folder: Path) -> set[Cell]:
    with instance(folder / "there") as there:
        made = [past(there, cell.values()) for cell in cells]
        terms = ArchiveTerms(schema=there.schema, blobs=there.blobs, base=THERE)
        with there.store.read() as work:
            archive = collect_archive(work, terms, made)
        save_archive(archive, there.blobs, folder / "sheets.zip")
    unpacked = folder / "unpacked"
    unpacked.mkdir()
    return replayed(parts, cells, unpack_zip(folder / "sheets.zip", unpacked))


def replayed(parts: Components, cells: list[Cell], export: Path) -> set[Cell]:
    """Load an export; return the cells whose sheets came in."""
    report = replay_history(parts.store, parts.schema, export)
    refused = {fault.path for fault in report.faults}
    titles = {
        path: str(front_matter.read_front_matter(path.read_text())[0]["title"])
        for path in refused
    }
    return {cell for cell in cells if cell.title not in titles.values()}


DOORS: dict[str, Door] = {
    "form": by_form,
    "change of licence": by_change_of_licence,
    "merge": by_merge,
    "draft": by_draft,
    "revert": by_revert,
    "restore": by_restore,
    "spreadsheet": by_spreadsheet,
}
FOLDERS: dict[str, Callable[[Components, list[Cell], Path], set[Cell]]] = {
    "folder": by_folder,
    "export": by_export,
    "ZIP": by_zip,
}


def said(cells: set[Cell]) -> list[str]:
    return sorted(cell.title for cell in cells)


def test_the_matrix_of_schemas_is_that_of_the_plan() -> None:
    known = load_schema()[0].licences
    assert set(known) == set(MATRIX)
    assert {key for key, one in known.items() if one.publishable} == set(TARGETS)


@pytest.mark.parametrize(("door", "source"), [*rows_through(DOORS, whole="form")])
def test_no_door_lets_in_what_the_matrix_refuses_and_each_lets_in_the_rest(
    parts: Components, door: str, source: str
) -> None:
    cells = [cell for cell in CELLS if cell.source == source]
    lawful = {cell for cell in cells if cell.lets}
    assert said(DOORS[door](parts, cells)) == said(lawful)


@pytest.mark.parametrize("door", FOLDERS)
def test_no_folder_lets_in_what_the_matrix_refuses_and_each_lets_in_the_rest(
    parts: Components, door: str, tmp_path: Path
) -> None:
    lawful = {cell for cell in CELLS if cell.lets}
    assert said(FOLDERS[door](parts, CELLS, tmp_path)) == said(lawful)


@pytest.mark.parametrize("door", ["form", "draft", "change of licence", "restore"])
@pytest.mark.parametrize("licence", TARGETS)
def test_a_sheet_of_ours_is_judged_by_its_own_licence_whatever_a_row_claims(
    parts: Components, door: str, licence: str
) -> None:
    said_there = {"title": "L’original", "licence": licence, "language": "fr"}
    original = past(parts, {**said_there, "authors": [{"name": "Mona"}]})
    address = iri.version_iri(original.sheet, 1, "https://exemple.org")
    row = source_row(parts.schema, original, address)
    lie = {**row, "licence": "CC0-1.0", "changes": CHANGES}
    cells = [replace(one, row=lie) for one in CELLS if one.source == licence]
    lawful = {cell for cell in cells if cell.lets}
    if door == "restore" and licence != "CC0-1.0":  # it says again what was said
        lawful = set()
    assert said(DOORS[door](parts, cells)) == said(lawful)
