"""An admin removes for good: chooses why, looks at what goes, and nobody else may."""

import pytest

from commons.adapters.store.log import revisions
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain.people.account import Role
from commons.core.domain.site.purge import LegalBasis, PurgeSort
from commons.services.stewardship.purge import plan
from commons.services.stewardship.purge.removal import purge
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.reviewed import account_of
from tests.people.visitor import Visitor, said_by

NEW = "/admin/purges/new"
WORD = "xylographe"


@pytest.fixture
def admin(visitor: Visitor) -> Visitor:
    return visitor.signed_in(Role.ADMIN)


@pytest.fixture
def sheet(parts: Components) -> str:
    desk = Desk(parts)
    first = desk.put_one(title="Le mur", body="Rien.")
    desk.change(first, title="Le mur", body=f"Un {WORD}.")
    return first.sheet


def looks(who: Visitor, at: str, **typed: str) -> str:
    """Ask what would be removed; give the page."""
    answer = who.post(NEW, page=f"{NEW}?at={at}", at=at, _do="look", **typed)
    assert answer.status_code == 200, said_by(answer)
    return said_by(answer)


def test_only_an_admin_reaches_it(editor: Visitor, author: Visitor, sheet: str) -> None:
    for who in (editor, author):
        assert who.get("/admin/purges").status_code == 403
        assert who.get(f"{NEW}?at=/sheets/{sheet}").status_code == 403
        history = who.get(f"/sheets/{sheet}/history")
        assert "/admin/purges" not in history.text


def test_lists_say_that_a_version_was_removed_for_good(
    admin: Visitor, sheet: str, parts: Components
) -> None:
    order = plan.PurgeOrder(
        sort=PurgeSort.VERSION,
        target=sheet,
        numbers=(2,),
        basis=LegalBasis.COURT,
        actor=account_of(admin).person,
    )
    with parts.store.write() as work:
        purge(parts.schema, work, order)
    changes = admin.get("/changes")
    assert "Version retirée pour de bon" in said_by(changes)
    assert "Fiche supprimée" not in changes.text
    assert f"/sheets/{sheet}/diff/1..2" not in changes.text
    history = admin.get(f"/sheets/{sheet}/history")
    assert said_by(history).count("version retirée pour de bon") == 1
    assert f"/sheets/{sheet}/diff/1..2" not in history.text
    assert f"/sheets/{sheet}/revert/2" not in history.text
    assert f"/sheets/{sheet}/revert/1" in history.text
    removed = admin.get(f"/sheets/{sheet}/v/2")
    assert removed.status_code == 410
    assert f'<a href="/sheets/{sheet}">Lire la fiche d’aujourd’hui</a>' in removed.text
    english = said_by(admin.get("/changes?lang=en"))
    assert "Version removed for good" in english


def test_a_version_goes_after_a_second_look(
    admin: Visitor, sheet: str, parts: Components
) -> None:
    at = f"/sheets/{sheet}"
    assert f"{NEW}?at=" in admin.get(f"{at}/history").text
    page = looks(admin, at, basis="court", scope="version", numbers="2")
    assert "La version 1 est publiée de nouveau" in page
    with parts.store.read() as work:
        assert revisions.get_head(work, sheet).number == 2
    typed = {
        "at": at,
        "basis": "court",
        "scope": "version",
        "numbers": "2",
        "seen": "2",
        "_do": "purge",
    }
    unsure = admin.post(NEW, page=f"{NEW}?at={at}", **typed)
    assert unsure.status_code == 422
    assert "Cochez la case" in said_by(unsure)
    done = admin.post(NEW, page=f"{NEW}?at={at}", sure="1", **typed)
    assert done.status_code == 303, said_by(done)
    with parts.store.read() as work:
        head = revisions.get_head(work, sheet)
        assert (head.number, head.text("body")) == (3, "Rien.")
        assert revisions.get_revision(work, sheet, 2).purged
        assert [one.target for one in purges.latest_purges(work, limit=9)] == [sheet]
    assert WORD not in admin.get(f"/sheets/{sheet}/diff/1..2").text
    assert admin.get("/admin/purges").status_code == 200
    audit = said_by(admin.get("/admin/audit"))
    assert "Décision de justice" in audit
    assert WORD not in audit
    again = admin.post(NEW, page=f"{NEW}?at={at}", sure="1", **{**typed, "seen": "3"})
    assert again.status_code == 303


def test_who_publishes_meanwhile_makes_the_admin_look_again(
    admin: Visitor, sheet: str, parts: Components
) -> None:
    at = f"/sheets/{sheet}"
    with parts.store.read() as work:
        head = revisions.get_head(work, sheet)
    Desk(parts).change(head, title="Le mur", body="Autre chose.")
    late = admin.post(
        NEW,
        page=f"{NEW}?at={at}",
        at=at,
        basis="court",
        scope="sheet",
        seen="2",
        sure="1",
        _do="purge",
    )
    assert late.status_code == 409
    assert "relisez ce qui partira" in said_by(late)
    with parts.store.read() as work:
        assert not revisions.get_head(work, sheet).deleted


