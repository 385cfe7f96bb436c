"""A version of another commons becomes a draft of ours: verified, credited, bound."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from commons.adapters.store.drafts import drafts
from commons.adapters.store.people import accounts
from commons.core.domain.people.account import Account
from commons.errors import RemoteError
from commons.services.editing.submit import Published
from commons.services.federation import originals
from commons.services.federation.adapting import (
    AdaptationWishes,
    Adapting,
    adapt_original,
    choices_for,
    find_original,
    keep_draft,
    publish_adapted,
)
from commons.wiring.deliveries import open_adapting
from tests.adapters.media.pictures import drawing, written
from tests.adapters.store.statements import asked_here
from tests.federated import OTHER, OtherSites, Site, open_site
from tests.people.visitor import filled

CHANGES = "Le banc devient une barque, et l’on parle aux marins."


def adapting(site: Site) -> Adapting:
    return open_adapting(site.parts)


def writer(site: Site) -> Account:
    with site.parts.store.read() as work:
        found = accounts.by_email(work, site.author.email)
    assert found
    return found[0]


def send_picture(site: Site, content: bytes, name: str) -> str:
    """Send a picture to a site as its editor does; give its name there."""
    page = site.author.get("/sheets/new/method").get_data(as_text=True)
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    answer = site.author.client.post(
        "/media",
        data={"file": (BytesIO(content), name)},
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == 201
    return str(answer.get_json()["file"])


def publish_illustrated(there: Site) -> str:
    """Publish two versions of a method with two images under two licences."""
    tool = there.author.publishes("tool", title="Le grand banc")
    one = send_picture(there, written(drawing(), "JPEG"), "banc.jpg")
    two = send_picture(there, written(drawing(500, 300), "PNG"), "mur.png")
    typed = {
        "title": "Le banc des voisins",
        "body": f"Avec [[Le grand banc]].\n\n![Le banc](/media/{one})",
        "materials": "Un banc\nDu café\nDes affiches",
        "tools_used": "Le grand banc",
        "authors-0-name": "Camille",
        "licence": "CC-BY-4.0",
        **{
            f"images-{row}-{column}": value
            for row, values in enumerate(
                (
                    {
                        "file": one,
                        "alt": "Le banc",
                        "author": "Malo",
                        "licence": "CC-BY-4.0",
                    },
                    {
                        "file": two,
                        "alt": "Le mur",
                        "author": "Mona",
                        "licence": "CC0-1.0",
                    },
                )
            )
            for column, value in values.items()
        },
    }
    address = there.author.publishes("method", **typed)
    sheet = address.split("/")[2]
    edited = there.author.post(
        f"/sheets/{sheet}/edit",
        _do="publish",
        _confirmed="on",
        _parent="1",
        change_note="Un mot de plus",
        **{**filled(**typed), "question": "On s’assied ?"},
    )
    assert edited.status_code == 303, edited.get_data(as_text=True)[:3000]
    assert tool
    return there.base + edited.headers["Location"]


@pytest.fixture(scope="module")
def illustrated(
    empty_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str]:
    """Give the folder of a site with a method, to copy, and the method's page."""
    folder = tmp_path_factory.mktemp("illustrated") / "there"
    with open_site(folder, empty_folder, OtherSites(), OTHER) as site:
        page = publish_illustrated(site)
    return folder, page


@pytest.fixture
def page(illustrated: tuple[Path, str]) -> str:
    """Give the page of the method: who asks for it has it at the other site."""
    return illustrated[1]


@pytest.fixture
def there(
    request: pytest.FixtureRequest,
    empty_folder: Path,
    tmp_path: Path,
    sites: OtherSites,
) -> Iterator[Site]:
    begun = empty_folder
    if "page" in request.fixturenames:
        begun, _ = request.getfixturevalue("illustrated")
    with open_site(tmp_path / "there", begun, sites, OTHER) as site:
        yield site


def sheet_in(page: str) -> str:
    return page.split("/")[4]


