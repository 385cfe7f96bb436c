"""Loading and exporting folders of Markdown: nothing lost, faults named."""

from pathlib import Path

import pytest

from commons.adapters.store.log import blocks, revisions
from commons.adapters.store.log.projections import link_targets
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Action, Person
from commons.errors import NotEmptyError
from commons.services.exchange.export.folder_export import export_folder
from commons.services.exchange.export.history_import import replay_history
from commons.services.exchange.folder.file_access import bring_media
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.history.delete import delete_sheet, restore_sheet
from commons.services.operations.checks.integrity_check import verify_instance
from commons.services.publishing.publish import NewRevision
from commons.services.publishing.save import save_sheet
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.conftest import settings_in

EDITORS = Person(id=iri.new_id(), name="Équipe éditoriale")


def loading(parts: Components, *, incomplete: bool = False) -> FolderImport:
    return FolderImport(
        schema=parts.schema,
        places=parts.places,
        blobs=parts.blobs,
        author=EDITORS,
        incomplete=incomplete,
    )


def written(folder: Path, text: str | bytes, name: str = "method/une.md") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


GOOD = """---
title: Une bonne fiche
licence: CC-BY-SA-4.0
language: fr
authors: [{name: Camille}]
---
Le texte.
"""


@pytest.mark.usefixtures("drawn")
def test_the_starter_content_loads_twice_without_a_second_version(
    parts: Components,
) -> None:
    first = load_folder(parts.store, loading(parts), shipped_folder("content"))
    assert [str(fault) for fault in first.faults] == []
    assert first.created >= 12
    second = load_folder(parts.store, loading(parts), shipped_folder("content"))
    assert (second.created, second.updated) == (0, 0)
    assert second.unchanged == first.created


def test_the_starter_sheets_link_to_one_another(starter: Components) -> None:
    with starter.store.read() as work:
        for head in revisions.latest_heads(work, limit=100):
            assert link_targets.links_to(work, head.sheet, limit=1), head.title


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        (GOOD.replace("Une bonne fiche", "x"), 2, "3 caractères au moins"),
        (GOOD.replace("CC-BY-SA-4.0", "MIT"), 3, "choix"),
        (GOOD.replace("title:", "titel:"), 1, "à renseigner"),
        (GOOD.replace("authors: [", "authors: [["), 6, ""),
        (GOOD.replace("texte", "été").encode() + b"\xff", 8, "illisible"),
        ("sans front matter", 1, ""),
    ],
)
def test_a_bad_file_is_named_with_its_line_and_the_others_go_on(
    parts: Components, tmp_path: Path, text: str | bytes, line: int, word: str
) -> None:
    bad = written(tmp_path, text)
    written(tmp_path, GOOD.replace("Une bonne", "Une autre"), "method/deux.md")
    report = load_folder(parts.store, loading(parts), tmp_path)
    assert report.created == 1
    assert {fault.path for fault in report.faults} == {bad}
    assert line in {fault.line for fault in report.faults}
    assert any(word in fault.reason for fault in report.faults)


def test_incomplete_accepts_rows_that_lack_a_column(
    parts: Components, tmp_path: Path
) -> None:
    rows = "steps: [{title: Accueillir}]"
    written(tmp_path, GOOD.replace("---\nLe", f"{rows}\n---\nLe"))
    assert load_folder(parts.store, loading(parts), tmp_path).created == 0
    done = load_folder(parts.store, loading(parts, incomplete=True), tmp_path)
    assert (done.created, done.faults) == (1, [])


def test_an_export_loads_back_to_the_same_versions(
    starter: Components, tmp_path: Path
) -> None:
    with starter.store.read() as work:
        head = revisions.latest_heads(work, limit=1)[0]
    author = Person(id=iri.new_id(), name="Camille « la » 'première'")
    with starter.store.write() as work:
        changed = NewRevision(
            sheet=head.sheet,
            kind=head.kind,
            parent=head.number,
            action=Action.UPDATE,
            author=author,
            change_note="deux : points, et # dièse",
            values={**head.values, "body": "---\ntitle: piège\n---\n\n  retrait"},
        )
        save_sheet(starter.schema, work, changed, confirmed=True)
        delete_sheet(starter.schema, work, author, head.sheet, "en double")
        restore_sheet(starter.schema, work, author, head.sheet, "erreur")
        other = revisions.latest_heads(work, limit=2)[1]
        delete_sheet(starter.schema, work, author, other.sheet, "pour toujours")
    export_folder(starter.store, starter.blobs, tmp_path / "export", deleted=True)
    again = assemble_components(settings_in(tmp_path / "autre"))
    assert bring_media(again.blobs, tmp_path / "export") == []
    report = replay_history(again.store, again.schema, tmp_path / "export")
    assert [str(fault) for fault in report.faults] == []
    same = load_folder(again.store, loading(again), tmp_path / "export")
    assert (same.created, same.updated, same.faults) == (0, 0, [])
    with starter.store.read() as mine, again.store.read() as theirs:
        before = revisions.changes_after(mine, 0, 1000)
        assert revisions.changes_after(theirs, 0, 1000) == before
        for revision in before:
            place = (revision.sheet, revision.number)
            assert blocks.get_block(mine, *place) == blocks.get_block(theirs, *place)
    assert (
        list(verify_instance(again.schema, again.store, again.index, again.blobs)) == []
    )
    again.follower.stop()
    again.store.close()


def test_a_version_that_was_tampered_with_is_a_fault(
    starter: Components, tmp_path: Path
) -> None:
    export_folder(starter.store, starter.blobs, tmp_path / "export")
    path = next((tmp_path / "export" / "versions").glob("*/1.md"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "\nUne phrase de trop.\n", encoding="utf-8")
    again = assemble_components(settings_in(tmp_path / "autre"))
    report = replay_history(again.store, again.schema, tmp_path / "export")
    assert [fault.path for fault in report.faults] == [path]
    again.follower.stop()
    again.store.close()


def test_an_export_goes_into_an_empty_folder_only(
    starter: Components, tmp_path: Path
) -> None:
    written(tmp_path, "là")
    with pytest.raises(NotEmptyError):
        export_folder(starter.store, starter.blobs, tmp_path)
