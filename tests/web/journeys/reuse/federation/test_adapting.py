"""The page that adapts from elsewhere: an address, what is found there, a draft."""

import re
from contextlib import ExitStack

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from commons.adapters.remote.asking_limits import AT_ONCE, hold_slot
from tests.bench.typing_in import controls_of
from tests.federated import OTHER, OtherSites, Site
from tests.people.visitor import said_by, token_in
from tests.services.federation.test_foreign_page import HOW_TO, PAGE, html_of

CHANGED = "Le banc devient une barque, et l’on parle aux marins."


def sends(site: Site, order: str, where: str, **typed: str) -> TestResponse:
    """Send the form with an address."""
    page = site.author.get("/adapt").get_data(as_text=True)
    data = {"csrf_token": token_in(page), "_do": order, "address": where, **typed}
    return site.author.client.post("/adapt", data=data)


def found_address(text: str) -> str:
    (address,) = re.findall(r'name="address" value="([^"]*)"', text)
    return str(address)


def test_a_sheet_of_another_commons_is_looked_at_then_kept_then_published(
    here: Site, there: Site
) -> None:
    page = there.author.publishes(
        "method", title="Le banc", body="On s’assied.", licence="CC-BY-SA-4.0"
    )
    looked = sends(here, "look", OTHER + page)
    said = said_by(looked)
    assert looked.status_code == 200
    assert "son empreinte a été vérifiée" in said
    assert "La licence de la source ne permet pas : CC BY 4.0" in said
    pinned = found_address(looked.get_data(as_text=True))
    assert pinned == f"{OTHER}/sheets/{page.split('/')[2]}/v/1"
    kept = sends(here, "keep", pinned, licence="CC-BY-SA-4.0", territory="Brest")
    assert kept.status_code == 303, said_by(kept)
    form_page = here.author.get(kept.headers["Location"])
    assert "Le brouillon est prêt" in said_by(form_page)
    form = dict(controls_of(form_page.get_data(as_text=True), "sheet"))
    assert form["title"] == "Le banc – Brest"
    assert form["sources-0-url"] == pinned
    done = here.author.client.post(
        kept.headers["Location"],
        data={
            **form,
            "sources-0-changes": CHANGED,
            "_do": "publish",
            "_confirmed": "on",
        },
    )
    assert done.status_code == 303, said_by(done)
    shown = said_by(here.author.get(done.headers["Location"]))
    assert CHANGED in shown
    assert "other.example" in here.author.get(done.headers["Location"]).text


def test_a_licence_against_the_matrix_is_refused_and_said(
    here: Site, there: Site
) -> None:
    page = there.author.publishes("method", title="Le banc", licence="CC-BY-SA-4.0")
    refused = sends(here, "keep", OTHER + page, licence="CC0-1.0")
    assert refused.status_code == 422
    assert "ne permet pas CC0" in said_by(refused)
    assert "Erreur" in refused.get_data(as_text=True).partition("</title>")[0]


def test_a_page_without_a_licence_asks_for_one(here: Site, sites: OtherSites) -> None:
    told = {key: value for key, value in HOW_TO.items() if key != "license"}
    sites.page(PAGE, html_of(told))
    looked = sends(here, "look", PAGE)
    assert "licence inconnue" in said_by(looked)
    assert "En faire un brouillon" not in said_by(looked)
    kept = sends(here, "keep", PAGE)
    assert (kept.status_code, "Dites sous quelle licence" in said_by(kept)) == (
        422,
        True,
    )
    closed = sends(here, "look", PAGE, source_licence="CC-BY-NC-4.0")
    assert "vous pouvez le citer et mettre un lien" in said_by(closed)
    open_ = sends(here, "keep", PAGE, source_licence="CC-BY-4.0", kind="method")
    assert open_.status_code == 303
    form = dict(
        controls_of(
            here.author.get(open_.headers["Location"]).get_data(as_text=True), "sheet"
        )
    )
    assert form["sources-0-licence"] == "CC-BY-4.0"
    assert form["steps-0-title"] == "Scier"


def test_what_is_not_found_or_not_allowed_is_said_beside_the_address(
    here: Site, sites: OtherSites
) -> None:
    for address, words in {
        "": "n’est pas une adresse web",
        "file:///etc/passwd": "n’est pas une adresse web",
        "http://camille:x@other.example/": "un nom ou un mot de passe",
        "http://away.example/sheets/0123456789ab": "away.example ne répond pas",
        "http://other.example:22/": "au port 22 de other.example",
    }.items():
        answer = sends(here, "look", address)
        assert (answer.status_code, words in said_by(answer)) == (422, True), address


def test_a_get_asks_nobody_and_a_stranger_signs_in_first(
    here: Site, sites: OtherSites, client: FlaskClient
) -> None:
    answer = here.author.get(f"/adapt?address={PAGE}")
    assert answer.status_code == 200
    assert PAGE in answer.get_data(as_text=True)
    assert sites.asked == []
    assert client.get("/adapt").status_code in {302, 303}


def test_the_page_is_linked_from_where_one_begins_to_write(here: Site) -> None:
    assert 'href="/adapt"' in here.author.get("/write").get_data(as_text=True)


def test_who_asks_while_others_do_is_told_to_come_back(here: Site) -> None:
    slots = ExitStack()
    for _ in range(AT_ONCE):
        slots.enter_context(hold_slot(here.parts.remote))
    with slots:
        crowded = sends(here, "look", PAGE)
    assert crowded.status_code == 503
    assert int(crowded.headers["Retry-After"]) > 0
    assert "réessayez dans une minute" in said_by(crowded)
    assert f'value="{PAGE}"' in crowded.get_data(as_text=True)
    assert sends(here, "look", PAGE).status_code == 422
