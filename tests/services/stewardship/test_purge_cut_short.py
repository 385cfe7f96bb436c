"""A purge is whole or not at all, two at once are one, and its cleaning goes on."""

import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.log import feed_edition, revisions
from commons.adapters.store.stewardship.purge import purges, surroundings
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Draft
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.errors import ConflictError, InvalidError
from commons.services.stewardship.purge.plan import DRAFTS, PurgeOrder
from commons.services.stewardship.purge.removal import purge
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from commons.wiring.purge_cleaner import PurgeCleaner
from tests.addresses.outlets import files_saying, tables_saying
from tests.conftest import instance, settings_in
from tests.feeds.conftest import CAMILLE, Desk
from tests.servers.server import Server, environment, ordered
from tests.services.notifications.followers import an_account

WORD = "xylographe"

KILLED = """
import os, signal, sys
from commons.core.domain.sheet import Person
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.services.stewardship.purge import removal
from commons.services.stewardship.purge.plan import PurgeOrder
from commons.settings import from_env
from commons.wiring.assembly import assemble_components

parts = assemble_components(from_env())
rewrite, count = removal.rewriting.rewrite_version, [int(sys.argv[2])]

def killed(*given):
    rewrite(*given)
    count[0] -= 1
    if not count[0]:
        os.kill(os.getpid(), signal.SIGKILL)

removal.rewriting.rewrite_version = killed
order = PurgeOrder(
    sort=PurgeSort.SHEET,
    target=sys.argv[1],
    basis=LegalBasis.COURT,
    actor=Person(id="camm0000000c", name="Camille"),
)
with parts.store.write() as work:
    removal.purge(parts.schema, work, order)
"""


def an_order(sheet: str, *numbers: int, seen: int = 0) -> PurgeOrder:
    return PurgeOrder(
        sort=PurgeSort.VERSION if numbers else PurgeSort.SHEET,
        target=sheet,
        numbers=numbers,
        basis=LegalBasis.COURT,
        actor=CAMILLE,
        seen=seen,
    )


@pytest.fixture
def sheet(parts: Components) -> str:
    desk = Desk(parts)
    head = desk.put_one(title="Le mur", body=f"Un {WORD}.")
    for number in range(3):
        head = desk.change(head, title="Le mur", body=f"{number} {WORD}.")
    return head.sheet


@pytest.mark.parametrize("after", [1, 3])
def test_who_is_killed_meanwhile_leaves_all_as_it_was(
    parts: Components, sheet: str, after: int
) -> None:
    home = parts.settings.data_dir
    parts.catch_up()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, sheet, str(after)],
        env=environment(home),
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL
    with parts.store.read() as work:
        assert not any(
            one.purged for one in revisions.list_history(work, sheet, limit=99)
        )
        assert purges.latest_purges(work, limit=9) == []
        assert feed_edition.current_edition(work) == 1
    assert ordered(home, "check").exit_code == 0


def test_a_cleaning_that_was_cut_short_goes_on(parts: Components, sheet: str) -> None:
    home = parts.settings.data_dir
    parts.catch_up()
    with parts.store.write() as work:
        purge(parts.schema, work, an_order(sheet))
    told = ordered(home, "check")
    assert told.exit_code == 1
    assert "commons purge finish" in told.stderr
    assert ordered(home, "purge").exit_code == 1
    assert ordered(home, "purge", "finish").exit_code == 0
    assert ordered(home, "check").exit_code == 0
    assert files_saying([*home.rglob("*")], WORD) == []
    assert PurgeCleaner(components=parts).clean()


def test_drafts_that_name_a_sheet_go_however_many(
    parts: Components, sheet: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "MOST_NAMED", 2)
    with parts.store.write() as work:
        owner = an_account(work, "Camille")
        for number in range(5):
            draft = Draft(
                id=iri.new_id(),
                account=owner.id,
                sheet="",
                kind="method",
                parent=None,
                instant=clock.now(),
                values={"body": f"{number} {WORD}, comme /sheets/{sheet}"},
            )
            drafts.save_draft(work, draft)
        order = replace(an_order(sheet), also=frozenset({DRAFTS}))
        purge(parts.schema, work, order)
        assert drafts.count_drafts(work, owner.id) == 0


def test_of_two_admins_one_removes_and_the_other_hears_it(
    parts: Components, sheet: str
) -> None:
    with parts.store.write() as work:
        purge(parts.schema, work, an_order(sheet, 4, seen=4))
    with pytest.raises(ConflictError), parts.store.write() as work:
        purge(parts.schema, work, an_order(sheet, 3, seen=4))
    with parts.store.write() as work:
        purge(parts.schema, work, an_order(sheet))
    with pytest.raises(InvalidError), parts.store.write() as work:
        purge(parts.schema, work, an_order(sheet))
    assert tables_saying(parts.store, WORD) == set()


