"""An address copied or typed wrongly leads to what it means, by redirect."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from commons.adapters.store.log import revisions
from commons.core.domain.addresses import iri
from commons.wiring.components import Components
from tests.people.visitor import Visitor

AFTER = [
    "/", ".", ",", ")", ");", "/.", "%20", "%E2%80%8B", "%C2%BB", "%3E", "…", "//", "*",
    "%0A", "%5D.", "/).",
]  # fmt: skip


def reached(client: FlaskClient, address: str) -> str:
    """Follow redirects; give the path of the page at their end."""
    answer = client.get(address)
    for _ in range(5):
        if answer.status_code == 200:
            break
        address = answer.headers["Location"]
        assert not urlsplit(address).netloc
        answer = client.get(address)
    assert answer.status_code == 200, address
    return urlsplit(address).path


@pytest.mark.parametrize("after", AFTER)
def test_what_a_sentence_leaves_behind_an_address_is_passed_over(
    author: Visitor, after: str
) -> None:
    page = author.publishes("method", title="L’école d’été")
    sheet = page.rpartition("/")[0]
    for address in (sheet, page, f"{sheet}/l-eco", f"{sheet}/Nimporte-QUOI"):
        assert reached(author.client, address + after) == page
    assert reached(author.client, f"{sheet}/v/1{after}") == f"{sheet}/v/1"


def test_an_address_typed_by_hand_reaches_its_sheet(
    author: Visitor, parts: Components
) -> None:
    page = author.publishes("method", title="L’école d’été")
    _, _, name, slug = page.split("/")
    typed = name.upper().replace("0", "O").replace("1", "l")
    for address in (
        f"/SHEETS/{name}/{slug}",
        f"/sheets/{typed}",
        f"/sheets//{name.upper()}/{slug.upper()}/",
        f"/sheets/{name}),{slug}",
        f"/Sheets/{name}/History/../{slug}".replace("History/../", ""),
    ):
        assert reached(author.client, address) == page
    assert reached(author.client, f"/Sheets/{name}/V/1.") == f"/sheets/{name}/v/1"
    assert reached(author.client, f"/sheets/{name}.TTL)") == f"/sheets/{name}.ttl"
    assert (
        author.client.get(f"/sheets/{name}/?x=1").headers["Location"].endswith("?x=1")
    )
    with parts.store.read() as work:
        assert revisions.get_head(work, name).slug == slug


def test_people_places_and_themes_are_reached_too(author: Visitor) -> None:
    page = author.publishes("method", title="Une fiche", themes="culture")
    with author.parts.store.read() as work:
        person = revisions.get_head(work, page.split("/")[2]).author.id
    people = f"/people/{person}"
    for address, meant in (
        (f"{people}/", people),
        (f"/People/{person.upper()}.", people),
        ("/territories/commune:29019/", "/territories/commune:29019"),
        ("/Territories/Commune:2a004),", "/territories/commune:2A004"),
        ("/territories/department:2a.ttl.", "/territories/department:2A.ttl"),
        ("/themes/culture.", "/themes/culture"),
        ("/themes/Culture/", "/themes/culture"),
        ("/Themes/local-democracy", "/themes/local_democracy"),
        ("/themes/", "/themes"),
        ("/search/", "/search"),
        ("/Developers/", "/developers"),
    ):
        assert reached(author.client, address) == meant


@pytest.mark.parametrize(
    "address",
    [
        *("/sheets/0123456789ab/", "/sheets/0123456789ab.", "/SHEETS/0123456789AB"),
        *(
            "/people/0123456789zz/",
            "/themes/nulle-part/",
            "/territories/commune:99999.",
        ),
        *("/nothing/", "/static/nothing/", "/sheets/", "/feeds/nothing."),
        f"/{'a' * 3000}/",
    ],
)
def test_what_means_nothing_stays_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_only_reading_is_led_on(author: Visitor) -> None:
    page = author.publishes("method")
    assert author.client.post(f"{page.rpartition('/')[0]}/").status_code in {400, 404}
    assert author.client.head(f"{page}/").status_code == 302
    assert iri.is_id(page.split("/")[2])