def test_a_sheet_is_found_by_whichever_of_its_addresses(
    here: Site, there: Site, page: str
) -> None:
    sheet = f"{OTHER}/sheets/{sheet_in(page)}"
    for address in (page, sheet, f"{sheet}.ttl", f"{sheet}/v/2", f" {page}#step-1 "):
        found = find_original(adapting(here), address)
        assert (found.url, found.title) == (f"{sheet}/v/2", "Le banc des voisins")
        assert (found.authors, found.licence) == ("Camille", "CC-BY-4.0")
        assert found.is_sheet


def test_a_version_that_others_followed_says_so(
    here: Site, there: Site, page: str
) -> None:
    found = find_original(adapting(here), f"{OTHER}/sheets/{sheet_in(page)}/v/1")
    assert found.url.endswith("/v/1")
    assert "question" not in found.values
    moved = next(one for one in found.notes if one.sentence == originals.MOVED_ON)
    assert moved.details == {"number": 2}


def test_what_is_read_is_what_was_written_in_its_order(
    here: Site, there: Site, page: str
) -> None:
    found = find_original(adapting(here), page)
    assert found.values["materials"] == ["Un banc", "Du café", "Des affiches"]
    assert found.values["question"] == "On s’assied ?"


def test_what_points_to_their_sheets_stays_theirs(
    here: Site, there: Site, page: str
) -> None:
    found = find_original(adapting(here), page)
    body = str(found.values["body"])
    assert re.search(rf"\[Le grand banc\]\({OTHER}/sheets/[0-9a-z]{{12}}\)", body)
    assert "tools_used" not in found.values
    rows: Any = found.values["links"]
    assert [re.sub("[0-9a-z]{12}$", "", row["url"]) for row in rows] == [
        f"{OTHER}/sheets/"
    ]


def draft_of(here: Site, address: str, **wishes: Any) -> dict[str, Any]:
    """Keep a draft of what is at an address; give its values."""
    tools = adapting(here)
    original = find_original(tools, address)
    adapted = adapt_original(tools, writer(here), original, AdaptationWishes(**wishes))
    kept = keep_draft(tools, writer(here), adapted)
    with here.parts.store.read() as work:
        return dict(drafts.get_draft(work, writer(here).id, kept.id).values)


def test_a_draft_has_the_images_with_their_credit_and_its_source(
    here: Site, there: Site, page: str
) -> None:
    values = draft_of(here, page, territory="Douarnenez")
    assert [(one["author"], one["licence"]) for one in values["images"]] == [
        ("Malo", "CC-BY-4.0"),
        ("Mona", "CC0-1.0"),
    ]
    for one in values["images"]:
        assert here.parts.blobs.has(one["file"])
        with here.author.get(f"/media/{one['file']}") as shown:
            assert shown.status_code == 200
    assert values["sources"] == [
        {
            "url": f"{OTHER}/sheets/{sheet_in(page)}/v/2",
            "title": "Le banc des voisins",
            "author": "Camille",
            "licence": "CC-BY-4.0",
        }
    ]
    assert values["title"] == "Le banc des voisins – Douarnenez"
    assert values["licence"] == "CC-BY-4.0"
    assert values["authors"][0]["name"] == here.author.name


def test_an_image_that_is_not_what_its_name_says_is_left_and_linked(
    here: Site, there: Site, page: str, sites: OtherSites
) -> None:
    found = find_original(adapting(here), page)
    name = next(iter(found.files))
    sites.page(found.files[name], written(drawing(90, 80), "JPEG"), "image/jpeg")
    values = draft_of(here, page)
    assert name not in [one["file"] for one in values["images"]]
    assert not here.parts.blobs.has(name)
    assert any(one["url"] == found.files[name] for one in values["links"])
    assert f"/media/{name}" not in values["body"].replace(found.files[name], "")


def test_a_licence_that_the_source_refuses_is_refused(
    here: Site, there: Site, page: str
) -> None:
    tools = adapting(here)
    original = find_original(tools, page)
    with pytest.raises(RemoteError) as refused:
        adapt_original(
            tools, writer(here), original, AdaptationWishes(licence="CC0-1.0")
        )
    assert refused.value.sentence == originals.NOT_ALLOWED
    fitting = [one.licence.key for one in choices_for(tools.schema, original)]
    assert fitting[0] == "CC-BY-4.0"


