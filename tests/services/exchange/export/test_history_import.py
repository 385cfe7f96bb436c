"""Exports that come back: whatever their files say, nobody here is made to say it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from commons.adapters.rdf.canonical import render_block
from commons.adapters.store.imports import loads
from commons.adapters.store.log import revisions
from commons.adapters.store.people import persons
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action, Person, Revision
from commons.core.text.files import front_matter
from commons.services.exchange.batch.load_report import LoadReport
from commons.services.exchange.batch.unload import UndoOutcome, unload_batch
from commons.services.exchange.export.folder_export import export_folder
from commons.services.exchange.export.history_import import (
    ReplayOptions,
    foresee_replay,
    replay_history,
)
from commons.services.operations.checks.integrity_check import verify_instance
from commons.services.people.accounts import Application, sign_up
from commons.services.publishing.publish import NewRevision, publish_version
from commons.wiring.components import Components
from tests.conftest import instance
from tests.people.visitor import PASSWORD
from tests.servers.server import ordered
from tests.services.operations.checks.damaged_rows import list_rows

AUTHOR = Person(id="camm0000000s", name="Camille")
LOADER = Person(id="00000000ed1t", name="Équipe éditoriale")
GIVEN: dict[str, Any] = {
    "licence": "CC-BY-SA-4.0",
    "language": "fr",
    "authors": [{"name": "Camille"}],
}


def put(
    parts: Components, title: str, head: Revision | None = None, **chosen: Any
) -> Any:
    """Publish a version of a method."""
    new_revision = NewRevision(
        sheet=head.sheet if head else iri.new_id(),
        kind="method",
        parent=head.number if head else None,
        action=Action.UPDATE if head else Action.CREATE,
        author=AUTHOR,
        change_note="encore" if head else "",
        values={"title": title, **GIVEN},
    )
    with parts.store.write() as work:
        return publish_version(parts.schema, work, replace(new_revision, **chosen))


@pytest.fixture
def there(empty_folder: Path, tmp_path: Path) -> Iterator[Components]:
    """Give the instance where the export comes from, with two sheets."""
    with instance(tmp_path / "there") as parts:
        first = put(parts, "Une fiche")
        put(parts, "Une fiche revue", first)
        put(parts, "Une autre")
        yield parts


@pytest.fixture
def exported(there: Components, tmp_path: Path) -> Path:
    folder = tmp_path / "export"
    export_folder(there.store, there.blobs, folder)
    return folder


def version_file(folder: Path, title: str) -> Path:
    (found,) = (
        path
        for path in folder.glob("versions/*/*.md")
        if front_matter.read_front_matter(path.read_bytes())[0]["title"] == title
    )
    return found


def rewritten(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    meta, body = front_matter.read_front_matter(path.read_bytes())
    change(meta)
    path.write_text(front_matter.write_front_matter(meta, body), encoding="utf-8")  # type: ignore[arg-type]  # as a stranger may


def came_in(parts: Components, folder: Path, **chosen: Any) -> LoadReport:
    way = ReplayOptions(load=loads.new_load(folder.name, folder))
    return replay_history(
        parts.store, parts.schema, folder, None, replace(way, **chosen)
    )


def titles(parts: Components) -> set[str]:
    with parts.store.read() as work:
        return {head.title for head in revisions.latest_heads(work, limit=100)}


def version(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda meta: meta["version"].update({key: value})


ODD: list[Any] = [
    *(10**400, -1, 0, True, 1.5, float("inf"), "1", "x", None, [], {}),
    *(2**63, "", "\u200b", "é" * 5000),
]
IDENTIFIERS: list[Any] = [None, 3, "pas un id", []]
NAMES: list[Any] = [None, 3, "", "\u200b", "a" * 500, [], iri.BASE_PLACEHOLDER]
BAD: dict[str, list[Any]] = {
    "sequence": ODD,
    "number": ODD,
    "parent": [value for value in ODD if value != 0],
    "kind": ["sorte", None, [], {}, 3],
    "action": ["delete", "detruire", None, [], 3],
    "author": [
        *(None, "Camille", [], {}, {"id": "camm0000000s"}),
        *({"id": one, "name": "X"} for one in IDENTIFIERS),
        *({"id": "camm0000000s", "name": one} for one in NAMES),
    ],
    "change_note": [None, 3, [], "x" * 500],
    "hash": ["", None, "0" * 64, "x", 3],
    "instant": [
        *("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "hier", ""),
        *(None, 3, [], "2020-01-01T00:00:00", "1969-12-31T00:00:00Z"),
        clock.iso_format(clock.now() + timedelta(days=1)),
    ],
}
NO_VERSIONS = [
    *(b"", b"\xff\xfe", b"---\nid: 3\n---\n", b"rien", b"---\n- a\n---\n"),
    *(b"---\nversion: 3\nid: camm0000000s\n---\n", b"---\n" + b"a: b\n" * 500_000),
]


def test_bad_version_files_are_each_named_and_the_load_goes_on(
    parts: Components, exported: Path
) -> None:
    good = set(exported.glob("versions/*/*.md"))
    values = [(key, value) for key, some in BAD.items() for value in some]
    for key, value in values:
        sheet = iri.new_id()
        forged(parts, exported, sheet=sheet)
        path = exported / "versions" / sheet / "1.md"
        rewritten(path, version(key, value))
    for number, content in enumerate(NO_VERSIONS):
        (exported / "versions" / str(number)).mkdir()
        (exported / "versions" / str(number) / "1.md").write_bytes(content)
    bad = set(exported.glob("versions/*/*.md")) - good
    assert len(bad) == len(values) + len(NO_VERSIONS)
    report = came_in(parts, exported)
    assert {fault.path for fault in report.faults} == bad
    assert titles(parts) == {"Une fiche revue", "Une autre"}


def test_a_version_whose_one_before_is_missing_is_named(
    parts: Components, exported: Path
) -> None:
    version_file(exported, "Une fiche").unlink()
    last = version_file(exported, "Une fiche revue")
    assert [fault.path for fault in came_in(parts, exported).faults] == [last]
    assert titles(parts) == {"Une autre"}


def forged(parts: Components, folder: Path, **chosen: Any) -> Path:
    """Write an export of one version that is sound in itself."""
    bare: dict[str, Any] = {
        "sheet": iri.new_id(),
        "kind": "method",
        "number": 1,
        "parent": None,
        "sequence": 1,
        "instant": clock.now() - timedelta(days=1),
        "action": Action.CREATE,
        "author": Person(id=iri.new_id(), name="Mallory"),
        "change_note": "",
        "values": {"title": "Forgée", **GIVEN},
    }
    revision = Revision(**{**bare, **chosen})
    about = {
        "kind": revision.kind,
        "number": revision.number,
        "parent": revision.parent or 0,
        "sequence": revision.sequence,
        "instant": clock.iso_format(revision.instant),
        "action": revision.action.value,
        "author": {"id": revision.author.id, "name": revision.author.name},
        "change_note": revision.change_note,
        "hash": render_block(parts.schema, revision).hash,
    }
    path = folder / "versions" / revision.sheet / f"{revision.number}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    meta: dict[str, Any] = {"id": revision.sheet, "version": about, **revision.values}
    path.write_text(front_matter.write_front_matter(meta, ""), encoding="utf-8")
    return folder


def somebody(parts: Components) -> Person:
    application = Application(email="lea@exemple.fr", name="Léa", password=PASSWORD)
    with parts.store.write() as work:
        account = sign_up(work, application)
    assert account is not None
    return account.person


@pytest.mark.parametrize("name", ["Mallory", "Léa"])
def test_nobody_with_an_account_is_renamed_or_made_an_author(
    parts: Components, tmp_path: Path, name: str
) -> None:
    lea = somebody(parts)
    home = forged(parts, tmp_path / "x", author=Person(id=lea.id, name=name))
    rows = {"authors": [{"name": name, "person": lea.id}]}
    forged(parts, home, values={"title": "Forgée aussi", **GIVEN, **rows})
    report = came_in(parts, home)
    assert (report.created, len(report.faults), titles(parts)) == (0, 2, set())
    with parts.store.read() as work:
        assert persons.get_person(work, lea.id) == lea


def test_no_version_renames_who_is_known_here(
    parts: Components, tmp_path: Path
) -> None:
    put(parts, "D’ici")
    home = forged(parts, tmp_path / "x", author=Person(id=AUTHOR.id, name="Mallory"))
    rows = {"authors": [{"name": "Mallory", "person": AUTHOR.id}]}
    forged(parts, home, values={"title": "Forgée aussi", **GIVEN, **rows})
    came_in(parts, home)
    put(parts, "D’ici encore")
    with parts.store.read() as work:
        assert persons.get_person(work, AUTHOR.id) == AUTHOR
    assert (
        list(verify_instance(parts.schema, parts.store, parts.index, parts.blobs)) == []
    )


def test_a_name_that_changed_where_it_comes_from_is_the_last_one(
    parts: Components, there: Components, tmp_path: Path
) -> None:
    put(there, "Signée autrement", author=replace(AUTHOR, name="Camille D."))
    export_folder(there.store, there.blobs, tmp_path / "export")
    assert came_in(parts, tmp_path / "export").faults == []
    with parts.store.read() as work:
        assert persons.get_person(work, AUTHOR.id).name == "Camille D."


def test_no_sheet_of_here_goes_on_elsewhere(parts: Components, tmp_path: Path) -> None:
    ours = put(parts, "D’ici")
    home = forged(
        parts,
        tmp_path / "x",
        sheet=ours.sheet,
        number=2,
        parent=1,
        action=Action.UPDATE,
    )
    refused = came_in(parts, home)
    assert (len(refused.faults), titles(parts)) == (1, {"D’ici"})
    asked: list[object] = []

    def ask(some: object) -> bool:
        asked.append(some)
        return False

    came_in(parts, home, ask=ask)
    assert asked == [["D’ici"]]
    assert came_in(parts, home, adopt=True).updated == 1


def test_another_version_of_the_same_number_is_a_fault(
    parts: Components, tmp_path: Path
) -> None:
    ours = put(parts, "D’ici")
    home = forged(parts, tmp_path / "x", sheet=ours.sheet)
    report = came_in(parts, home)
    assert (report.unchanged, len(report.faults)) == (0, 1)


def test_an_export_goes_on_where_it_was_loaded(
    parts: Components, there: Components, exported: Path, tmp_path: Path
) -> None:
    assert came_in(parts, exported).faults == []
    with there.store.read() as work:
        (head,) = (
            h for h in revisions.latest_heads(work, limit=9) if h.title == "Une autre"
        )
    put(there, "Une autre revue", head)
    later = tmp_path / "plus-tard" / "export"
    export_folder(there.store, there.blobs, later)
    report = came_in(parts, later)
    assert (report.updated, report.unchanged, report.faults) == (1, 3, [])
    assert came_in(parts, later).unchanged == 4


def test_a_version_without_a_licence_comes_only_before_one_that_has(
    parts: Components, there: Components, tmp_path: Path
) -> None:
    bare = {"title": "Débat mouvant"}
    bad = put(there, "x", values=bare, superseded=True)
    put(there, "Débat mouvant", bad)
    put(there, "x", values={"title": "Toujours sans"}, superseded=True)
    export_folder(there.store, there.blobs, tmp_path / "export")
    report = came_in(parts, tmp_path / "export")
    assert ["licence" in str(fault) for fault in report.faults] == [True]
    assert "Débat mouvant" in titles(parts)
    assert "Toujours sans" not in titles(parts)


def test_what_a_check_foresees_is_what_a_load_does(
    parts: Components, exported: Path
) -> None:
    rewritten(version_file(exported, "Une autre"), version("hash", "0" * 64))
    way = ReplayOptions(load=loads.new_load("export", exported))
    foreseen = foresee_replay(parts.store, parts.schema, exported, None, way).report
    assert titles(parts) == set()
    done = came_in(parts, exported)
    assert [str(fault) for fault in foreseen.faults] == [str(f) for f in done.faults]
    assert (foreseen.created, foreseen.updated) == (done.created, done.updated)


def test_a_loaded_export_is_taken_back(parts: Components, exported: Path) -> None:
    put(parts, "D’ici")
    report = came_in(parts, exported)
    done = unload_batch(parts.store, parts.schema, LOADER, report.load)
    assert (done.counts[UndoOutcome.DELETED], done.kept) == (2, [])
    assert titles(parts) == {"D’ici"}
    assert (
        list(verify_instance(parts.schema, parts.store, parts.index, parts.blobs)) == []
    )


def test_the_operator_is_told_of_a_forged_export_and_takes_a_load_back(
    parts: Components, there: Components, exported: Path, tmp_path: Path
) -> None:
    lea, folder = somebody(parts), parts.settings.data_dir
    forged(parts, exported, author=Person(id=lea.id, name="Mallory"))
    done = ordered(folder, "load", str(exported))
    assert (done.exit_code, "a un compte ici" in done.stderr) == (1, True)
    (line,) = (li for li in done.stdout.splitlines() if li.startswith("Chargement "))
    identifier = line.split()[1]
    assert identifier in ordered(folder, "loads").stdout
    undone = ordered(folder, "unload", identifier)
    assert (undone.exit_code, undone.stderr) == (0, "")
    assert "2 supprimées" in undone.stdout
    assert "retiré" in ordered(folder, "loads").stdout
    unknown = ordered(folder, "unload", "0" * 12)
    assert (unknown.exit_code, len(unknown.stderr.splitlines())) == (1, 1)
    people = list_rows(parts.store, "people")
    assert people
    assert "Mallory" not in "".join(people)


def test_what_is_foreseen_of_an_export_that_frees_its_licence_is_what_is_done(
    parts: Components, there: Components, tmp_path: Path
) -> None:
    """It leaves its source out of one version, and changes its licence in the next."""
    row = {"url": "https://exemple.org/x", "title": "Le lavoir", "author": "Mona"}
    row |= {"licence": "CC-BY-SA-4.0", "changes": "Tout y est plus court."}
    steps: list[dict[str, Any]] = [
        {"sources": [row]},
        {"body": "Sans source."},
        {"body": "Sans source.", "licence": "CC0-1.0"},
    ]
    head: Revision | None = None
    for more in steps:
        values = {"title": "Libre", **GIVEN, **more}
        head = put(there, "Libre", head, values=values, superseded=True)
    folder = tmp_path / "freed"
    export_folder(there.store, there.blobs, folder)
    way = ReplayOptions(load=loads.new_load("freed", folder))
    foreseen = foresee_replay(parts.store, parts.schema, folder, None, way).report
    done = replay_history(parts.store, parts.schema, folder, None, way)
    assert [str(fault) for fault in foreseen.faults] == [str(f) for f in done.faults]
    (fault,) = done.faults
    assert "Le lavoir" in fault.reason
    assert "CC0 1.0" in fault.reason
