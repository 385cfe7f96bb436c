"""Every IRI that we mint answers: themes, territories, people, sheets, versions."""

import re
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest
from flask.testing import FlaskClient

from commons.adapters.rdf.formats import FORMATS
from commons.adapters.store.log import revisions
from commons.core.kinds.contract.vocabulary import vocabulary_triples
from commons.core.kinds.places.hierarchy import REGIONS
from commons.feeds.catalogue.dumps import write_dump
from commons.services.exchange.folder.folder_import import FolderImport, load_folder
from commons.web.journeys.search import entities
from commons.wiring.components import Components
from tests.conftest import BASE
from tests.people.visitor import Visitor, filled, said_by

OURS = "https://w3id.org/knowledge-commons/"
GEO = "http://www.w3.org/2003/01/geo/wgs84_pos#"
MEDIA_TYPES = {row.suffix: row.media_type for row in FORMATS.values()}

ENTITIES = ("/themes", "/themes/culture", "/territories/commune:29019")


def publish(visitor: Visitor, **typed: str) -> str:
    """Publish a method, let the index follow, give its identifier."""
    sheet = visitor.publishes("method", **typed).split("/")[2]
    visitor.parts.catch_up()
    return sheet


def iris(quads: Iterable[ox.Quad]) -> set[str]:
    """Give every IRI of some quads, without fragments."""
    terms = (
        term
        for quad in quads
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
    )
    return {t.value.partition("#")[0] for t in terms if isinstance(t, ox.NamedNode)}


def graph(client: FlaskClient, address: str) -> set[ox.Triple]:
    """Give what an address says in Turtle."""
    answer = client.get(address, headers={"Accept": "text/turtle"})
    assert answer.status_code == 200, address
    return {quad.triple for quad in ox.parse(answer.data, ox.RdfFormat.TURTLE)}


def values(told: set[ox.Triple], predicate: str) -> set[str]:
    """Give the objects of a property, as texts."""
    return {
        triple.object.value
        for triple in told
        if triple.predicate.value.endswith(predicate)
        and isinstance(triple.object, ox.NamedNode | ox.Literal)
    }


def answered(client: FlaskClient, iri: str, accept: str, *, deleted: bool) -> bytes:
    """Follow an IRI of ours to its answer; what is deleted may be gone."""
    answer = client.get(
        iri.removeprefix(BASE), headers={"Accept": accept}, follow_redirects=True
    )
    assert answer.status_code in ({200, 410} if deleted else {200}), iri
    assert answer.mimetype == accept
    return bytes(answer.data)


def a_busy_commons(author: Visitor, editor: Visitor, folder: Path) -> str:
    """Edit, delete, name people and places of all sorts; give the deleted sheet."""
    sheet = publish(author, territory="Brest")
    typed = filled(body="Un texte.", title="Porteur de parole")
    order = {"_do": "publish", "_confirmed": "on", "change_note": "un texte"}
    edited = author.post(f"/sheets/{sheet}/edit", _parent="1", **order, **typed)
    assert edited.status_code == 303
    publish(author, title="Une boîte", territory="pays de Brest")
    gone = publish(author, title="À supprimer", territory="Mirecourt")
    page = f"/sheets/{gone}/history"
    editor.post(f"/sheets/{gone}/delete", page=page, reason="doublon")
    written_elsewhere(author.parts, folder)
    return gone


def written_elsewhere(parts: Components, folder: Path) -> None:
    """Load a sheet whose author and place no list of ours has."""
    (folder / "tool").mkdir(parents=True)
    (folder / "tool" / "malle.md").write_text(
        "---\ntitle: La malle\nlicence: CC-BY-SA-4.0\nlanguage: fr\n"
        "territory: {code: 'commune:98999'}\n"
        "authors:\n- {name: Alix, person: 0123456789ab}\n---\nUne malle.\n",
        encoding="utf-8",
    )
    (folder / "tool" / "carte.md").write_text(
        "---\ntitle: La carte\nlicence: CC-BY-SA-4.0\nlanguage: fr\n"
        "territory: {code: 'commune:29096'}\nauthors: [Sacha]\n---\nUne carte.\n",
        encoding="utf-8",
    )
    with parts.store.read() as work:
        loader = revisions.latest_heads(work, limit=1)[0].author
    loading = FolderImport(
        schema=parts.schema,
        places=parts.places,
        blobs=parts.blobs,
        author=loader,
        incomplete=True,
    )
    assert load_folder(parts.store, loading, folder).faults == []
    parts.catch_up()


