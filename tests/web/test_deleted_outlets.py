"""What a deleted sheet said is found in no outlet, by anybody but an editor."""

import logging
import re
from pathlib import Path

import pytest

from commons.services.history.delete import delete_sheet, restore_sheet
from commons.wiring.components import Components
from tests.addresses.outlets import files_saying, rules_of
from tests.people.visitor import said_by
from tests.servers.server import ordered
from tests.web.erasable_site import SECRET, ErasableSite

TITLE = "linogravure"
"""A word of a title: of what is published it stays in the tombstone that harvesters read."""


TOMBSTONES = (".ttl", ".nq", ".jsonld", "/feeds/ldes/1/1")
IN_COPIES = (*TOMBSTONES, ".nt", ".trig", ".rdf", ".nq.gz")
"""The dumps hold them too, and a copy has all that somebody may negotiate."""


@pytest.fixture
def standing(parts: Components) -> ErasableSite:
    """Give the site while both sheets stand, and everybody reads them."""
    made = ErasableSite(parts, TITLE)
    for who in (made.editor, made.author, made.reader):
        for one in (made.said, made.named):
            assert who.get(f"/sheets/{one.sheet}/v/1.md").status_code == 200
            assert who.get(f"/sheets/{one.sheet}/{one.slug}").status_code == 200
        image = who.get(f"/media/{made.image}")
        image.close()
        assert image.status_code == 200
    return made


@pytest.fixture
def site(standing: ErasableSite) -> ErasableSite:
    """Give the site once both sheets are deleted."""
    deletes_both(standing)
    return standing


def deletes_both(site: ErasableSite) -> None:
    """Delete both sheets, as their author does."""
    parts = site.parts
    for one in (site.said, site.named):
        with parts.store.write() as work:
            delete_sheet(parts.schema, work, site.person, one.sheet, "en double")
    site.catch_up()


@pytest.mark.sweep
def test_what_a_deleted_sheet_said_is_in_no_outlet(
    standing: ErasableSite, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """Nor in a copy made of files before, once it is brought up to date."""
    site = standing
    home, export, dump = (
        site.parts.settings.data_dir,
        tmp_path / "export",
        tmp_path / "all.nq.gz",
    )
    frozen = tmp_path / "frozen"
    freeze = ("freeze", str(frozen))
    assert ordered(home, *freeze).exit_code == 0
    for word in (SECRET, TITLE):
        assert len(files_saying([*frozen.rglob("*")], word)) > 10
    deletes_both(site)
    caplog.set_level(logging.INFO)
    for words in (
        ("dump", "--publish"),
        ("dump", str(dump)),
        ("export", str(export)),
        freeze,
    ):
        assert ordered(home, *words).exit_code == 0
    every = frozenset(rule.endpoint for rule in rules_of(site.app))
    read = site.walk(SECRET, allowed=every)
    assert read.ask_all(site.editor) > 500
    assert len(read.heard) > 10
    own = frozenset({"remarks.edit_remark", "leaving.own_archive"})  # own words
    for who, allowed in ((site.author, ()), (site.other, own), (site.reader, ())):
        walk = site.walk(SECRET, TITLE, allowed=frozenset(allowed))
        walk.ask_all(who)
        kept = [(TITLE, one) for _, one in walk.leaks if one.endswith(TOMBSTONES)]
        assert kept
        assert [leak for leak in walk.leaks if leak not in kept] == []
    letters = site.told.letters(tmp_path / "letters")
    assert "d’autres porteurs" in " ".join(letters)
    assert not [one for one in letters if SECRET in one or TITLE in one]
    assert SECRET not in caplog.text.casefold()
    files = [path for path in home.rglob("*") if ".sqlite" not in path.name]
    copied = [*frozen.rglob("*")]
    assert files_saying([*export.rglob("*"), dump, *files, *copied], SECRET) == []
    saying = files_saying(copied, TITLE)
    assert saying
    rest = {one for one in saying if not str(one).endswith(IN_COPIES)}
    gone = frozen / "sheets" / site.named.sheet / site.named.slug
    lists = {frozen / ".freeze" / one for one in ("gone.map", "manifest.sqlite")}
    assert rest == {gone, *lists}  # the address that answers that it is gone


def test_every_format_says_that_the_sheet_was_deleted_and_no_more(
    site: ErasableSite,
) -> None:
    sheet = site.said.sheet
    for end in ("", "/les-porteurs-de-parole", "/v/1", "/v/2", "/v/3", "/history"):
        page = site.reader.get(f"/sheets/{sheet}{end}")
        assert page.status_code == 410, end
        assert "Cette fiche a été supprimée" in said_by(page)
    for end in ("", "/v/1", "/v/3"):
        told = site.reader.get(f"/sheets/{sheet}{end}.json")
        assert told.status_code == 410
        assert told.get_json()["version"]["action"] == "delete"
        assert set(told.get_json()) == {"id", "url", "kind", "deleted", "version"}
        text = site.reader.get(f"/sheets/{sheet}{end}.md")
        assert text.status_code == 410
        assert set(re.findall(r"^(\w+):", text.text, re.MULTILINE)) == {"id", "deleted"}
        graph = site.reader.get(f"/sheets/{sheet}{end}.ttl")
        assert graph.status_code == 410
        assert "as:Tombstone" in graph.text
        for suffix in ("bib", "zip", "pdf"):
            gone = site.reader.get(f"/sheets/{sheet}{end}.{suffix}")
            assert gone.status_code == 410, suffix


def test_an_editor_reads_it_in_private_and_everybody_once_it_is_restored(
    site: ErasableSite,
) -> None:
    sheet, image = site.said.sheet, f"/media/{site.image}"
    addresses = [f"/sheets/{sheet}/v/1.md", f"/sheets/{sheet}/v/1", image]
    for address in addresses:
        answer = site.editor.get(address)
        answer.close()
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"].startswith("private")
        gone = site.reader.get(address)
        assert gone.status_code in {404, 410}
    with site.parts.store.write() as work:
        restore_sheet(site.parts.schema, work, site.person, sheet, "à garder")
    for address in addresses:
        answer = site.reader.get(address)
        answer.close()
        assert answer.status_code == 200
    feed = site.reader.get("/feeds/ldes/1/1", Accept="application/n-quads")
    assert SECRET in feed.text
