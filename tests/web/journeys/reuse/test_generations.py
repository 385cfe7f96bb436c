"""From A to B to C, on three territories: page, tree and RDF show the same lineage."""

import re
import zipfile
from html import unescape
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, Store
from pypdf import PdfReader

from commons.adapters.pdf.pdf_maker import can_make_pdf
from commons.adapters.store.log import blocks, revisions
from commons.core.domain.addresses.iri import expand_base
from commons.core.domain.people.account import Role
from commons.wiring.components import Components
from tests.bench.typing_in import controls_of
from tests.conftest import BASE
from tests.people.visitor import Visitor, said_by

CHANGES = "On parle ici d’autre chose, et moins longtemps."
CONFIRMED = {"_do": "publish", "_confirmed": "on"}


def sheet_of(address: str) -> str:
    return address.split("/")[2]


class Territory:
    """Somebody of a place, who adapts sheets for it."""

    def __init__(self, visitor: Visitor, place: str) -> None:
        self.visitor = visitor
        self.place = place

    def adapts(self, sheet: str, version: int = 1, **typed: str) -> str:
        """Adapt a version of a method; give the address of what was made."""
        asked = {"adapts": sheet, "version": str(version), "territory": self.place}
        opened = self.visitor.client.get("/sheets/new/method", query_string=asked)
        form = dict(controls_of(opened.get_data(as_text=True), "sheet"))
        form |= {
            key: CHANGES for key in form if re.fullmatch(r"sources-0-changes", key)
        }
        made = self.visitor.client.post(
            "/sheets/new/method", data={**form, **typed, **CONFIRMED}
        )
        assert made.status_code == 303, said_by(made)
        return made.headers["Location"]

    def changes(self, sheet: str, **typed: str) -> None:
        """Publish the next version of a sheet."""
        page = f"/sheets/{sheet}/edit"
        form = dict(controls_of(self.visitor.get(page).get_data(as_text=True), "sheet"))
        note = {"change_note": "relu"}
        done = self.visitor.client.post(
            page, data={**form, **note, **typed, **CONFIRMED}
        )
        assert done.status_code == 303, said_by(done)


@pytest.fixture
def mirecourt(author: Visitor) -> Territory:
    return Territory(author, "Mirecourt")


@pytest.fixture
def brest(app: Flask, parts: Components) -> Territory:
    visitor = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    return Territory(visitor, "Brest")


@pytest.fixture
def quimper(app: Flask, parts: Components) -> Territory:
    visitor = Visitor(app.test_client(), parts).signed_in(Role.CONTRIBUTOR)
    return Territory(visitor, "Quimper")


@pytest.fixture
def three(
    mirecourt: Territory, brest: Territory, quimper: Territory
) -> tuple[str, str, str]:
    """Give A, B made from A, and C made from B."""
    first = sheet_of(
        mirecourt.visitor.publishes(
            "method",
            title="Le lavoir",
            body="On lave.\n\nOn parle.",
            question="Qui vient ?",
        )
    )
    second = sheet_of(brest.adapts(first, body="On lave.\n\nOn parle.\n\nOn rit."))
    third = sheet_of(quimper.adapts(second))
    return first, second, third


def test_the_page_and_the_tree_of_each_show_the_same_lineage(
    three: tuple[str, str, str], client: FlaskClient
) -> None:
    first, _, third = three
    told = said_by(client.get(f"/sheets/{first}", follow_redirects=True))
    assert "2 adaptations : Brest, Quimper" in told.replace("\u00a0", " ")
    page = said_by(client.get(f"/sheets/{third}", follow_redirects=True))
    assert re.search(r"Le lavoir – Brest , Camille \w+, version 1, CC BY-SA 4\.0", page)
    assert "Le lavoir , Camille, version 1, CC BY-SA 4.0" in page
    nested = r"Le lavoir\b.*Le lavoir – Brest\b.*Le lavoir – Quimper\b"
    for sheet in three:
        answer = client.get(f"/sheets/{sheet}/lineage")
        html = unescape(answer.get_data(as_text=True))
        listed = html.partition('id="listed"')[2].partition("</section>")[0]
        assert re.search(nested, listed, re.DOTALL)
        assert listed.count("<ul>") == 3  # one under the other
        assert html.count('<rect class="tree__box') == 3
        assert html.count("tree__box--own") == 1
        assert html.count('<path class="tree__line"') == 2
        assert "(cette fiche)" in listed
        assert "D’après la version 1." in listed