def test_every_iri_of_the_whole_dump_answers(
    starter: Components, author: Visitor, editor: Visitor, tmp_path: Path
) -> None:
    gone = a_busy_commons(author, editor, tmp_path / "elsewhere")
    reader = author.client.application.test_client()
    file = tmp_path / "whole.nq"
    assert write_dump(starter.store, file, BASE).versions > 12
    found = iris(ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS))
    waiting, seen = {iri for iri in found if iri.startswith(BASE)}, set[str]()
    rooms = {iri.removeprefix(BASE).split("/")[1] for iri in waiting}
    assert rooms == {"sheets", "people", "territories", "themes", "media"}
    pictures = {iri for iri in waiting if iri.startswith(f"{BASE}/media/")}
    for picture in pictures:
        with reader.get(picture) as answer:
            assert (answer.status_code, answer.mimetype) == (200, "image/png")
    waiting -= pictures
    while waiting:
        iri = waiting.pop()
        seen.add(iri)
        page, data = (
            answered(reader, iri, media_type, deleted=f"/sheets/{gone}" in iri)
            for media_type in ("text/html", "text/turtle")
        )
        assert page
        if not iri.startswith(f"{BASE}/sheets/"):
            told = iris(ox.parse(data, ox.RdfFormat.TURTLE))
            waiting |= {one for one in told if one.startswith(BASE)} - seen
    assert {f"{BASE}/themes", f"{BASE}/territories/region:53"} <= seen
    assert reader.get(f"/sheets/{gone}.ttl").status_code == 410
    assert reader.get(f"/sheets/{gone}/v/2.ttl").status_code == 410


def test_the_vocabulary_describes_every_term_and_choice_of_the_dump(
    starter: Components, client: FlaskClient, tmp_path: Path
) -> None:
    write_dump(starter.store, tmp_path / "whole.nq", BASE)
    told = client.get("/ns", headers={"Accept": "application/n-triples"})
    described = {
        quad.subject.value
        for quad in ox.parse(told.data, ox.RdfFormat.N_TRIPLES)
        if isinstance(quad.subject, ox.NamedNode)
    }
    used = {
        term.value
        for quad in ox.parse(path=str(tmp_path / "whole.nq"))
        for term in (quad.predicate, quad.object)
        if isinstance(term, ox.NamedNode) and term.value.startswith(OURS)
    }
    assert len(used) > 20
    assert used <= described
    choices = {
        concept.iri
        for scheme in starter.schema.schemes.values()
        for concept in scheme.concepts.values()
    }
    minted = {iri.replace("http://commons.invalid", BASE) for iri in choices}
    assert {iri for iri in minted if iri.startswith((OURS, BASE))} <= described
    assert vocabulary_triples(starter.schema)


@pytest.mark.parametrize("address", ENTITIES)
def test_an_entity_says_the_same_in_every_format(
    client: FlaskClient, address: str
) -> None:
    said = set()
    for row in FORMATS.values():
        by_suffix = client.get(f"{address}.{row.suffix}")
        by_accept = client.get(address, headers={"Accept": row.media_type})
        for answer in (by_suffix, by_accept):
            assert answer.status_code == 200
            assert answer.mimetype == row.media_type
            assert answer.headers["Content-Location"] == f"{address}.{row.suffix}"
            assert "Accept" in answer.vary
        quads = ox.parse(by_suffix.data, row.rdf)
        said.add(frozenset(quad.triple for quad in quads))
        assert by_suffix.data == by_accept.data
        tag, weak = by_suffix.get_etag()
        assert tag
        assert not weak
        known = {"If-None-Match": f'"{tag}"'}
        again = client.get(f"{address}.{row.suffix}", headers=known)
        assert (again.status_code, again.data) == (304, b"")
    assert len(said) == 1
    assert len(next(iter(said))) >= 8


@pytest.mark.parametrize("address", ENTITIES)
def test_a_format_that_we_have_not_is_refused(
    client: FlaskClient, address: str
) -> None:
    assert client.get(address, headers={"Accept": "image/png"}).status_code == 406
    for suffix in ("pdf", "md", "json"):
        assert client.get(f"{address}.{suffix}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/themes/nulle-part",
        "/themes/nulle-part.ttl",
        "/territories/commune:99999",
        "/territories/commune:99999.ttl",
        "/territories/Brest",
        "/people/0123456789zz",
        "/people/0123456789zz.ttl",
    ],
)
def test_what_nobody_named_is_not_there(
    starter: Components, client, address: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "n’existe pas" in answer.get_data(as_text=True)


def test_a_theme_tells_its_sheets_youngest_first_and_the_themes_beside(
    author: Visitor,
) -> None:
    publish(author, title="La première", themes="culture")
    publish(author, title="La deuxième", themes="food")
    answer = author.client.post(
        "/sheets/new/tool",
        data={
            **filled(title="La troisième"),
            "csrf_token": token(author),
            "themes": ["culture", "housing"],
            "_do": "publish",
            "_confirmed": "on",
        },
    )
    assert answer.status_code == 303
    author.parts.catch_up()
    page = said_by(author.get("/themes/culture"))
    assert page.index("La troisième") < page.index("La première")
    assert "La deuxième" not in page
    assert "Fiches 2 " in page
    assert page.partition("Souvent abordés ensemble")[2].strip().startswith("Habitat")
    themes = said_by(author.get("/themes"))
    assert re.search(r"Culture .{0,60} 2 fiches", themes)
    assert re.search(r"Mobilité .{0,60} Pas encore de fiche", themes)


def token(visitor: Visitor) -> str:
    """Give a token for a form that is sent by hand."""
    found = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"',
        visitor.get("/sheets/new/tool").get_data(as_text=True),
    )
    assert found
    return found[1]


