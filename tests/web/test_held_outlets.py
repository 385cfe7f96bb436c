"""Nothing that is held is found in any outlet, by anybody but who may see it.

Every route that can be read is asked, with every address that could lead to what is
held, by an editor first, so that what is kept of their pages would show to the others.
"""

import io
import logging
from collections.abc import Collection
from pathlib import Path

import pytest

from commons.adapters.store.stewardship.review import held_edits
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.core.domain.people.notification import (
    PERSON,
    SHEET,
    TERRITORY,
    topic_of,
)
from commons.wiring.components import Components
from tests.adapters.media.pictures import drawing, written
from tests.addresses.outlets import Walk, files_saying, tables_saying
from tests.people.reviewed import account_of, reviewing
from tests.people.told_by_mail import ToldByMail
from tests.people.visitor import Visitor, filled, said_by
from tests.servers.server import ordered

SECRET = "xylographe"
"""The word that is held."""
ASKED = "porteurs"
"""A word that what is held says too, by which it is looked for."""

ALLOWED = frozenset(
    {
        "reviews.review_page",
        "reviews.reviews_page",
        "sheets.negotiate_sheet",
        "sheets.sheet_page",
    }
)
"""Where an editor reads what waits."""

QUESTIONS = (
    "",
    f"?q={ASKED}",
    f"?q={ASKED}&sort=recent",
    "?verb=ListRecords&metadataPrefix=oai_dc",
    "?verb=ListIdentifiers&metadataPrefix=oai_dc",
    "?a=1&b=2",
)
HELD_IN = {"held_edits", "drafts"}
"""The tables that may say it."""


class Site:
    """A site where a newcomer wrote a sheet and a change that nobody reviewed yet."""

    def __init__(self, parts: Components) -> None:
        self.parts = reviewing(parts)
        self.app = create_app(self.parts)
        self.editor = self._visitor().signed_in(Role.EDITOR)
        self.newcomer = self._visitor().signed_in(Role.CONTRIBUTOR)
        self.other = self._visitor().signed_in(Role.CONTRIBUTOR)
        self.reader = self._visitor()
        people = (account_of(who).person for who in (self.newcomer, self.editor))
        self.told = ToldByMail(
            self.parts,
            *(topic_of(PERSON, one.id) for one in people),
            topic_of(TERRITORY, "commune:29019"),
            search=ASKED,
        )
        stands = {
            "title": "Les porteurs de parole",
            "summary": "Une phrase assez longue pour dire ce que la fiche apporte.",
        }
        self.sheet = self.editor.publishes("method", **stands).split("/")[2]
        self.told.follow(topic_of(SHEET, self.sheet))
        said = {
            "title": f"Les porteurs du {SECRET}",
            "summary": f"Une phrase assez longue avec un {SECRET} pour la dire.",
            "body": f"Des porteurs, un [{SECRET}](https://{SECRET}.example/).",
            "keywords": f"{SECRET}\nporteurs",
            "territory": "Brest",
            "steps-0-title": f"Poser le {SECRET}",
            "steps-0-text": f"Le {SECRET} est posé.",
        }
        self.new = self.newcomer.publishes("method", **said).split("/")[2]
        changed = self.newcomer.post(
            f"/sheets/{self.sheet}/edit",
            _do="publish",
            _confirmed="on",
            _parent="1",
            change_note=f"un {SECRET} de plus",
            **filled(**said),
        )
        assert changed.status_code == 303, said_by(changed)
        self.parts.catch_up()
        with self.parts.store.read() as work:
            self.held = held_edits.waiting_edits(work, limit=9)
        assert len(self.held) == 2

    def _visitor(self) -> Visitor:
        return Visitor(self.app.test_client(), self.parts)

    def walk(self, allowed: Collection[str]) -> Walk:
        """Give the way past every address that could lead to what is held."""
        people = (self.newcomer, self.editor)
        return Walk(
            app=self.app,
            words=(SECRET,),
            known={
                "sheet": (self.sheet, self.new),
                "source": (self.sheet, self.new),
                "draft": (self.new, *(one.draft for one in self.held)),
                "held": tuple(one.id for one in self.held),
                "person": tuple(account_of(who).person.id for who in people),
                "slug": ("les-porteurs-de-parole", f"les-porteurs-du-{SECRET}"),
                "number": ("1", "2"),
                "code": ("commune:29019",),
            },
            questions=QUESTIONS,
            allowed=allowed,
            own=(f"/les-porteurs-du-{SECRET}",),
        )


@pytest.fixture
def site(starter: Components) -> Site:
    return Site(starter)


@pytest.mark.sweep
def test_a_secret_word_is_in_no_outlet(
    site: Site, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.INFO)
    export, dump = tmp_path / "export", tmp_path / "all.nq.gz"
    frozen = tmp_path / "frozen"
    home = site.parts.settings.data_dir
    for words in (
        ("dump", "--publish"),
        ("dump", str(dump)),
        ("export", str(export)),
        ("freeze", str(frozen)),
    ):
        assert ordered(home, *words).exit_code == 0
    for who, allowed in (
        (site.editor, ALLOWED),
        (site.other, frozenset()),
        (site.reader, frozenset()),
    ):
        walk = site.walk(allowed)
        assert walk.ask_all(who) > 200
        assert (len(walk.heard) > 3) is bool(allowed)
        assert walk.leaks == []
    letters = site.told.letters(tmp_path / "letters")
    assert "les porteurs de parole" in " ".join(letters)
    assert not [one for one in letters if SECRET in one]
    assert SECRET not in caplog.text.casefold()
    written = [path for path in home.rglob("*") if ".sqlite" not in path.name]
    assert (
        files_saying([*export.rglob("*"), *frozen.rglob("*"), dump, *written], SECRET)
        == []
    )


def test_no_table_says_it_but_those_of_what_waits(site: Site) -> None:
    assert tables_saying(site.parts.store, SECRET) == HELD_IN


def test_an_image_that_is_held_is_seen_by_its_sender_and_editors(
    parts: Components,
) -> None:
    app = create_app(reviewing(parts))
    newcomer, other, editor = (
        Visitor(app.test_client(), parts).signed_in(role)
        for role in (Role.CONTRIBUTOR, Role.CONTRIBUTOR, Role.EDITOR)
    )
    content = io.BytesIO(written(drawing(40, 30), "PNG"))
    page = newcomer.get("/sheets/new/method").get_data(as_text=True)
    sent = newcomer.client.post(
        "/media",
        data={
            "csrf_token": page.partition('csrf_token" value="')[2].partition('"')[0],
            "file": (content, "a.png"),
        },
    )
    name = sent.get_json()["file"]
    newcomer.publishes(
        "method",
        **{
            "images-0-file": name,
            "images-0-decorative": "on",
            "images-0-author": "Camille",
            "images-0-licence": "CC-BY-SA-4.0",
        },
    )
    for who in (newcomer, editor):
        seen = who.get(f"/media/{name}")
        seen.close()
        assert seen.status_code == 200
        assert seen.headers["Cache-Control"] == "private, no-store"
    for who in (other, Visitor(app.test_client(), parts)):
        assert who.get(f"/media/{name}").status_code == 404
