"""Loads of folders: whose sheets are whose, what hands wrote, and taking one back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.store.imports import loads, provenance
from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.core.domain.schema.kind import Values
from commons.core.domain.sheet import Action, Person, Revision
from commons.errors import NotFoundError, UnfitSheetError
from commons.services.exchange.batch.load_report import LoadReport
from commons.services.exchange.batch.unload import UndoOutcome, unload_batch
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.services.history.delete import delete_sheet, restore_sheet
from commons.services.history.revert import revert_sheet
from commons.services.publishing.publish import NewRevision, publish_version
from commons.services.publishing.save import save_sheet
from commons.wiring.components import Components
from commons.wiring.shipped import shipped_folder
from tests.services.tables import briefed, innovations, loaded, row, table

LOADER = Person(id="00000000ed1t", name="Équipe éditoriale")
HAND = Person(id="zyxwvtsrqpnm", name="Bruno")


def sheet(title: str = "World café", text: str = "Le texte.", **said: str) -> str:
    given = {"licence": "CC-BY-SA-4.0", "language": "fr", "authors": "[Camille]"}
    lines = [f"{key}: {value}" for key, value in {**given, **said}.items()]
    return "\n".join(["---", f"title: {title}", *lines, "---", text, ""])


def folder(home: Path, **files: str) -> Path:
    """Write files of methods by their names, "_" standing for "-"."""
    (home / "method").mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = home / "method" / f"{name.replace('_', '-')}.md"
        path.write_text(text, encoding="utf-8")
    return home


def taken(parts: Components, home: Path, **chosen: object) -> LoadReport:
    """Load a folder as the operator does."""
    loading = FolderImport(
        schema=parts.schema, places=parts.places, blobs=parts.blobs, author=LOADER
    )
    return load_folder(parts.store, replace(loading, **chosen), home)  # type: ignore[arg-type]  # as the test says


def heads(parts: Components) -> dict[str, Revision]:
    """Give the live sheets by title."""
    with parts.store.read() as work:
        return {head.title: head for head in revisions.latest_heads(work, limit=100)}


def head_of(parts: Components, identifier: str) -> Revision:
    with parts.store.read() as work:
        return revisions.get_head(work, identifier)


def by_hand(parts: Components, head: Revision, **changed: str) -> None:
    new_revision = NewRevision(
        sheet=head.sheet,
        kind=head.kind,
        parent=head.number,
        action=Action.UPDATE,
        author=HAND,
        change_note="relu",
        values={**head.values, **changed},
    )
    with parts.store.write() as work:
        save_sheet(parts.schema, work, new_revision, confirmed=True)


def test_two_folders_that_hold_the_same_name_are_two_sources(
    parts: Components, tmp_path: Path
) -> None:
    one = folder(tmp_path / "brest", world_cafe=sheet(authors="[Brestoise]"))
    two = folder(
        tmp_path / "lille", world_cafe=sheet(licence="CC0-1.0", authors="[Lilloise]")
    )
    for _ in range(2):
        assert taken(parts, one).faults == taken(parts, two).faults == []
    with parts.store.read() as work:
        found = revisions.latest_heads(work, limit=9)
    assert [head.number for head in found] == [1, 1]
    assert [head.licence for head in found] == ["CC0-1.0", "CC-BY-SA-4.0"]


def test_folders_of_one_name_in_two_places_are_asked_about(
    parts: Components, tmp_path: Path
) -> None:
    one = folder(tmp_path / "a" / "fiches", une=sheet(text="Ici."))
    two = folder(tmp_path / "b" / "fiches", une=sheet(text="Là-bas."))
    taken(parts, one)
    refused = taken(parts, two)
    assert (refused.updated, len(refused.faults)) == (0, 1)
    assert str(one) in str(refused.faults[0])
    asked: list[object] = []

    def ask(titles: object) -> bool:
        asked.append(titles)
        return False

    assert taken(parts, two, ask=ask).updated == 0
    assert asked == [["World café"]]
    assert taken(parts, two, source="ailleurs").created == 1
    assert taken(parts, two, source="fiches").updated == 1


def test_a_source_is_itself_however_it_is_written(
    parts: Components, tmp_path: Path
) -> None:
    home = folder(tmp_path / "x", une=sheet())
    assert taken(parts, home, source="Pays de Brest").created == 1
    assert taken(parts, home, source="pays-de-brest").unchanged == 1
    assert taken(parts, home, source="日本").created == 1
    assert taken(parts, home, source="中国").created == 1


def loaded_of_old(parts: Components, home: Path) -> dict[str, Revision]:
    """Load a folder as it was before sources were written down."""
    taken(parts, home, source="")
    found = heads(parts)
    with parts.store.write() as work:
        for head in found.values():
            assert head.sheet in {
                iri.id_from_name(f"{head.kind}/{head.slug}"),
                head.sheet,
            }
            provenance.forget_provenance(work, head.sheet)
    return found


@pytest.mark.usefixtures("drawn")
def test_what_was_loaded_before_sources_were_kept_is_known_again(
    parts: Components,
) -> None:
    before = loaded_of_old(parts, shipped_folder("content"))
    again = taken(parts, shipped_folder("content"))
    assert (again.unchanged, again.created, again.updated) == (len(before), 0, 0)
    assert again.faults == again.kept == []
    assert heads(parts) == before


def test_an_old_folder_goes_on_and_another_one_does_not_take_its_sheets(
    parts: Components, tmp_path: Path
) -> None:
    files = {"une": sheet("Une"), "world_cafe": sheet()}
    ours = folder(tmp_path / "brest", **files)
    loaded_of_old(parts, ours)
    other = folder(tmp_path / "lille", world_cafe=sheet(authors="[Lilloise]"))
    assert (taken(parts, other).created, taken(parts, other).unchanged) == (1, 1)
    folder(ours, world_cafe=sheet(text="Un texte revu."))
    done = taken(parts, ours)
    assert (done.created, done.updated, done.unchanged) == (0, 1, 1)
    assert taken(parts, other).unchanged == 1


def test_an_old_sheet_that_only_looks_like_a_file_is_asked_about(
    parts: Components, tmp_path: Path
) -> None:
    home = folder(tmp_path / "brest", world_cafe=sheet())
    loaded_of_old(parts, home)
    folder(home, world_cafe=sheet(text="Un texte revu."))
    refused = taken(parts, home)
    assert (refused.created, refused.updated, len(refused.faults)) == (0, 0, 1)
    assert taken(parts, home, adopt=True).updated == 1
    assert taken(parts, home).unchanged == 1


def test_a_hand_that_corrected_an_old_sheet_is_kept(
    parts: Components, tmp_path: Path
) -> None:
    home = folder(tmp_path / "brest", une=sheet("Une"), deux=sheet("Deux"))
    before = loaded_of_old(parts, home)
    by_hand(parts, before["Une"], body="Bien mieux.")
    done = taken(parts, home)
    assert (done.unchanged, len(done.kept), done.updated) == (2, 1, 0)
    assert head_of(parts, before["Une"].sheet).body == "Bien mieux."


def test_a_folder_keeps_what_was_corrected_by_hand_and_names_it(
    parts: Components, tmp_path: Path
) -> None:
    home = folder(tmp_path / "brest", une=sheet("Une"), deux=sheet("Deux"))
    taken(parts, home)
    by_hand(parts, heads(parts)["Une"], body="Bien mieux.")
    same = taken(parts, home)
    assert (same.unchanged, same.left, same.whole) == (2, 0, True)
    assert [fault.path.name for fault in same.kept] == ["une.md"]
    folder(home, une=sheet("Une", "Changé dans le fichier."))
    left = taken(parts, home)
    assert (left.unchanged, left.left, left.whole) == (1, 1, False)
    assert [fault.path.name for fault in left.kept] == ["une.md"]
    assert heads(parts)["Une"].body == "Bien mieux."
    assert taken(parts, home, replace=True).updated == 1
    assert heads(parts)["Une"].body.startswith("Changé dans le fichier.")
    assert taken(parts, home).kept == []


def test_a_sheet_written_here_is_not_taken_by_a_file_that_names_it(
    parts: Components, tmp_path: Path
) -> None:
    taken(parts, folder(tmp_path / "brest", une=sheet("Une")))
    ours = heads(parts)["Une"]
    by_hand(parts, ours, body="De ma main.")
    stranger = folder(tmp_path / "lille", une=sheet("Prise", id=ours.sheet))
    refused = taken(parts, stranger, replace=True)
    assert (refused.updated, len(refused.faults)) == (0, 1)
    assert "brest" in str(refused.faults[0])
    assert head_of(parts, ours.sheet).body == "De ma main."


def test_two_files_of_one_sheet_are_one_too_many(
    parts: Components, tmp_path: Path
) -> None:
    given = {"id": iri.new_id()}
    home = folder(
        tmp_path / "brest", une=sheet("Une", **given), deux=sheet("Deux", **given)
    )
    done = taken(parts, home)
    assert (done.created, [fault.path.name for fault in done.faults]) == (1, ["une.md"])


@pytest.mark.parametrize("lacking", ["licence", "language", "authors", "title"])
def test_no_leniency_publishes_what_the_law_forbids(
    parts: Components, tmp_path: Path, lacking: str
) -> None:
    lines = sheet().splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(f"{lacking}:"))
    done = taken(parts, folder(tmp_path / "x", une=text), incomplete=True)
    assert (done.created, heads(parts)) == (0, {})
    assert any(lacking in str(fault) for fault in done.faults)


def test_an_image_without_a_licence_is_not_lenience_either(
    parts: Components, tmp_path: Path
) -> None:
    rows = f"[{{file: {'0' * 64}.png, author: Léa}}]"
    done = taken(parts, folder(tmp_path / "x", une=sheet(images=rows)), incomplete=True)
    assert done.created == 0
    assert any("images 1.licence" in str(fault) for fault in done.faults)


def test_the_first_heading_is_the_title_and_options_say_the_rest(
    parts: Components, tmp_path: Path
) -> None:
    text = "# Débat *mouvant*\n\nOn se place.\n\n## Après\n"
    home = folder(tmp_path / "x", a=text)
    said = {"licence": "CC0-1.0", "language": "fr", "authors": ["Léa"]}
    assert taken(parts, home, defaults=said).created == 1
    head = heads(parts)["Débat mouvant"]
    assert (head.licence, head.language, head.body) == (
        *("CC0-1.0", "fr"),
        "On se place.\n\n## Après",
    )
    assert head.items("authors") == [{"name": "Léa"}]
    assert taken(parts, home, defaults=said).unchanged == 1


def unlawful(parts: Components) -> Revision:
    """Give a sheet that was published before the law stood in one place."""
    with parts.store.write() as work:
        values: Values = {"title": "Débat mouvant"}
        new_revision = NewRevision(
            sheet=iri.new_id(),
            kind="method",
            parent=None,
            action=Action.CREATE,
            author=LOADER,
            change_note="",
            values=values,
            superseded=True,
        )
        return publish_version(parts.schema, work, new_revision)


def restored(parts: Components, bad: Revision) -> None:
    with parts.store.write() as work:
        delete_sheet(parts.schema, work, HAND, bad.sheet, "sans licence")
    with parts.store.write() as work:
        restore_sheet(parts.schema, work, HAND, bad.sheet, "à refaire")


def reverted(parts: Components, bad: Revision) -> None:
    with parts.store.write() as work:
        revert_sheet(parts.schema, work, HAND, bad, bad.number)


def saved(parts: Components, bad: Revision) -> None:
    by_hand(parts, bad, body="Toujours sans licence.")


@pytest.mark.parametrize("door", [restored, reverted, saved])
def test_every_door_refuses_what_the_law_forbids(
    parts: Components, door: Callable[[Components, Revision], None]
) -> None:
    bad = unlawful(parts)
    with pytest.raises(UnfitSheetError, match="licence"):
        door(parts, bad)
    head = head_of(parts, bad.sheet)
    assert head.deleted or head == bad


def test_taking_a_load_back_deletes_what_it_created_and_reverts_the_rest(
    parts: Components, tmp_path: Path
) -> None:
    home = folder(tmp_path / "brest", une=sheet("Une"), deux=sheet("Deux"))
    first = taken(parts, home)
    before = heads(parts)
    folder(home, une=sheet("Une", "Revue."), trois=sheet("Trois"))
    second = taken(parts, home)
    assert (second.created, second.updated, second.unchanged) == (1, 1, 1)
    done = unload_batch(parts.store, parts.schema, LOADER, second.load)
    assert (done.counts[UndoOutcome.DELETED], done.counts[UndoOutcome.REVERTED]) == (
        1,
        1,
    )
    now = heads(parts)
    assert {t: h.values for t, h in now.items()} == {
        t: h.values for t, h in before.items()
    }
    assert now["Une"].change_note == f"Retrait du chargement {second.load}"
    again = unload_batch(parts.store, parts.schema, LOADER, second.load)
    assert again.counts[UndoOutcome.NOTHING] == 2
    assert unload_batch(parts.store, parts.schema, LOADER, first.load).kept == [
        f"« Une » ({before['Une'].sheet}) a changé depuis"
    ]


def test_what_changed_since_is_left_and_named(
    parts: Components, tmp_path: Path
) -> None:
    home = folder(tmp_path / "brest", une=sheet("Une"), deux=sheet("Deux"))
    done = taken(parts, home)
    by_hand(parts, heads(parts)["Une"], body="De ma main.")
    undone = unload_batch(parts.store, parts.schema, LOADER, done.load)
    assert [sentence.split("»")[0] for sentence in undone.kept] == ["« Une "]
    assert list(heads(parts)) == ["Une"]


def test_what_was_taken_back_loads_again(parts: Components, tmp_path: Path) -> None:
    home = folder(tmp_path / "brest", une=sheet("Une"))
    for _ in range(2):
        done = taken(parts, home)
        assert (done.created, done.faults) == (1, [])
        unload_batch(parts.store, parts.schema, LOADER, done.load)
        assert heads(parts) == {}
    assert taken(parts, home).created == 1
    assert taken(parts, home).unchanged == 1


def test_a_sheet_that_somebody_deleted_is_not_brought_back(
    parts: Components, tmp_path: Path
) -> None:
    home = folder(tmp_path / "brest", une=sheet("Une"))
    taken(parts, home)
    with parts.store.write() as work:
        delete_sheet(parts.schema, work, HAND, heads(parts)["Une"].sheet, "en double")
    done = taken(parts, home, replace=True)
    assert (done.created, done.updated, len(done.faults)) == (0, 0, 1)


def test_a_load_that_was_cut_short_is_taken_back_too(
    parts: Components, tmp_path: Path
) -> None:
    files = {f"m{number}": sheet(f"Méthode {number}") for number in range(150)}
    home = folder(tmp_path / "brest", **files)

    def cut(done: int, total: int) -> None:
        if done < total and heads(parts):
            raise KeyboardInterrupt

    loading = FolderImport(
        schema=parts.schema, places=parts.places, blobs=parts.blobs, author=LOADER
    )
    with pytest.raises(KeyboardInterrupt):
        load_folder(parts.store, loading, home, cut)
    assert len(heads(parts)) == 100
    with parts.store.read() as work:
        ((begun, created, versions),) = loads.all_loads(work)
    assert (begun.ended, created, versions) == (None, 100, 100)
    unload_batch(parts.store, parts.schema, LOADER, begun.id)
    assert heads(parts) == {}


def test_a_load_of_a_spreadsheet_is_taken_back(parts: Components) -> None:
    loaded(parts, table(*innovations(3)))
    here = loads.new_load("innovations-brest-2018", Path("innovations.csv"))
    rows = [row(1, title="Une autre"), row(2), row(7)]
    loaded(parts, table(*rows), load=here)
    assert "Une autre" in heads(parts)
    done = unload_batch(parts.store, parts.schema, LOADER, here.id)
    assert (done.counts[UndoOutcome.DELETED], done.counts[UndoOutcome.REVERTED]) == (
        1,
        1,
    )
    assert set(heads(parts)) == {f"Innovation {number}" for number in (1, 2, 3)}
    assert briefed(parts, table(row(1))).brief.load is None


def test_no_load_has_an_unknown_identifier(parts: Components) -> None:
    with pytest.raises(NotFoundError):
        unload_batch(parts.store, parts.schema, LOADER, iri.new_id())