def test_pages_that_lean_on_the_index_carry_no_tag(author: Visitor) -> None:
    publish(author, territory="Brest", themes="culture")
    for address in ENTITIES:
        answer = author.get(address, Accept="text/html")
        assert answer.status_code == 200
        assert answer.get_etag() == (None, None)
        assert "Accept" in answer.vary


def test_the_themes_are_a_scheme_of_this_instance(client: FlaskClient) -> None:
    told = graph(client, "/themes/culture")
    assert values(told, "#prefLabel") >= {"Culture", "Thèmes", "Themes"}
    assert values(told, "#notation") == {"culture"}
    assert f"{BASE}/themes" in values(told, "#inScheme")
    scheme = graph(client, "/themes")
    assert told <= scheme
    assert f"{BASE}/themes/culture" in values(scheme, "#hasTopConcept")


def test_a_department_shows_the_sheets_of_its_communes(author: Visitor) -> None:
    publish(author, title="À Brest", territory="Brest")
    publish(author, title="À Quimper", territory="Quimper")
    publish(author, title="À Rennes", territory="Rennes")
    publish(author, title="En Finistère", territory="Finistère")
    publish(author, title="Au pays", territory="pays de Brest")
    brest = said_by(author.get("/territories/commune:29019"))
    assert "À Brest" in brest
    assert "À Quimper" not in brest
    assert "Département Finistère" in brest
    assert "29019" not in brest.partition("Données (RDF)")[0]
    assert "Code officiel : 29019" in brest
    assert "Quimper (1)" in brest
    assert "Rennes (1)" not in brest
    department = said_by(author.get("/territories/department:29"))
    assert {t for t in TITLES if t in department} == TITLES - {"À Rennes", "Au pays"}
    region = said_by(author.get("/territories/region:53"))
    assert {t for t in TITLES if t in region} == TITLES - {"Au pays"}
    assert "Fiches 4 " in region


TITLES = {"À Brest", "À Quimper", "À Rennes", "En Finistère", "Au pays"}


def test_a_place_in_free_words_has_no_page_of_its_own(author: Visitor) -> None:
    publish(author, territory="Lieu : le pré")
    assert author.get("/search?territory=Lieu : le pré").status_code == 200
    for address in ("/territories/Lieu : le pré", "/territories/Lieu : le pré.ttl"):
        assert author.get(address).status_code == 404


def test_a_territory_says_where_it_is(client: FlaskClient) -> None:
    told = graph(client, "/territories/commune:29019")
    assert values(told, "/identifier") == {"commune:29019"}
    assert values(told, "schema.org/name") == {"Brest"}
    assert values(told, f"{GEO}lat") == values(told, "latitude") == {"48.3917"}
    assert values(told, f"{GEO}long") == values(told, "longitude") == {"-4.4845"}
    assert values(told, "isPartOf") == {
        f"{BASE}/territories/department:29",
        f"{BASE}/territories/region:53",
    }
    assert "isPartOf" not in str(
        graph(client, "/territories/intercommunality:242900314")
    )


def test_the_code_of_a_merged_commune_leads_to_the_commune_of_today(
    client: FlaskClient,
) -> None:
    for suffix in ("", ".ttl"):
        answer = client.get(f"/territories/commune:29096{suffix}")
        assert answer.status_code == 301
        assert answer.headers["Location"] == f"/territories/commune:29019{suffix}"


def test_every_department_stands_in_one_region(parts: Components) -> None:
    listed = [code for codes in REGIONS.values() for code in codes]
    codes = [code.split(":") for code in parts.places.codes()]
    assert sorted(listed) == sorted(c for sort, c in codes if sort == "department")
    assert sorted(REGIONS) == sorted(c for sort, c in codes if sort == "region")


