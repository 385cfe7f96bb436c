"""An admin chooses settings in a page, which hold from the next page on."""

from dataclasses import replace

import pytest

from commons.app import create_app
from commons.core.domain.people.account import Role
from commons.services.stewardship.chosen_settings import EDITABLE
from commons.wiring.components import Components
from tests.people.visitor import PASSWORD, Visitor, controls_in, said_by


@pytest.fixture
def open_parts(parts: Components) -> Components:
    """Give the instance of an environment that fixes nothing."""
    return replace(parts, settings=replace(parts.settings, fixed=frozenset()))


@pytest.fixture
def admin(open_parts: Components) -> Visitor:
    app = create_app(open_parts)
    return Visitor(app.test_client(), open_parts).signed_in(Role.ADMIN)


def test_a_choice_holds_from_the_next_page_on(admin: Visitor) -> None:
    app = create_app(admin.parts)
    stranger = Visitor(app.test_client(), admin.parts)
    assert stranger.get("/register").status_code == 200
    typed = controls_in(admin.get("/admin/settings").text)
    assert set(typed) >= {one.name for one in EDITABLE}
    sent = admin.post("/admin/settings", **{**typed, "REGISTRATION": "closed"})
    assert sent.status_code == 303
    assert "Les réglages sont enregistrés" in said_by(admin.get("/admin/settings"))
    new = {"name": "Camille", "email": "c@exemple.fr", "password": PASSWORD}
    assert stranger.get("/register").status_code in {403, 404}
    assert stranger.post("/register", page="/login", **new).status_code in {403, 404}
    assert "Créer un compte" not in said_by(stranger.get("/login")).partition("main")[2]
    admin.post("/admin/settings", _default="REGISTRATION")
    assert stranger.get("/register").status_code == 200


def test_what_is_wrong_is_said_and_nothing_of_it_is_written(admin: Visitor) -> None:
    typed = controls_in(admin.get("/admin/settings").text)
    wrong = {**typed, "REVIEW": "off", "DRAFTS_PER_ACCOUNT": "beaucoup"}
    sent = admin.post("/admin/settings", **wrong)
    assert sent.status_code == 422
    assert "Écrivez un nombre entier" in said_by(sent)
    label = "Brouillons d’un compte, au plus"
    assert f">{label} : Écrivez un nombre entier" in sent.text
    again = controls_in(sent.text)
    assert (again["DRAFTS_PER_ACCOUNT"], again["REVIEW"]) == ("beaucoup", "off")
    standing = controls_in(admin.get("/admin/settings").text)
    assert standing == typed


def test_what_the_server_fixes_is_shown_and_stays(
    parts: Components, admin: Visitor
) -> None:
    fixed = replace(parts.settings, fixed=frozenset({"REVIEW"}))
    app = create_app(replace(parts, settings=fixed))
    other = Visitor(app.test_client(), parts).signed_in(Role.ADMIN)
    page = other.get("/admin/settings")
    assert "Fixé sur le serveur par COMMONS_REVIEW" in said_by(page)
    assert "REVIEW" not in controls_in(page.text)
    before = parts.chosen.apply(fixed)
    sent = other.post("/admin/settings", **controls_in(page.text), REVIEW="sheets")
    assert sent.status_code == 303
    assert parts.chosen.apply(fixed) == before