@pytest.mark.parametrize(
    "way", ["lineage", "v/1/adapt", "v/1/translate", "trials", "history"]
)
def test_a_title_within_words_of_another_language_says_its_own(
    three: tuple[str, str, str], client: FlaskClient, way: str
) -> None:
    html = client.get(f"/sheets/{three[0]}/{way}?lang=en").get_data(as_text=True)
    heading = html.partition("<h1")[2].partition("</h1>")[0]
    assert '<span lang="fr">Le lavoir</span>' in heading
    title = html.partition("<title>")[2].partition("</title>")[0]
    assert "Le lavoir" in title
    assert "span" not in title
    own = client.get(f"/sheets/{three[0]}/{way}?lang=fr").get_data(as_text=True)
    assert 'lang="fr"' not in own.partition("<h1")[2].partition("</h1>")[0]


def test_rdf_leads_from_version_to_version(
    three: tuple[str, str, str], parts: Components
) -> None:
    first, second, third = three
    store = Store()
    with parts.store.read() as work:
        for _, block in blocks.blocks_after(work, current=False, after=0, limit=100):
            store.bulk_load(input=expand_base(block, BASE), format=RdfFormat.N_QUADS)
    rows = store.query(
        "PREFIX prov: <http://www.w3.org/ns/prov#>"
        " PREFIX dct: <http://purl.org/dc/terms/>"
        " SELECT DISTINCT ?sheet WHERE {"
        "  ?version (prov:wasDerivedFrom|prov:wasRevisionOf)+ ?before ;"
        f"  dct:isVersionOf ?sheet . ?before dct:isVersionOf <{BASE}/sheets/{first}>"
        f"  FILTER (?sheet != <{BASE}/sheets/{first}>) }}"
    )
    found = {row["sheet"].value for row in rows}  # type: ignore[union-attr]  # a SELECT
    assert found == {f"{BASE}/sheets/{second}", f"{BASE}/sheets/{third}"}
    derived = store.query(
        "PREFIX prov: <http://www.w3.org/ns/prov#>"
        f" ASK {{ <{BASE}/sheets/{third}/v/1> prov:wasDerivedFrom"
        f" <{BASE}/sheets/{second}/v/1> . <{BASE}/sheets/{second}/v/1>"
        f" prov:wasDerivedFrom <{BASE}/sheets/{first}/v/1> }}"
    )
    assert bool(derived)


def test_the_zip_and_the_markdown_of_the_last_name_the_two_before(
    three: tuple[str, str, str], client: FlaskClient
) -> None:
    first, second, third = three
    archive = zipfile.ZipFile(BytesIO(client.get(f"/sheets/{third}.zip").data))
    names = [name for name in archive.namelist() if name.endswith((".md", ".txt"))]
    told = {name: archive.read(name).decode() for name in names}
    told["alone"] = client.get(f"/sheets/{third}.md").get_data(as_text=True)
    crediting = [name for name, text in told.items() if "Le lavoir – Brest" in text]
    assert len(crediting) >= 3  # its text, its credits, and alone
    for name in crediting:
        assert f"/sheets/{second}/v/1" in told[name], name
        assert f"/sheets/{first}/v/1" in told[name], name
        assert CHANGES in told[name], name


@pytest.mark.skipif(
    not can_make_pdf(), reason="WeasyPrint or Pango is not on this machine"
)
def test_the_pdf_of_the_last_credits_the_two_before(
    three: tuple[str, str, str], client: FlaskClient
) -> None:
    answer = client.get(f"/sheets/{three[2]}.pdf")
    pages = PdfReader(BytesIO(answer.data)).pages
    words = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Le lavoir – Brest" in words
    credits_of = words[words.index("Crédits") :]
    for sheet, title in ((three[1], "Le lavoir – Brest"), (three[0], "Le lavoir")):
        assert f"Adapté de « {title} »" in credits_of
        assert f"/sheets/{sheet}/v/1" in credits_of
    assert credits_of.count(CHANGES) == 2