def test_a_person_shows_what_they_wrote_and_never_an_address(author: Visitor) -> None:
    sheet = publish(author, title="La malle aux jeux")
    page = author.get(f"/sheets/{sheet}/history").get_data(as_text=True)
    found = re.search(r'href="(/people/[0-9a-z]{12})"', page)
    assert found
    address = found[1]
    told = graph(author.client, address)
    assert values(told, "foaf/0.1/name") == {author.name}
    contributed = {q.subject for q in told if q.predicate.value.endswith("contributor")}
    assert contributed == {ox.NamedNode(f"{BASE}/sheets/{sheet}")}
    html = author.get(address, Accept="text/html")
    assert "La malle aux jeux" in said_by(html)
    assert "Versions publiées 1" in said_by(html)
    assert html.get_etag()[0]
    reader = author.client.application.test_client()
    for media_type in ("text/html", *MEDIA_TYPES.values()):
        answer = reader.get(address, headers={"Accept": media_type})
        assert author.name in answer.get_data(as_text=True)
        assert "@exemple.fr" not in answer.get_data(as_text=True)


def test_the_page_of_a_person_follows_at_once(author: Visitor) -> None:
    publish(author, title="La première")
    with author.parts.store.read() as work:
        address = f"/people/{revisions.latest_heads(work, limit=1)[0].author.id}"
    reader = author.client.application.test_client()
    before = reader.get(address)
    publish(author, title="La deuxième")
    known = {"If-None-Match": before.headers["ETag"]}
    after = reader.get(address, headers=known)
    assert after.status_code == 200
    page = said_by(after)
    assert page.index("La deuxième") < page.index("La première")


def test_what_somebody_wrote_is_paged_in_rdf_too(
    author: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrote = {publish(author, title=f"Fiche {number}") for number in range(5)}
    with author.parts.store.read() as work:
        address = f"/people/{revisions.latest_heads(work, limit=1)[0].author.id}.ttl"
    whole = author.get(address)
    assert 'rel="next"' not in str(whole.headers.getlist("Link"))
    assert not values(graph(author.client, address), "hydra/core#next")
    monkeypatch.setattr(entities, "DATA_PAGE_SIZE", 2)
    told: list[str] = []
    for number in (1, 2, 3):
        triples = graph(author.client, f"{address}?page={number}")
        told += [
            one.subject.value.rpartition("/")[2]
            for one in triples
            if one.predicate.value.endswith("contributor")
            and isinstance(one.subject, ox.NamedNode)
        ]
        onward = {f"{BASE}{address}?page={number + 1}"} if number < 3 else set()
        assert values(triples, "hydra/core#next") == onward
        links = author.get(f"{address}?page={number}").headers.getlist("Link")
        led = [f'<{address}?page={number + 1}>; rel="next"'] if number < 3 else []
        assert [one for one in links if "next" in one] == led
    assert sorted(told) == sorted(wrote)


def test_a_long_list_is_paged(author: Visitor) -> None:
    for number in range(21):
        author.publishes("method", title=f"Fiche {number:02}", themes="culture")
    author.parts.catch_up()
    with author.parts.store.read() as work:
        person = revisions.latest_heads(work, limit=1)[0].author.id
    for address in ("/themes/culture", f"/people/{person}"):
        first, second = author.get(address), author.get(f"{address}?page=2")
        assert "Fiche 20" in said_by(first)
        assert "Fiche 00" not in said_by(first)
        assert "Fiche 00" in said_by(second)
        assert author.get(f"{address}?page=0").status_code == 400


def test_a_sheet_leads_to_its_themes_its_place_and_its_authors(
    author: Visitor,
) -> None:
    page = author.get("/sheets/new/method").get_data(as_text=True)
    found = re.search(r'name="authors-0-person" value="([0-9a-z]{12})"', page)
    assert found
    named = {"authors-0-name": author.name, "authors-0-person": found[1]}
    address = author.publishes("method", territory="Brest", themes="food", **named)
    shown = author.get(address).get_data(as_text=True)
    for link in (
        "/themes/food",
        "/territories/commune:29019",
        f"/people/{found[1]}",
    ):
        assert f'href="{link}"' in shown


def test_every_theme_has_its_drawing_with_sheets_or_without(
    parts: Components, visitor: Visitor
) -> None:
    concepts = parts.schema.schemes["themes"].concepts
    page = visitor.get("/themes").get_data(as_text=True)
    assert page.count('<svg class="cover hue--') == len(concepts)
    for concept in concepts.values():
        assert f'class="cover hue--{concept.hue}"' in page
    theme = visitor.get("/themes/food").get_data(as_text=True)
    assert f'class="cover hue--{concepts["food"].hue}"' in theme