def test_it_is_published_as_the_form_does_and_its_rdf_names_their_version(
    here: Site, there: Site, page: str
) -> None:
    tools = adapting(here)
    original = find_original(tools, page)
    wishes = AdaptationWishes(territory="Douarnenez", changes=CHANGES)
    adapted = adapt_original(tools, writer(here), original, wishes)
    made = publish_adapted(tools, writer(here), adapted)
    assert isinstance(made, Published), made
    told = here.author.get(f"/sheets/{made.revision.sheet}.nt").get_data(as_text=True)
    source = f"{OTHER}/sheets/{sheet_in(page)}/v/2"
    assert f"<http://www.w3.org/ns/prov#wasDerivedFrom> <{source}>" in told


def test_what_was_changed_on_the_way_is_refused(
    here: Site, there: Site, page: str, sites: OtherSites
) -> None:
    head = f"{OTHER}/sheets/{sheet_in(page)}.nq?canonical"
    answer = sites.fetch(head)
    forged = answer.body.replace(b"CC-BY-4.0", b"CC0-1.0").replace(
        b"/licenses/by/4.0/", b"/publicdomain/zero/1.0/"
    )
    sites.page(head, forged, "application/n-quads")
    with pytest.raises(RemoteError) as refused:
        find_original(adapting(here), page)
    assert refused.value.sentence == originals.DAMAGED


def test_a_deleted_sheet_is_not_adapted(here: Site, there: Site, page: str) -> None:
    sheet = sheet_in(page)
    there.editor.post(
        f"/sheets/{sheet}/delete", page=f"/sheets/{sheet}/history", reason="Doublon"
    )
    for address in (page, f"{OTHER}/sheets/{sheet}/v/2"):
        with pytest.raises(RemoteError) as refused:
            find_original(adapting(here), address)
        assert "supprimée" in str(refused.value)


def test_a_sheet_of_ours_is_not_asked_over_the_network(
    here: Site, sites: OtherSites
) -> None:
    address = here.author.publishes("method", title="Chez nous")
    with pytest.raises(RemoteError) as refused:
        find_original(adapting(here), here.base + address)
    assert refused.value.sentence == originals.OWN_SITE
    assert sites.asked == []


def test_a_json_that_says_other_words_changes_nothing(
    here: Site, there: Site, page: str, sites: OtherSites
) -> None:
    url = f"{OTHER}/sheets/{sheet_in(page)}/v/2.json?canonical"
    for told in (
        b'{"fields": {"materials": ["Rien"], "title": "Autre"}}',
        b'{"fields": 3}',
        b"[" * 100_000,
        b"\xff",
    ):
        sites.page(url, told, "application/json")
        found = find_original(adapting(here), page)
        assert found.title == "Le banc des voisins"
        assert found.values["materials"] == ["Des affiches", "Du café", "Un banc"]


def test_of_however_many_sheets_that_a_sheet_names_our_log_is_asked_once(
    here: Site, there: Site
) -> None:
    names = [f"Outil {number}" for number in range(6)]
    for name in names:
        there.author.publishes("tool", title=name)
    text = "\n\n".join(f"Avec [[{name}]]." for name in names)
    address = there.author.publishes("method", title="Tout", body=text)
    with asked_here() as asked:
        find_original(adapting(here), there.base + address)
    of_links = [one for one in asked.statements if "sheets.id IN" in one]
    assert len(of_links) == 1, asked


def test_an_adapted_collection_lists_no_sheet_that_is_not_here(
    here: Site, there: Site
) -> None:
    there.author.publishes("tool", title="Le grand banc")
    typed = {"items-0-sheet": "Le grand banc", "items-0-note": "Pour s’asseoir."}
    page = there.base + there.author.publishes(
        "collection", title="Nos outils", **typed
    )
    values = draft_of(here, page)
    assert "items" not in values
    assert values["links"][0]["title"] == "Pour s’asseoir."
    assert values["links"][0]["url"].startswith(f"{OTHER}/sheets/")