def test_copies_are_told_and_go_only_when_chosen(
    admin: Visitor, sheet: str, parts: Components
) -> None:
    desk, at = Desk(parts), f"/sheets/{sheet}"
    source = {
        "url": f"{at}/v/2",
        "title": "Le mur",
        "author": "Camille",
        "licence": "CC-BY-SA-4.0",
        "changes": "dehors",
    }
    made = [desk.put_one(title=f"Tirée {n}", sources=[source]) for n in (1, 2)]
    desk.put_one(kind="collection", title="Une liste", items=[{"sheet": sheet}])
    page = looks(admin, at, basis="copyright", scope="sheet")
    for word in ("Tirée 1", "Tirée 2", "Une liste"):
        assert word in page
    done = admin.post(
        NEW,
        page=f"{NEW}?at={at}",
        at=at,
        basis="copyright",
        scope="sheet",
        seen="2",
        sure="1",
        also=made[0].sheet,
        _do="purge",
    )
    assert done.status_code == 303
    with parts.store.read() as work:
        gone, kept = (revisions.get_head(work, one.sheet) for one in made)
        assert gone.purged
        assert not kept.purged
        assert kept.values["sources"] == [source]
    assert admin.get(f"/sheets/{kept.sheet}/lineage").status_code == 200
    assert admin.get(f"/sheets/{kept.sheet}/{kept.slug}").status_code == 200
    restore = admin.post(
        f"{at}/restore", page=f"/sheets/{kept.sheet}/history", reason="non"
    )
    assert restore.status_code == 410


def test_copies_are_many_and_all_go_at_once(
    admin: Visitor, sheet: str, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "MOST_COPIES", 2)
    source = {
        "url": f"/sheets/{sheet}/v/2",
        "title": "Le mur",
        "author": "Camille",
        "licence": "CC-BY-SA-4.0",
        "changes": "dehors",
    }
    desk, at = Desk(parts), f"/sheets/{sheet}"
    made = [desk.put_one(title=f"Tirée {n}", sources=[source]) for n in range(4)]
    page = looks(admin, at, basis="copyright", scope="sheet")
    assert page.count("qui en a été tirée") == 2
    assert "et 2 autres qui en ont été tirées" in page
    typed = {"at": at, "basis": "copyright", "scope": "sheet", "seen": "2"}
    done = admin.post(
        NEW, page=f"{NEW}?at={at}", sure="1", also="derived", _do="purge", **typed
    )
    assert done.status_code == 303
    with parts.store.read() as work:
        heads = revisions.get_heads(work, [one.sheet for one in made])
        assert all(one.purged for one in heads.values())


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"basis": "", "scope": "sheet"}, "Choisissez la raison légale"),
        ({"basis": "wish", "scope": "sheet"}, "Choisissez la raison légale"),
        ({"basis": "court", "scope": "version", "numbers": ""}, "numéros"),
        ({"basis": "court", "scope": "version", "numbers": "9-1"}, "numéros"),
        ({"basis": "court", "scope": "version", "numbers": "1-999999"}, "numéros"),
        ({"basis": "court", "scope": "version", "numbers": "x"}, "numéros"),
    ],
)
def test_what_makes_no_sense_is_told(
    admin: Visitor, sheet: str, typed: dict[str, str], told: str
) -> None:
    at = f"/sheets/{sheet}"
    answer = admin.post(NEW, page=f"{NEW}?at={at}", at=at, _do="look", **typed)
    assert answer.status_code == 422
    assert told in said_by(answer)


@pytest.mark.parametrize(
    "at", ["", "/", "/sheets/abcdefghjkmn", "/people/abcdefghjkmn", "x"]
)
def test_an_address_of_nothing_is_not_found(admin: Visitor, at: str) -> None:
    answer = admin.get(f"{NEW}?at={at}")
    assert answer.status_code == 404
    assert "Cette adresse n’est celle de rien ici" in said_by(answer)
    assert f'name="at" value="{at}"' in answer.text


def test_a_person_and_a_file_have_a_page_of_their_own(
    admin: Visitor, parts: Components
) -> None:
    name = f"{'a' * 64}.pdf"
    made = Desk(parts).put_one(files=[{"file": name, "title": "Un document"}])
    for at, word in (
        (f"/people/{made.author.id}", "Ses textes restent"),
        (f"/media/{name}", "Ce fichier disparaît"),
    ):
        assert word in said_by(admin.get(f"{NEW}?at={at}"))
        page = looks(admin, at, basis="personal_data")
        assert "Ce qui part" in page


def test_nobody_erases_their_own_name(admin: Visitor) -> None:
    at = f"/people/{account_of(admin).person.id}"
    answer = admin.post(
        NEW, page=f"{NEW}?at={at}", at=at, basis="court", sure="1", _do="purge"
    )
    assert answer.status_code == 422
    assert "demandez à quelqu’un d’autre" in said_by(answer)
    assert admin.get("/account").status_code == 200


def test_versions_that_keep_sentences_of_what_goes_are_told(
    admin: Visitor, parts: Components
) -> None:
    desk = Desk(parts)
    first = desk.put_one(title="Le mur", body="Une phrase qui était là.")
    said = f"Une phrase qui était là. Une phrase avec un {WORD}."
    second = desk.change(first, title="Le mur", body=said)
    third = desk.change(second, title="Le mur", body=f"{said} Encore une autre.")
    desk.change(third, title="Le mur", body="Une phrase qui était là.")
    at = f"/sheets/{first.sheet}"
    page = looks(admin, at, basis="court", scope="version", numbers="2")
    assert "La version 3 garde des phrases" in page
    page = looks(admin, at, basis="court", scope="version", numbers="2-3")
    assert "garde" not in page.partition("Où il peut rester")[0]
