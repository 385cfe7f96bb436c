"""What somebody writes in a draft is found in no outlet, by anybody but who shares it."""

import logging
from pathlib import Path

import pytest

from commons.adapters.store.drafts import drafts
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.sheet import Draft
from commons.wiring.components import Components
from tests.addresses.outlets import files_saying, tables_saying
from tests.people.reviewed import account_of
from tests.servers.server import ordered
from tests.web.erasable_site import ErasableSite

WORD = "héliogravure"


@pytest.fixture
def site(parts: Components) -> ErasableSite:
    """Give the site where an author has drafts: of a new sheet, and of one that stands."""
    made = ErasableSite(parts)
    with parts.store.write() as work:
        for sheet, parent in (("", None), (made.said.sheet, 2)):
            drafts.save_draft(
                work,
                Draft(
                    id=iri.new_id(),
                    account=account_of(made.author).id,
                    kind="method",
                    sheet=sheet,
                    parent=parent,
                    instant=clock.now(),
                    values={
                        "title": f"Les porteurs de {WORD}",
                        "body": f"Un {WORD}.",
                        "keywords": [WORD],
                    },
                    note=f"un {WORD}",
                ),
            )
    made.catch_up()
    return made


@pytest.mark.sweep
def test_a_draft_is_in_no_outlet_but_its_owners(
    site: ErasableSite, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.INFO)
    home, export, dump = (
        site.parts.settings.data_dir,
        tmp_path / "export",
        tmp_path / "all.nq.gz",
    )
    frozen = tmp_path / "frozen"
    for words in (
        ("dump", "--publish"),
        ("dump", str(dump)),
        ("export", str(export)),
        ("freeze", str(frozen)),
    ):
        assert ordered(home, *words).exit_code == 0
    own = frozenset(
        {
            *("drafting.drafts_page", "editing.edit_sheet", "editing.create_sheet"),
            "leaving.own_archive",
        }
    )
    with site.parts.store.read() as work:
        mine = drafts.drafts_of(work, account_of(site.author).id, limit=9)
    known = tuple(one.id for one in mine)
    for who, allowed in (
        (site.author, own),
        (site.admin, frozenset[str]()),
        (site.other, frozenset[str]()),
        (site.reader, frozenset[str]()),
    ):
        walk = site.walk(WORD, allowed=allowed, drafts=known)
        walk.ask_all(who)
        assert bool(walk.heard) is bool(allowed)
        assert walk.leaks == []
    assert tables_saying(site.parts.store, WORD) == {"drafts"}
    kept = [path for path in home.rglob("*") if ".sqlite" not in path.name]
    assert (
        files_saying([*kept, *export.rglob("*"), *frozen.rglob("*"), dump], WORD) == []
    )
    letters = site.told.letters(tmp_path / "letters")
    assert "d’autres porteurs" in " ".join(letters)
    assert not [one for one in letters if WORD in one]
    assert WORD not in caplog.text.casefold()
