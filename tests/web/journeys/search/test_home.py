"""The first page, and whether the service is well."""

from typing import NamedTuple

import pytest
from flask.testing import FlaskClient

from commons.core.domain.people.account import Role
from commons.web.journeys.search import home
from commons.wiring.components import Components
from tests.feeds.conftest import Desk
from tests.people.visitor import Visitor, said_by


class Disk(NamedTuple):
    """What the system says of a disk."""

    total: int
    used: int
    free: int


def test_the_first_page_shows_the_newest_sheets_and_counts_them_all(
    client: FlaskClient, parts: Components
) -> None:
    desk = Desk(parts)
    for number in range(home.NEWEST + 1):
        desk.put_one(title=f"Fiche numéro {number}")
    answer = client.get("/")
    words = said_by(answer)
    assert "Fiche numéro 0" not in words
    for number in range(1, home.NEWEST + 1):
        assert f"Fiche numéro {number}" in words
    assert f"{home.NEWEST + 1} fiches" in words.replace("\xa0", " ")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_an_empty_wiki_has_a_first_page_and_search_engines_read_it(
    client: FlaskClient,
) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert '"@type":"WebSite"' in page.get_data(as_text=True).replace(" ", "")


def test_a_service_is_well_when_all_can_be_saved_and_found(
    client: FlaskClient,
) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_json() == {
        "status": "ok",
        "live": True,
        "ready": True,
        "changes_to_index": 0,
        "search_whole": True,
    }


def test_who_runs_the_site_is_told_how_much_room_there_is(visitor: Visitor) -> None:
    admin = visitor.signed_in(Role.ADMIN)
    assert admin.get("/healthz").get_json()["free_mb"] > 0


def test_without_room_the_service_is_not_ready(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = Disk(10**9, 10**9 - home.LEAST_FREE_BYTES, home.LEAST_FREE_BYTES)
    monkeypatch.setattr(home, "disk_usage", lambda _: full)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert (answer.get_json()["status"], answer.get_json()["ready"]) == (
        "unavailable",
        False,
    )


def test_without_its_data_the_service_lives_but_is_not_ready(
    client: FlaskClient, parts: Components
) -> None:
    parts.settings.data_dir.rename(parts.settings.data_dir.with_name("away"))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.get_json()["live"] is True
    assert answer.get_json()["error"]
    assert client.get("/healthz/live").get_json() == {"status": "ok", "live": True}
    parts.settings.data_dir.with_name("away").rename(parts.settings.data_dir)


def test_the_first_page_leads_to_needs_territories_and_examples(
    starter: Components, client: FlaskClient
) -> None:
    page = client.get("/?lang=fr").get_data(as_text=True)
    assert page.count('href="/search?objective=') == home.MOST_NEEDS
    assert page.count('href="/territories/') > 1
    assert "Bonjour" not in page
    for example in page.partition("Par exemple")[2].split('href="/search?q=')[1:4]:
        found = client.get(f"/search?q={example.partition(chr(34))[0]}")
        assert 'class="result"' in found.get_data(as_text=True)


def test_who_signed_in_finds_what_awaits_them(author: Visitor) -> None:
    assert "Écrire ma première fiche" in said_by(author.get("/?lang=fr"))
    author.publishes("method")
    words = said_by(author.get("/?lang=fr"))
    assert "Bonjour" in words
    assert "1 fiche écrite" in words
    assert "brouillon" not in words.partition("Bonjour")[2].partition("J’ai besoin")[0]
    assert "Écrire ma première fiche" not in words
