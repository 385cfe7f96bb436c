"""What the application is made of: its routes, its session, what its pages know."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, Response, request
from werkzeug.exceptions import NotFound

from commons.app import SESSION_COOKIE, create_app
from commons.web.journeys.registry import JOURNEYS
from commons.wiring.assembly import assemble_components
from commons.wiring.components import Components
from tests.conftest import settings_in


@pytest.fixture
def made(tmp_path: Path):
    """Give a way to make the application of an instance with other settings."""
    opened: list[Components] = []

    def make(**chosen: str) -> Flask:
        opened.append(assemble_components(settings_in(tmp_path / "other", **chosen)))
        return create_app(opened[-1])

    yield make
    for parts in opened:
        parts.follower.stop()
        parts.store.close()


def test_every_blueprint_is_registered_and_answers_something(app: Flask) -> None:
    assert set(app.blueprints.values()) == set(JOURNEYS)
    answering = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}
    assert answering == {"static", *app.blueprints}


def test_the_application_holds_the_parts_that_it_was_made_with(
    app: Flask, parts: Components
) -> None:
    assert app.extensions["commons"] is parts
    assert app.secret_key == parts.settings.secret_key


def test_without_parts_those_of_the_environment_are_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONS_DATA_DIR", str(tmp_path / "mine"))
    monkeypatch.setenv("COMMONS_SITE_NAME", "Le Commun")
    app = create_app()
    opened = app.extensions["commons"]
    opened.store.close()
    assert opened.settings.data_dir == tmp_path / "mine"
    assert app.jinja_env.globals["site_name"] == "Le Commun"


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/sheets/0123456789ab", "sheets.negotiate_sheet"),
        ("/sheets/0123456789ab/v/2.ttl", "sheets.version_in"),
        ("/catalog.jsonld", "catalog.catalogue_page"),
    ],
)
def test_addresses_lead_to_their_views(app: Flask, path: str, endpoint: str) -> None:
    found, _ = app.url_map.bind("commons.example").match(path)
    assert found == endpoint


@pytest.mark.parametrize(
    "path",
    [
        "/sheets/0123456789",
        "/sheets/0123456789AB",
        "/sheets/0123456789ab/v/0",
        "/sheets/0123456789ab/v/1234567890",
        "/catalog.html",
        "/sheets//0123456789ab",
    ],
)
def test_what_is_no_address_of_ours_leads_nowhere(app: Flask, path: str) -> None:
    with pytest.raises(NotFound):
        app.url_map.bind("commons.example").match(path)


def test_the_cookie_is_for_servers_only_and_for_tls_where_there_is_tls(
    app: Flask, made: Callable[..., Flask]
) -> None:
    assert app.config["SESSION_COOKIE_NAME"] == SESSION_COOKIE
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True
    assert app.config["SESSION_COOKIE_SECURE"] is False
    secure = made(base_url="https://commun.example")
    assert secure.config["SESSION_COOKIE_SECURE"] is True


def test_a_forwarded_address_is_believed_from_a_trusted_proxy_only(
    app: Flask, made: Callable[..., Flask]
) -> None:
    seen: list[str | None] = []

    def note(response: Response) -> Response:
        seen.append(request.remote_addr)
        return response

    for one in (app, made(trusted_proxies="1")):
        one.after_request(note)
        one.test_client().get("/login", headers={"X-Forwarded-For": "192.0.2.7"})
    assert seen == ["127.0.0.1", "192.0.2.7"]


def test_pages_know_where_an_asset_was_built_and_nothing_of_others(app: Flask) -> None:
    asset = app.jinja_env.globals["asset"]
    assert callable(asset)
    with app.test_request_context():
        assert asset("nothing.css") == ""
        address = asset("site.css")
    folder, _, name = address.rpartition("/")
    assert folder == "/static/dist"
    assert (Path(app.static_folder or "") / "dist" / name).is_file()


def test_an_address_in_a_page_is_that_of_its_own_values(app: Flask) -> None:
    with app.test_request_context("/"):
        url_for = app.jinja_env.globals["url_for"]
        assert callable(url_for)
        for page in (1, True, "1", 1):
            built = url_for("changes.changes_page", page=page)
            assert built == app.url_for("changes.changes_page", page=page)
        several = url_for("search.search_page", theme=["culture", "debate"])
        assert several == "/search?theme=culture&theme=debate"
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/wiki"}):
        assert url_for("changes.changes_page", page=1) == "/wiki/changes?page=1"
