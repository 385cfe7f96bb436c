"""Taking along what is one's own, and leaving."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from flask import Flask

from commons.adapters.store.drafts import drafts
from commons.adapters.store.imports import csv_uploads
from commons.adapters.store.log import feed_edition, revisions
from commons.adapters.store.people import accounts
from commons.adapters.store.site import audit_log, missed_searches
from commons.adapters.store.stewardship.purge import purges
from commons.core.domain import clock
from commons.core.domain.addresses import iri
from commons.core.domain.people.account import Role
from commons.core.domain.site.audit import AuditAct
from commons.core.domain.site.missed_search import Outcome
from commons.core.domain.site.purge import ERASED_NAME
from commons.errors import ForbiddenError, TooCostlyError
from commons.feeds.catalogue.dump_releases import publish_release
from commons.services.people import leaving
from commons.services.stewardship.missed_searches import wish_for_sheet
from commons.services.stewardship.purge import cleaning
from commons.services.stewardship.purge.erasure import find_own_traces
from commons.settings import ReviewTerms
from commons.wiring.components import Components
from commons.wiring.purge_cleaner import PurgeCleaner
from tests.adapters.media.pictures import drawing, written
from tests.addresses.outlets import tables_saying
from tests.people.reviewed import a_version, account_of, hands_in
from tests.people.visitor import PASSWORD, Visitor, filled, said_by, token_in
from tests.servers.server import ordered

GOOD = {"name": "keep", "sure": "1", "old": PASSWORD}
ERASE = {**GOOD, "name": "erase"}
CHANGES = "Un autre bois, et un dossier de plus."
NAMESAKE = "Nathalie Leblanc"
"""How an author is called who has no account."""


def archive_of(visitor: Visitor) -> zipfile.ZipFile:
    with visitor.get("/account/archive.zip") as answer:
        assert answer.status_code == 200
        return zipfile.ZipFile(io.BytesIO(answer.get_data()))


def test_one_takes_along_all_that_is_ones_own_and_nothing_of_others(
    author: Visitor, editor: Visitor
) -> None:
    sheet = author.publishes("method", title="Le banc des idées").split("/")[2]
    author.post("/sheets/new/tool", _do="draft", **filled(title="Un outil à venir"))
    other = editor.publishes("method", title="D’une autre").split("/")[2]
    author.post(f"/sheets/{sheet}/remarks/new", _do="send", text="Et s’il pleut ?")
    token = token_in(author.get("/sheets/new/tool").get_data(as_text=True))
    sent = author.client.post(
        "/media",
        data={"file": (io.BytesIO(written(drawing(30, 20), "PNG")), "a.png")},
        headers={"X-CSRFToken": token},
    )
    assert sent.json is not None
    made = archive_of(author)
    texts = {
        name: made.read(name).decode()
        for name in made.namelist()
        if "media/" not in name
    }
    whole = "".join(texts.values())
    assert sheet in whole
    assert "Un outil à venir" in whole
    assert "Et s’il pleut ?" in texts["remarks.json"]
    assert other not in whole
    assert f"media/{sent.json['file']}" in made.namelist()
    about = json.loads(texts["account.json"])
    assert (about["email"], about["name"]) == (author.email, author.name)
    assert editor.email not in whole
    assert "argon2" not in whole


def test_one_takes_along_what_one_says_of_oneself_and_follows(author: Visitor) -> None:
    author.post(
        "/account/profile",
        _do="save",
        words="Je répare des vélos.",
        organisation="Les Ateliers du pont",
        links="https://exemple.fr/",
    )
    author.post("/follow", page="/themes/culture", topic="theme:culture")
    author.post("/search/follow?q=parole", page="/search/follow?q=parole")
    author.post("/account/notifications", sheet="daily")
    made = archive_of(author)
    said = json.loads(made.read("profile.json"))
    assert (said["words"], said["organisation"], said["links"]) == (
        "Je répare des vélos.",
        "Les Ateliers du pont",
        ["https://exemple.fr/"],
    )
    told = json.loads(made.read("followed.json"))
    assert {
        (one["topic"].partition(":")[0], one["muted"]) for one in told["topics"]
    } == {
        ("theme", False),
        ("search", False),
    }
    assert {one["address"] for one in told["topics"]} == {"", "/search?q=parole"}
    assert told["told"]["sheet"] == "daily"


def test_who_has_nothing_takes_that_along(visitor: Visitor) -> None:
    visitor.signed_in(Role.READER)
    assert "account.json" in archive_of(visitor).namelist()


@pytest.mark.parametrize(("name", "credited"), [("keep", ""), ("erase", ERASED_NAME)])
def test_an_account_goes_at_once_and_what_it_published_stays(
    author: Visitor, app: Flask, parts: Components, name: str, credited: str
) -> None:
    place = author.publishes("method", title="Le banc des idées")
    author.post("/sheets/new/tool", _do="draft", **filled(title="Un outil à venir"))
    with parts.store.read() as work:
        found = accounts.by_email(work, author.email)
        assert found is not None
        me = found[0]
    done = author.post("/account/leave", **{**GOOD, "name": name})
    assert done.status_code == 303
    assert "est supprimé" in said_by(author.get("/"))
    assert author.get("/account").status_code == 302
    with parts.store.read() as work:
        assert accounts.by_email(work, author.email) is None
        assert drafts.count_drafts(work, me.id) == 0
        head = revisions.get_head(work, place.split("/")[2])
        first = revisions.get_revision(work, head.sheet, 1)
        assert first.author.name == (credited or author.name)
        assert accounts.name_taken(work, author.name) is (name == "keep")
        acts = audit_log.latest_acts(work, limit=5)
    assert me.person.id in {one.target for one in acts}
    assert "Le banc des idées" in said_by(author.get(place))
    other = Visitor(app.test_client(), parts)
    assert (
        other.post("/login", email=author.email, password=PASSWORD).status_code == 401
    )


@pytest.mark.parametrize(
    "typed", [{"name": "x"}, {"name": ""}, {"sure": ""}, {"old": "faux"}, {"old": ""}]
)
def test_nobody_leaves_by_mistake(author: Visitor, typed: dict[str, str]) -> None:
    answer = author.post("/account/leave", **{**GOOD, **typed})
    assert answer.status_code == 422
    assert author.get("/account").status_code == 200


def test_the_last_admin_stays(visitor: Visitor) -> None:
    admin = visitor.signed_in(Role.ADMIN)
    assert "seule personne à administrer" in said_by(admin.get("/account/leave"))
    assert admin.post("/account/leave", page="/account", **GOOD).status_code == 403
    assert admin.get("/account").status_code == 200


def test_a_name_in_many_sheets_is_not_erased_while_others_wait(
    author: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "MOST_SHEETS", 0)
    author.publishes("method")
    page = said_by(author.get("/account/leave"))
    assert "trop de fiches" in page
    refused = author.post("/account/leave", **{**GOOD, "name": "erase"})
    assert 400 <= refused.status_code < 500
    assert author.get("/account").status_code == 200


@pytest.mark.parametrize("keep", [True, False])
def test_who_left_already_leaves_no_second_trace(
    author: Visitor, parts: Components, *, keep: bool
) -> None:
    with parts.store.write() as work:
        found = accounts.by_email(work, author.email)
        assert found is not None
        for _ in range(2):  # as from two tabs at once
            traces = None if keep else find_own_traces(work, found[0].person.id)
            leaving.leave(parts.schema, work, found[0], traces)
        acts = [one.act for one in audit_log.latest_acts(work, limit=5)]
        assert acts.count(AuditAct.LEAVE) == 1
        assert len(purges.latest_purges(work, limit=5)) == (0 if keep else 1)


def test_a_name_that_no_version_says_has_nobody_read_all_anew(
    author: Visitor, visitor: Visitor, parts: Components
) -> None:
    author.publishes("method")
    parts.catch_up()
    publish_release(parts.store, parts.settings.dumps_dir, parts.settings.base_url)

    def made() -> set[tuple[str, int]]:
        folders = (parts.settings.index_dir, parts.settings.dumps_dir)
        files = (path for folder in folders for path in folder.rglob("*"))
        return {(str(path), path.stat().st_ino) for path in files if path.is_file()}

    before = made()
    leaver = visitor.signed_in(Role.CONTRIBUTOR)
    done = leaver.post("/account/leave", **{**GOOD, "name": "erase"})
    assert done.status_code == 303
    cleaner = PurgeCleaner(components=parts)
    assert cleaner.clean()
    with parts.store.read() as work:  # who saves would wait for each that leaves
        (left,) = purges.unfinished_purges(work)
    listed = parts.settings.data_dir / "purged.jsonl"
    assert left.id in listed.read_text(encoding="utf-8")
    assert cleaner.clean(wait=True)
    assert before <= made()
    with parts.store.read() as work:
        assert feed_edition.current_edition(work) == 1
        assert purges.unfinished_purges(work) == []


def test_what_waited_for_cleaning_is_cleaned_in_hours_or_with_what_cannot_wait(
    visitor: Visitor, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaver, cleaner = visitor.signed_in(Role.READER), PurgeCleaner(components=parts)
    assert leaver.post("/account/leave", **ERASE).status_code == 303
    cleaner.take_turn()
    with parts.store.read() as work:
        assert len(purges.unfinished_purges(work)) == 1
    assert ordered(parts.settings.data_dir, "check").exit_code == 0
    monkeypatch.setattr(cleaning, "OWN_NAMES_WAIT", timedelta(0))
    cleaner.take_turn()
    with parts.store.read() as work:
        assert purges.unfinished_purges(work) == []


def test_who_erases_their_name_erases_no_namesake(
    app: Flask, parts: Components, editor: Visitor
) -> None:
    """Names are free to take, and those of many authors belong to no account."""
    named = {"authors-0-name": NAMESAKE, "sources-0-url": "https://exemple.org/a"}
    source = {"sources-0-title": "Autre", "sources-0-author": NAMESAKE}
    source |= {"sources-0-licence": "CC-BY-4.0", "sources-0-changes": CHANGES}
    place = editor.publishes("method", title="Le banc", **named, **source)
    sheet = place.split("/")[2]
    with parts.store.write() as work:
        missed_searches.note_missed(work, NAMESAKE, Outcome.NOTHING, most=9)
        wish_for_sheet(work, f"Ce que fait {NAMESAKE}", NAMESAKE)
        audit_log.note_act(work, "", AuditAct.IMPORT, "x", source=NAMESAKE)
        upload = csv_uploads.CsvUpload(
            id=iri.new_id(),
            account=account_of(editor).id,
            kind="method",
            name="a.csv",
            until=clock.now() + timedelta(days=1),
        )
        csv_uploads.save_upload(work, upload, f"Titre\n{NAMESAKE}\n".encode())
    leaver = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR, NAMESAKE)
    changed = leaver.post(
        f"/sheets/{sheet}/edit",
        _do="publish",
        _confirmed="on",
        _parent="1",
        change_note="mieux",
        **filled(title="Le banc vert", **named, **source),
    )
    assert changed.status_code == 303, said_by(changed)
    assert leaver.post("/account/leave", **ERASE).status_code == 303
    told = editor.get(f"/sheets/{sheet}.json").get_json()
    names = [one["name"] for one in told["fields"]["authors"]]
    assert NAMESAKE in names
    assert told["fields"]["sources"][0]["author"] == NAMESAKE
    first = editor.get(f"/sheets/{sheet}/v/1.json").get_json()
    assert [one["name"] for one in first["fields"]["authors"]] == [NAMESAKE]
    assert tables_saying(parts.store, NAMESAKE.casefold()) >= {
        *("missed_searches", "wanted_sheets", "audit_log", "batches"),
    }


def test_who_erases_their_name_is_credited_nowhere_as_its_author(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    me = account_of(author).person
    mine = {
        "authors-0-person": me.id,
        "authors-0-name": me.name,
        "authors-0-url": "https://camille.example/",
        "authors-0-organisation": "L’Atelier de Camille",
        "authors-1-name": me.name.upper(),
        "help-offered": "on",
        "help-text": "Appelez-moi au 02 98 00 00 00.",
    }
    place = author.publishes("method", title="Le banc", **mine)
    sheet = place.split("/")[2]
    before = str(author.get(f"/sheets/{sheet}.json").get_json())
    assert all(word in before for word in ("camille.example", "02 98", "Atelier"))
    adapted = editor.post(
        f"/sheets/new/method?adapts={sheet}&version=1",
        _do="publish",
        _confirmed="on",
        **filled(
            title="Le banc, ici",
            **{
                "sources-0-url": f"{parts.settings.base_url}/sheets/{sheet}/v/1",
                "sources-0-changes": CHANGES,
            },
        ),
    )
    assert adapted.status_code == 303, said_by(adapted)
    copy = adapted.headers["Location"].split("/")[2]
    assert author.post("/account/leave", **ERASE).status_code == 303
    first = editor.get(f"/sheets/{sheet}/v/1.json").get_json()["fields"]["authors"]
    assert [one["name"] for one in first] == [ERASED_NAME, ERASED_NAME]
    told = str(editor.get(f"/sheets/{sheet}.json").get_json())
    assert "camille.example" not in told
    assert "02 98" not in told
    assert "Atelier de Camille" not in told
    source = editor.get(f"/sheets/{copy}.json").get_json()["fields"]["sources"][0]
    assert ERASED_NAME in source["author"]
    assert me.name not in source["author"]
    assert tables_saying(parts.store, me.name.casefold()) == set()


def test_what_was_on_its_way_brings_no_name_back(
    author: Visitor, editor: Visitor, parts: Components
) -> None:
    """A version that its writer sent in another tab; a form that another has open."""
    account = account_of(author)
    me = account.person
    mine = {"authors-0-person": me.id, "authors-0-name": me.name}
    mine["authors-0-url"] = "https://camille.example/"
    sheet = author.publishes("method", title="Le banc", **mine).split("/")[2]
    token = token_in(editor.get(f"/sheets/{sheet}/edit").text)
    assert author.post("/account/leave", **ERASE).status_code == 303
    with pytest.raises(ForbiddenError):
        hands_in(parts, account, a_version(account), ReviewTerms(mode="off"))
    order = {"_do": "publish", "_confirmed": "on", "_parent": "1", "csrf_token": token}
    sent = editor.client.post(
        f"/sheets/{sheet}/edit",
        data={
            **order,
            **filled(title="Le banc vert", change_note="la couleur", **mine),
        },
    )
    assert sent.status_code == 303, said_by(sent)
    told = editor.get(f"/sheets/{sheet}.json").get_json()["fields"]
    assert told["title"] == "Le banc vert"
    assert told["authors"][0] == {"name": ERASED_NAME, "person": me.id}
    assert tables_saying(parts.store, me.name.casefold()) == set()
    assert tables_saying(parts.store, "camille.example") == set()
    assert PurgeCleaner(components=parts).clean()
    checked = ordered(parts.settings.data_dir, "check")
    assert checked.exit_code == 0, checked.output


def test_what_costs_too_much_to_erase_is_not_even_looked_for(
    author: Visitor, parts: Components, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "MOST_VERSIONS", 0)
    author.publishes("method")
    with parts.store.read() as work, pytest.raises(TooCostlyError):
        leaving.find_credits(work, account_of(author))