def test_the_head_is_never_without_a_text(parts: Components, sheet: str) -> None:
    with parts.store.write() as work:
        purge(parts.schema, work, an_order(sheet, 2, 3, 4))
    with parts.store.read() as work:
        head = revisions.get_head(work, sheet)
        assert (head.number, head.action.value) == (5, "revert")
        assert head.text("body") == f"Un {WORD}."
        assert [
            one.number
            for one in revisions.list_history(work, sheet, limit=9)
            if one.purged
        ] == [4, 3, 2]
    with parts.store.write() as work:  # the first says the same as the head
        purge(parts.schema, work, an_order(sheet, 1))
    with parts.store.read() as work:
        assert revisions.get_head(work, sheet).deleted
        assert feed_edition.current_edition(work) == 3
    assert ordered(parts.settings.data_dir, "check", "--look").exit_code == 1
    assert PurgeCleaner(components=parts).clean()
    assert ordered(parts.settings.data_dir, "check").exit_code == 0


def test_the_source_of_a_chain_of_adaptations_stays_an_address(
    parts: Components, sheet: str
) -> None:
    desk = Desk(parts)
    row = {
        "url": f"/sheets/{sheet}/v/1",
        "title": "Le mur",
        "author": "Camille",
        "licence": "CC-BY-SA-4.0",
        "changes": "dehors",
    }
    first = desk.put_one(title="D’ici", sources=[row])
    second = desk.put_one(
        title="De là",
        sources=[{**row, "url": f"/sheets/{first.sheet}/v/1", "title": "D’ici"}],
    )
    with parts.store.write() as work:
        purge(parts.schema, work, an_order(sheet))
    assert PurgeCleaner(components=parts).clean()
    assert ordered(parts.settings.data_dir, "check").exit_code == 0
    changed = desk.change(first, title="D’ici encore", sources=[row])
    assert changed.number == 2
    assert second.number == 1


def test_an_export_with_a_purged_version_loads_elsewhere_as_it_is(
    parts: Components, sheet: str, tmp_path: Path
) -> None:
    with parts.store.write() as work:
        purge(parts.schema, work, an_order(sheet, 2, 3))
    assert PurgeCleaner(components=parts).clean()
    out, other = tmp_path / "out", tmp_path / "other"
    assert ordered(parts.settings.data_dir, "export", str(out)).exit_code == 0
    with instance(other):
        pass
    loaded = ordered(other, "load", str(out))
    assert loaded.exit_code == 0, loaded.output
    with instance(other) as there, there.store.read() as work:
        found = revisions.list_history(work, sheet, limit=9)
        assert [one.number for one in found if one.purged] == [3, 2]
        assert len(found) == 4
    assert ordered(other, "check").exit_code == 0


def test_an_index_in_tables_is_clean_too(tmp_path: Path) -> None:
    parts = assemble_components(settings_in(tmp_path / "sql", search="sql"))
    try:
        made = Desk(parts).put_one(title="Le mur", body=f"Un {WORD}.", keywords=[WORD])
        parts.catch_up()
        found = [path for path in parts.settings.index_dir.rglob("*") if path.is_file()]
        assert any(WORD in path.read_bytes().decode("latin-1") for path in found)
        with parts.store.write() as work:
            purge(parts.schema, work, an_order(made.sheet))
        assert PurgeCleaner(components=parts).clean()
        for path in found:
            if path.exists():
                assert WORD not in path.read_bytes().decode("latin-1"), path
    finally:
        parts.follower.stop()
        parts.store.close()


def test_a_server_that_runs_finishes_what_another_process_began(
    tmp_path: Path, empty_folder: Path
) -> None:
    home = Path(shutil.copytree(empty_folder, tmp_path / "instance"))
    with instance(home) as parts:
        made = Desk(parts).put_one(title="Le mur", body=f"Un {WORD}.")
        parts.catch_up()
    with Server(home, workers=2), instance(home) as parts:
        with parts.store.write() as work:
            purge(parts.schema, work, an_order(made.sheet))
        for _ in range(300):
            with parts.store.read() as work:
                if not purges.unfinished_purges(work):
                    break
            time.sleep(0.1)
        with parts.store.read() as work:
            assert purges.unfinished_purges(work) == []
        assert files_saying([*home.rglob("*")], WORD) == []