def test_a_change_of_the_first_is_offered_to_the_third_and_taken_over(
    three: tuple[str, str, str],
    mirecourt: Territory,
    quimper: Territory,
    client: FlaskClient,
    parts: Components,
) -> None:
    first, second, third = three
    mirecourt.changes(first, body="On lave bien.\n\nOn parle.")
    page = client.get(f"/sheets/{third}", follow_redirects=True)
    assert "L’original a changé depuis" in said_by(page)
    assert f'href="/sheets/{first}/diff/1..2"' in page.get_data(as_text=True)
    offered = quimper.visitor.get(f"/sheets/{third}/update/{first}")
    assert offered.status_code == 200, said_by(offered)
    opened = quimper.visitor.client.get(
        f"/sheets/{third}/edit",
        query_string={"takes": first, "newest": "2", "field": "body"},
    )
    form = dict(controls_of(opened.get_data(as_text=True), "sheet"))
    assert form["body"] == "On lave bien.\r\n\r\nOn parle.\r\n\r\nOn rit."
    addresses = {form["sources-0-url"], form["sources-1-url"]}
    assert addresses == {
        f"{BASE}/sheets/{second}/v/1",
        f"{BASE}/sheets/{first}/v/2",
    }
    done = quimper.visitor.client.post(
        f"/sheets/{third}/edit", data={**form, "change_note": "repris", **CONFIRMED}
    )
    assert done.status_code == 303, said_by(done)
    with parts.store.read() as work:
        assert revisions.get_head(work, third).number == 2
    told = said_by(client.get(f"/sheets/{third}", follow_redirects=True))
    assert "L’original a changé depuis" not in told
    again = quimper.visitor.get(f"/sheets/{third}/update/{first}")
    assert again.status_code == 404
    # B, who has not taken it over, is offered it too
    told = said_by(client.get(f"/sheets/{second}", follow_redirects=True))
    assert "a changé depuis la version 1" in told


def test_what_both_changed_is_a_clear_choice_and_nothing_is_lost(
    mirecourt: Territory, brest: Territory
) -> None:
    first = sheet_of(
        mirecourt.visitor.publishes("method", title="Le four", question="Qui cuit ?")
    )
    made = sheet_of(brest.adapts(first, question="Qui pétrit ?"))
    mirecourt.changes(first, question="Qui mange ?", body="Un texte de plus.")
    page = brest.visitor.get(f"/sheets/{made}/update/{first}").get_data(as_text=True)
    (name,) = set(re.findall(r'name="(_choice-question-[0-9a-f]+)"', page))
    assert re.search(r'name="field" value="body" checked', page)
    assert re.search(rf'name="{name}" value="mine" checked', page)
    for choice, kept in (("mine", "Qui pétrit ?"), ("theirs", "Qui mange ?")):
        asked = {"takes": first, "newest": "2", "field": ["body", "question"]}
        opened = brest.visitor.client.get(
            f"/sheets/{made}/edit", query_string={**asked, name: choice}
        )
        form = dict(controls_of(opened.get_data(as_text=True), "sheet"))
        assert form["question"] == kept
        assert form["body"] == "Un texte de plus."


def test_a_list_that_changed_is_told_value_by_value(
    mirecourt: Territory, brest: Territory
) -> None:
    one = {"variants-0": "En hiver, à l’abri."}
    first = sheet_of(mirecourt.visitor.publishes("method", title="Le four", **one))
    made = sheet_of(brest.adapts(first))
    mirecourt.changes(first, **{"variants-1": "En plein air, avec des enfants."})
    offered = brest.visitor.get(f"/sheets/{made}/update/{first}")
    assert offered.status_code == 200
    assert "Variante 2 ajout [ajouté] En plein air" in said_by(offered)


def test_an_original_that_changed_its_licence_is_judged_anew(
    mirecourt: Territory, brest: Territory
) -> None:
    first = sheet_of(
        mirecourt.visitor.publishes(
            "method", title="Le pressoir", body="On presse.", licence="CC-BY-4.0"
        )
    )
    made = sheet_of(brest.adapts(first))
    mirecourt.changes(first, body="On presse bien.", licence="CC-BY-SA-4.0")
    told = said_by(brest.visitor.get(f"/sheets/{made}/update/{first}"))
    assert "passera de CC BY 4.0 à CC BY-SA 4.0" in told
    opened = brest.visitor.client.get(
        f"/sheets/{made}/edit",
        query_string={"takes": first, "newest": "2", "field": "body"},
    )
    form = dict(controls_of(opened.get_data(as_text=True), "sheet"))
    assert form["licence"] == "CC-BY-SA-4.0"
    data = {**form, "change_note": "repris", **CONFIRMED}
    refused = brest.visitor.client.post(
        f"/sheets/{made}/edit", data={**data, "licence": "CC-BY-4.0"}
    )
    assert refused.status_code == 422
    done = brest.visitor.client.post(f"/sheets/{made}/edit", data=data)
    assert done.status_code == 303


def test_only_who_may_write_is_offered_the_form_and_only_of_a_source(
    three: tuple[str, str, str], visitor: Visitor, quimper: Territory
) -> None:
    first, second, third = three
    assert visitor.get(f"/sheets/{third}/update/{first}").status_code == 302
    assert quimper.visitor.get(f"/sheets/{third}/update/{first}").status_code == 404
    assert quimper.visitor.get(f"/sheets/{first}/update/{third}").status_code == 404
    form = quimper.visitor.client.get(
        f"/sheets/{first}/edit", query_string={"takes": second, "newest": "9"}
    )
    assert form.status_code == 404
