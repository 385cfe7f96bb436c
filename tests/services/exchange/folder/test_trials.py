"""Trials come in from a folder beside their sheets, by title, and are the same again."""

from pathlib import Path

from commons.adapters.store.log import revisions
from commons.adapters.store.log.projections.trials import trials_by_place
from commons.core.domain.sheet import Person
from commons.services.exchange.export.folder_export import export_folder
from commons.services.exchange.export.history_import import replay_history
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.wiring.components import Components
from tests.conftest import instance
from tests.feeds.conftest import Desk

METHOD = """---
title: Le mur
licence: CC-BY-SA-4.0
language: fr
authors: [{name: Camille}]
---
On demande.
"""
TRIAL = """---
title: Essai à Brest
tried: Le mur
territory: commune:29019
date: 2018-11
licence: CC-BY-SA-4.0
language: fr
authors: [{name: Camille}]
---
"""


def loads(parts: Components, folder: Path) -> tuple[int, int, list[str]]:
    """Load a folder; give how many were created and updated, and the faults."""
    loading = FolderImport(
        schema=parts.schema,
        places=parts.places,
        blobs=parts.blobs,
        author=Person(id="0123456789ab", name="Équipe"),
    )
    done = load_folder(parts.store, loading, folder)
    return done.created, done.updated, [str(fault) for fault in done.faults]


def test_a_trial_comes_after_the_sheet_that_it_names(
    parts: Components, tmp_path: Path
) -> None:
    for kind, text in (("method", METHOD), ("trial", TRIAL)):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "une.md").write_text(text, encoding="utf-8")
    assert loads(parts, tmp_path) == (2, 0, [])
    with parts.store.read() as work:
        (wall,) = revisions.sheets_titled(work, "Le mur")
        (somewhere,) = trials_by_place(work, [wall])[wall]
        head = revisions.get_head(work, wall)
    assert (somewhere.code, somewhere.count, somewhere.version) == (
        "commune:29019", 1, 1,
    )  # fmt: skip
    Desk(parts).change(head, **{**head.values, "body": "On demande mieux."})
    assert loads(parts, tmp_path)[:2] == (0, 0)
    with parts.store.read() as work:
        assert trials_by_place(work, [wall])[wall] == [somewhere]


def test_an_export_gives_the_same_trials(parts: Components, tmp_path: Path) -> None:
    desk = Desk(parts)
    wall = desk.put_one(title="Le mur")
    trial = desk.put_one(
        kind="trial", title="Essai", tried=f"/sheets/{wall.sheet}/v/1",
        territory={"code": "commune:29019"},
    )  # fmt: skip
    desk.change(wall, title="Le grand mur")
    out = tmp_path / "export"
    export_folder(parts.store, parts.blobs, out)
    with instance(tmp_path / "second") as second:
        replay_history(second.store, second.schema, out)
        with second.store.read() as work:
            assert revisions.get_head(work, trial.sheet) == trial
            (somewhere,) = trials_by_place(work, [wall.sheet])[wall.sheet]
        assert (somewhere.count, somewhere.version) == (1, 1)
        assert loads(second, out)[:2] == (0, 0)
