"""Every door by which a new account could publish leads to the reviewer instead."""

import pytest

from commons.adapters.store.log import revisions
from commons.adapters.store.stewardship.review import held_edits
from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.core.domain.sheet import Action
from commons.wiring.components import Components
from tests.people.reviewed import reviewing
from tests.people.visitor import Visitor, filled, said_by

TRIED = {"verdict": "worked", "date": "2024", "territory": "Brest"}
SUMMARY = "Une phrase assez longue pour dire ce que la fiche apporte."


class Site:
    """A site with a sheet of two versions, and a newcomer."""

    def __init__(self, parts: Components) -> None:
        self.parts = parts
        app = create_app(reviewing(parts))
        self.editor, self.newcomer = (
            Visitor(app.test_client(), parts).signed_in(role)
            for role in (Role.EDITOR, Role.CONTRIBUTOR)
        )
        made = self.editor.publishes("method", title="Le banc", summary=SUMMARY)
        self.sheet = made.split("/")[2]
        self.editor.post(
            f"/sheets/{self.sheet}/edit",
            _do="publish",
            _confirmed="on",
            _parent="1",
            change_note="mieux",
            **filled(title="Le banc vert", summary=SUMMARY),
        )
        with parts.store.read() as work:
            self.length = revisions.head_sequence(work)
        assert self.length == 2

    def sends(self, address: str, **typed: str) -> None:
        """Publish by a form as a newcomer does."""
        order = {"_do": "publish", "_confirmed": "on"}
        answer = self.newcomer.post(address, **order, **typed)
        assert answer.status_code == 303, said_by(answer)


def new_sheet(site: Site) -> None:
    site.sends("/sheets/new/method", **filled(title="Une chaise"))


def collection(site: Site) -> None:
    typed = {"items-0-sheet": site.sheet, "summary": SUMMARY}
    site.sends("/sheets/new/collection", **filled(title="Une sélection", **typed))


def trial(site: Site) -> None:
    tried = f"/sheets/{site.sheet}/v/2"
    form = f"/sheets/new/trial?tried={site.sheet}&version=2"
    site.sends(form, **filled(title="", tried=tried, summary=SUMMARY, **TRIED))


def translation(site: Site) -> None:
    form = f"/sheets/new/method?translates={site.sheet}&version=2&language=en"
    of = f"/sheets/{site.sheet}/v/2"
    typed = filled(title="The bench", translation_of=of, summary=SUMMARY)
    site.sends(form, **{**typed, "language": "en"})


def adaptation(site: Site) -> None:
    form = f"/sheets/new/method?adapts={site.sheet}&version=2"
    source = f"http://commons.example/sheets/{site.sheet}/v/2"
    typed = {"sources-0-url": source, "sources-0-changes": "Une barque."}
    site.sends(form, **filled(title="Le banc, à Brest", summary=SUMMARY, **typed))


def change(site: Site) -> None:
    typed = filled(title="Le banc rouge", summary=SUMMARY)
    note = {"_parent": "2", "change_note": "la couleur"}
    site.sends(f"/sheets/{site.sheet}/edit", **typed, **note)


def revert(site: Site) -> None:
    page = f"/sheets/{site.sheet}/history"
    address = f"/sheets/{site.sheet}/revert/1"
    answer = site.newcomer.post(address, page=page, parent="2")
    assert answer.status_code == 303


def revert_one(site: Site) -> None:
    page = f"/sheets/{site.sheet}/diff/1..2"
    address = f"/sheets/{site.sheet}/revert/1/title"
    answer = site.newcomer.post(address, page=page, parent="2")
    assert answer.status_code == 303


DOORS = (
    *(new_sheet, collection, trial, translation, adaptation),
    *(change, revert, revert_one),
)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_what_comes_through_a_door_waits_and_is_accepted(
    parts: Components, door: object
) -> None:
    site = Site(parts)
    assert callable(door)
    door(site)
    with parts.store.read() as work:
        assert revisions.head_sequence(work) == site.length
        (held,) = held_edits.waiting_edits(work, limit=9)
    assert held.creates is (held.sheet != site.sheet)
    review = f"/reviews/{held.id}"
    done = site.editor.post(f"{review}/accept", page=review)
    assert done.status_code == 303, said_by(done)
    with parts.store.read() as work:
        made = revisions.get_head(work, held.sheet)
        assert made.author.name == site.newcomer.name
        assert revisions.head_sequence(work) == site.length + 1
        assert held_edits.count_waiting(work) == 0
    assert made.action is (
        Action.REVERT if door in {revert, revert_one} else held.action
    )


def test_who_may_not_review_has_no_other_way(parts: Components) -> None:
    site = Site(parts)
    for address in ("delete", "restore"):
        answer = site.newcomer.post(
            f"/sheets/{site.sheet}/{address}",
            page=f"/sheets/{site.sheet}/history",
            reason="une raison",
        )
        assert answer.status_code == 403
    assert site.newcomer.get("/batch").status_code == 403
